#pragma once
#include <cstdint>

#include "scraper/extract/css/css_scanner.hpp"

namespace trawl::extract {

/// Reads a*n+b, "even" or "odd" (https://drafts.csswg.org/css-syntax-3/#anb-microsyntax). Skips the white
/// space behind it, and returns whether there was some. Both numbers are at most a thousand million.
/// Throws SelectorError.
bool read_nth(CssScanner& in, std::int64_t& step, std::int64_t& offset);

}  // namespace trawl::extract
