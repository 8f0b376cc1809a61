#pragma once
#include <string>
#include <string_view>

#include "scraper/page/page.hpp"

namespace trawl::support {

/// Reads `html`, in UTF-8, as the page https://example.org/dir/page.
inline page::Page read_page(std::string_view html) {
  static const fetch::Url kUrl = *fetch::Url::parse("https://example.org/dir/page");
  return page::parse_html(html, kUrl, "text/html; charset=utf-8");
}

/// The links of that page, one a line: "kind href [text]".
inline std::string link_lines(std::string_view html) {
  std::string lines;
  for (const page::Link& link : read_page(html).links) {
    lines += std::string(name_of(link.kind)) + ' ' + link.url.href();
    if (!link.text.empty()) lines += " [" + link.text + ']';
    lines += '\n';
  }
  return lines;
}

}  // namespace trawl::support
