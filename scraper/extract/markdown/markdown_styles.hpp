#pragma once
#include <vector>

#include "scraper/extract/markdown/markdown_piece.hpp"

namespace trawl::extract {

/// Changes or drops the styles whose markers Markdown would not read as such
/// (https://spec.commonmark.org/0.30/#emphasis-and-strong-emphasis): "**" before punctuation within a word,
/// say. Punctuation at the edge moves out of the style, or the style goes; no text changes. Joins styles and
/// code that follow each other at once. Looks over the pieces a few times at most.
void mend_styles(std::vector<MarkdownPiece>& pieces);

}  // namespace trawl::extract
