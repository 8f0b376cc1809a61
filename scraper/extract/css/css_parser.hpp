#pragma once
#include <string>
#include <vector>

#include "scraper/extract/css/css_syntax.hpp"

namespace trawl::extract {

/// Reads a list of selectors: Selectors Level 3, of Level 4 what CssPseudo has, and ::text and ::attr(name).
/// Throws SelectorError.
std::vector<CssComplex> parse_css(const std::string& text);

}  // namespace trawl::extract
