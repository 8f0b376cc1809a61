#include "scraper/page/html/meta_refresh.hpp"

#include <charconv>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/html_bytes.hpp"

namespace trawl::page {
namespace {

void skip_blanks(std::string_view& text) {
  text = text::trimmed_front(text, text::kAsciiSpace);
}

/// Removes "url=" from the beginning, if it is there.
std::string_view without_url_key(std::string_view text) {
  if (!text::starts_with_ignoring_case(text, "url")) return text;
  std::string_view rest = text.substr(3);
  skip_blanks(rest);
  if (!rest.starts_with('=')) return text;
  rest.remove_prefix(1);
  skip_blanks(rest);
  return rest;
}

std::string_view without_quotes(std::string_view text) {
  if (!text.starts_with('"') && !text.starts_with('\'')) return text;
  return text.substr(1, text.find(text[0], 1) - 1);
}

}  // namespace

std::optional<Refresh> parse_refresh(std::string_view content) {
  skip_blanks(content);
  if (content.empty() || !(text::is_digit(content[0]) || content[0] == '.')) return std::nullopt;
  std::size_t end = content.find_first_not_of("0123456789.");
  if (end == std::string_view::npos) end = content.size();
  double delay = 0;
  const auto read = std::from_chars(content.data(), content.data() + end, delay, std::chars_format::fixed);
  if (read.ec == std::errc::result_out_of_range) return std::nullopt;
  content.remove_prefix(end);
  if (content.empty()) return Refresh{delay, {}};
  if (content[0] != ';' && content[0] != ',' && !is_blank(content[0])) return std::nullopt;
  skip_blanks(content);
  if (content.starts_with(';') || content.starts_with(',')) content.remove_prefix(1);
  skip_blanks(content);
  return Refresh{delay, without_quotes(without_url_key(content))};
}

}  // namespace trawl::page
