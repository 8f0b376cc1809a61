#pragma once
#include <string>

#include "fetch/url/url.hpp"
#include "scraper/extract/tree.hpp"

namespace trawl::extract {

/// The node and what is below it as Markdown: CommonMark 0.30 (https://spec.commonmark.org/0.30/) with the
/// tables and strikethrough of GFM (https://github.github.com/gfm/), UTF-8, lines ended by "\n"; "" for
/// nothing. Text that Markdown would read as markup is escaped, so no HTML of the page comes through. Links
/// and images are resolved against `base`. Scripts, styles and hidden elements are left out.
/// Takes time linear in the size of the node, but for tables with merged cells, which are bounded.
/// Thread: pure; any.
std::string markdown_of(const Node& node, const fetch::Url& base);

}  // namespace trawl::extract
