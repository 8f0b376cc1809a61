#pragma once
#include <string_view>

#include "storage/live.hpp"

namespace trawl::crawl {

/// How one run of a crawl ended.
/// `parked`: all that is left belongs to hosts that ask for a longer wait than the crawl waits.
enum class Ending { finished, page_limit, size_limit, time_limit, parked, interrupted };

/// Either finished or interrupted; an interrupted crawl can be resumed. Its name goes into `crawls.status`.
storage::CrawlState state_of(Ending ending);
/// As in `crawls.exit_reason`.
std::string_view reason_of(Ending ending);

}  // namespace trawl::crawl
