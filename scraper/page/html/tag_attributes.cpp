#include "scraper/page/html/tag_attributes.hpp"

#include "scraper/page/html/html_bytes.hpp"
#include "scraper/page/html/sixteen_bytes.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kMaxAttributes = 1000;

void skip_blanks(std::string_view text, std::size_t& at) {
  while (at < text.size() && is_blank(text[at])) ++at;
}

std::string_view read_value(std::string_view text, std::size_t& at) {
  if (at >= text.size()) return {};
  const char quote = text[at];
  if (quote == '"' || quote == '\'') {
    const std::size_t first = at + 1;
    const std::size_t end = find_near(text, quote, first);
    at = end + 1;
    return text.substr(first, end - first);
  }
  const std::size_t first = at;
  while (at < text.size() && !is_html_byte(text[at], kUnquotedEnd)) ++at;
  return text.substr(first, at - first);
}

void read_attribute(std::string_view text, std::size_t& at, Attribute& attribute) {
  const std::size_t first = at;
  at = name_end(text, first + 1, kNameEnd);  // an initial "=" belongs to the name
  attribute.name = text.substr(first, at - first);
  skip_blanks(text, at);
  if (at >= text.size() || text[at] != '=') return;
  ++at;
  skip_blanks(text, at);
  attribute.raw = read_value(text, at);
}

}  // namespace

bool read_attributes(std::string_view text, std::size_t& place, bool keep, Token& token) {
  token.attributes.clear();
  token.self_closing = false;
  Attribute ignored;
  std::size_t at = place;
  while (true) {
    skip_blanks(text, at);
    if (at >= text.size()) {
      place = text.size();
      return false;
    }
    if (text[at] == '>') {
      place = at + 1;
      return true;
    }
    if (text[at] == '/') {
      ++at;
      token.self_closing = at < text.size() && text[at] == '>';
      continue;
    }
    const bool is_kept = keep && token.attributes.size() < kMaxAttributes;
    read_attribute(text, at, is_kept ? token.attributes.emplace_back() : ignored);
  }
}

}  // namespace trawl::page
