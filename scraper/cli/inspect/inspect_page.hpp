#pragma once
#include "scraper/cli/inspect/inspection_input.hpp"

namespace trawl::cli {

// What trawl makes of the content of pages. All throw std::invalid_argument for bad input.

Json inspect_html(const Json& in);
Json inspect_encoding(const Json& in);
Json inspect_mime(const Json& in);
Json inspect_simhash(const Json& in);

}  // namespace trawl::cli
