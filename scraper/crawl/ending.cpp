#include "scraper/crawl/ending.hpp"

namespace trawl::crawl {

storage::CrawlState state_of(Ending ending) {
  return ending == Ending::finished ? storage::CrawlState::finished : storage::CrawlState::interrupted;
}

std::string_view reason_of(Ending ending) {
  switch (ending) {
    case Ending::finished:
      return "nothing left to fetch";
    case Ending::page_limit:
      return "page limit";
    case Ending::size_limit:
      return "size limit";
    case Ending::time_limit:
      return "time limit";
    case Ending::parked:
      return "parked hosts";
    case Ending::interrupted:
      return "interrupted";
  }
  return "";
}

}  // namespace trawl::crawl
