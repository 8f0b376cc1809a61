#pragma once
#include "scraper/cli/spider/form.hpp"

namespace trawl::cli {

/// The forms of a spider file, by name; "spider" is the whole file, "config" the user's config.yaml. What the
/// reader accepts and what `trawl schema` prints both come from them.
const Forms& spider_forms();

}  // namespace trawl::cli
