#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "scraper/extract/structured_data.hpp"

namespace trawl::support {

/// What the page https://example.org/dir/page, in UTF-8, says of itself.
inline extract::StructuredData structured_of(std::string_view html,
                                             std::string_view content_type = "text/html; charset=utf-8") {
  static const fetch::Url kUrl = *fetch::Url::parse("https://example.org/dir/page");
  extract::StructuredData found;
  extract::add_page(page::parse_html(html, kUrl, content_type), html, content_type, found);
  return found;
}

/// The items, one a line: "kind type data"; and the notes: "note: text".
inline std::string lines_of(const extract::StructuredData& found) {
  std::string lines;
  for (const auto& item : found.items()) lines += fmt::format("{} {} {}\n", item.kind, item.type, item.data);
  for (const auto& note : found.notes()) lines += fmt::format("note: {}\n", note.text);
  return lines;
}

/// Both of a page.
inline std::string structured_lines(std::string_view html) {
  return lines_of(structured_of(html));
}

}  // namespace trawl::support
