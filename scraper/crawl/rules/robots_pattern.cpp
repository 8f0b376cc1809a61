#include "scraper/crawl/rules/robots_pattern.hpp"

#include <cstring>

namespace trawl::crawl {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// RFC 3986 section 2.3.
bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

bool is_url_byte(unsigned char c) {
  return c > ' ' && c < 0x7f &&
         std::string_view("\"'<>\\^`{|}").find(static_cast<char>(c)) == std::string_view::npos;
}

void append_escaped(std::string& out, unsigned char c) {
  out += '%';
  out += kHexDigits[c >> 4];
  out += kHexDigits[c & 15];
}

/// Escapes in one form; `special` are the characters that would mean something in a pattern and are literal
/// here.
std::string normalised(std::string_view text, std::string_view special) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      const auto byte = static_cast<unsigned char>(hex_value(text[i + 1]) << 4 | hex_value(text[i + 2]));
      if (is_unreserved(byte)) {
        out += static_cast<char>(byte);
      } else {
        append_escaped(out, byte);
      }
      i += 2;
    } else if (is_url_byte(c) && special.find(text[i]) == std::string_view::npos) {
      out += text[i];
    } else {
      append_escaped(out, c);
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
