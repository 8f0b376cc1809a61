#pragma once
#include "web/page_extras.hpp"

namespace trawl::cli {

/// What the command line has and the page shows too: the functions of SQL, stories of URLs, words as a
/// query, and the user's saved queries.
web::PageExtras page_extras();

}  // namespace trawl::cli
