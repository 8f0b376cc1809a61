#include "scraper/crawl/rules/robots_pattern.hpp"

#include <cstring>

#include "fetch/url/percent.hpp"

namespace trawl::crawl {
namespace {

bool is_url_byte(char c) {
  return c > ' ' && c < '\x7f' && std::string_view("\"'<>\\^`{|}").find(c) == std::string_view::npos;
}

/// Gives escapes one form. `special` are characters that would mean something in a pattern but are literal
/// here.
std::string normalised(std::string_view text, std::string_view special) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (const int byte = c == '%' ? fetch::escaped_byte(text.substr(i)) : -1; byte >= 0) {
      const char escaped = static_cast<char>(byte);
      if (fetch::is_unreserved(escaped)) {
        out += escaped;
      } else {
        fetch::append_escape(out, escaped);
      }
      i += 2;
    } else if (is_url_byte(c) && special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      fetch::append_escape(out, c);
    }
  }
  return out;
}

/// memmem, unlike string_view::find, is linear for every needle.
std::size_t position_of(std::string_view needle, std::string_view text) {
  if (needle.empty()) return 0;
  const void* at = ::memmem(text.data(), text.size(), needle.data(), needle.size());
  return at ? static_cast<std::size_t>(static_cast<const char*>(at) - text.data()) : std::string_view::npos;
}

}  // namespace

std::string robots_path(std::string_view path_and_query) {
  std::string path = normalised(path_and_query, "*$");
  if (!path.starts_with('/')) path.insert(path.begin(), '/');
  return path;
}

RobotsPattern::RobotsPattern(std::string_view value) : anchored_(value.ends_with('$')) {
  if (anchored_) value.remove_suffix(1);
  text_ = normalised(value, "$");
}

bool RobotsPattern::matches(std::string_view path) const {
  std::string_view pattern = text_;
  for (bool first = true;; first = false) {
    const std::size_t star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    const bool last = star == std::string_view::npos;
    if (last && anchored_) return first ? path == piece : path.ends_with(piece);
    const std::size_t at =
        first ? (path.starts_with(piece) ? 0 : std::string_view::npos) : position_of(piece, path);
    if (at == std::string_view::npos) return false;
    if (last) return true;
    path.remove_prefix(at + piece.size());
    pattern.remove_prefix(star + 1);
  }
}

}  // namespace trawl::crawl
