#pragma once
#include "scraper/cli/inspect/inspection_input.hpp"

namespace trawl::cli {

// What trawl makes of selectors. Both throw std::invalid_argument for bad input, and extract::SelectorError
// for a selector that cannot be read.

Json inspect_css(const Json& in);
Json inspect_jsonpath(const Json& in);

}  // namespace trawl::cli
