#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"

namespace re2 {
class RE2;
}

namespace trawl::crawl {

/// All patterns of one flag. RE2 matches each anywhere in the text, in linear time.
class Patterns {
 public:
  /// Throws std::invalid_argument that names `flag`, the pattern and the place of the mistake.
  Patterns(const std::vector<std::string>& patterns, std::string_view flag);
  Patterns(Patterns&&) noexcept;
  Patterns& operator=(Patterns&&) noexcept;
  ~Patterns();

  bool empty() const { return patterns_.empty(); }
  bool match(std::string_view text) const { return first_in(text) != nullptr; }
  /// Matches the URL as it is written and as people read it: "/größe" is "/gr%C3%B6%C3%9Fe", "two words" is
  /// "two%20words", and "bücher." is "xn--bcher-kva.". Its fragment is left out.
  bool match_url(const fetch::Url& url) const { return first_of(url).has_value(); }
  /// The first pattern that matches it so, as the user wrote it; none if none does.
  std::optional<std::string_view> first_of(const fetch::Url& url) const;

 private:
  const re2::RE2* first_in(std::string_view text) const;

  std::vector<std::unique_ptr<re2::RE2>> patterns_;
};

}  // namespace trawl::crawl
