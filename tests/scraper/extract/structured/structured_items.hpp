#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "scraper/extract/structured/structured_data.hpp"
#include "scraper/page/mime.hpp"
#include "scraper/page/xhtml.hpp"

namespace trawl::support {

/// What a page says of itself.
inline extract::StructuredData structured_of(std::string_view html, const fetch::Url& url,
                                             std::string_view content_type) {
  std::string type = page::media_type(content_type);
  if (page::is_xhtml(type, html)) type = "application/xhtml+xml";
  extract::PageInput input(url, html, type);
  input.content_type = content_type;
  extract::PageSources sources(input, extract::limits_for_structured());
  extract::StructuredData found;
  extract::add_page(page::parse_html(html, url, content_type), sources, found);
  return found;
}

/// What the page https://example.org/dir/page, in UTF-8, says of itself.
inline extract::StructuredData structured_of(std::string_view html,
                                             std::string_view content_type = "text/html; charset=utf-8") {
  static const fetch::Url kUrl = *fetch::Url::parse("https://example.org/dir/page");
  return structured_of(html, kUrl, content_type);
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
