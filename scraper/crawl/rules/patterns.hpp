#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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
  bool match(std::string_view text) const;

 private:
  std::vector<std::unique_ptr<re2::RE2>> patterns_;
};

}  // namespace trawl::crawl
