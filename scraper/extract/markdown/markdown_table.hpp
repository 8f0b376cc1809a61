#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "scraper/extract/tree/outline.hpp"

namespace trawl::extract {

/// Whether a table is written as one: a grid of short texts. Others only place things on a page; what is in
/// their cells is written as if there were no table.
bool is_grid(const Outline& outline, std::uint32_t index);

/// A table of GFM (https://github.github.com/gfm/#tables-extension-), with pipes at both ends of its rows.
/// What is merged is repeated. A table without a header gets an empty one, since GFM knows no other.
/// `cell_line` gives the Markdown of a cell. Rows beyond `most_bytes` are left out. "" for a table without
/// cells.
std::string markdown_table(const Outline& outline, std::uint32_t index,
                           const std::function<std::string(std::uint32_t cell)>& cell_line,
                           std::size_t most_bytes);

}  // namespace trawl::extract
