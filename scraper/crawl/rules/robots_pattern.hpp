#pragma once
#include <string>
#include <string_view>

namespace trawl::crawl {

/// The form in which robots.txt patterns and URL paths are compared (RFC 9309 section 2.2.2): unreserved
/// characters are not escaped, everything that is no URL character is, hexadecimal digits are capitals, and
/// `*` and `$` in the path are escaped.
std::string robots_path(std::string_view path_and_query);

/// The value of an Allow or Disallow line: a prefix of the path, in which `*` stands for any bytes and a
/// final `$` for the end.
class RobotsPattern {
 public:
  explicit RobotsPattern(std::string_view value);

  /// Requires: `path` comes from robots_path(). Takes time linear in the path and the pattern.
  bool matches(std::string_view path) const;
  bool has_star() const { return text_.find('*') != std::string::npos; }
  /// How specific the pattern is: the longest match decides.
  std::size_t octets() const { return text_.size() + (anchored_ ? 1 : 0); }

 private:
  std::string text_;
  bool anchored_;
};

}  // namespace trawl::crawl
