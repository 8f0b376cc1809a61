#pragma once
#include "scraper/extract/structured/structured_data.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// Adds each HTML table with text in it, in document order: {"caption": "", "header": [], "rows": [[]]},
/// all of them texts, and what is merged repeated at each place that it covers (HtmlTable). A table for
/// layout, by its role or because tables are nested more than two deep in it, is left out, but not those in
/// it. At most two million places a page; a note says that more were left out.
void add_tables(const Tree& tree, StructuredData& found);

}  // namespace trawl::extract
