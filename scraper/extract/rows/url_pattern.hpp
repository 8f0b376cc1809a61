#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace re2 {
class RE2;
}

namespace trawl::extract {

/// A RE2 pattern that matches anywhere in a URL, as it is written or as people read it, without its fragment.
/// Linear time. Thread: any.
class UrlPattern {
 public:
  /// "" matches every URL. Throws std::invalid_argument for a pattern that RE2 does not take.
  explicit UrlPattern(const std::string& pattern);
  UrlPattern(UrlPattern&&) noexcept;
  UrlPattern& operator=(UrlPattern&&) noexcept;
  ~UrlPattern();

  bool matches(const fetch::Url& url) const;

 private:
  bool finds(std::string_view text) const;
  std::unique_ptr<re2::RE2> pattern_;  // null: all
};

}  // namespace trawl::extract
