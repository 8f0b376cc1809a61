#include "scraper/cli/print/status_line.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/settings/units.hpp"

namespace trawl::cli {
namespace {

std::string_view word_for(crawl::CrawlState state) {
  switch (state) {
    case crawl::CrawlState::paused:
      return "paused, ";
    case crawl::CrawlState::stopping:
      return "stopping, ";
    default:
      return "";
  }
}

std::string time_to_go(const crawl::Progress& progress, std::int64_t page_limit) {
  const std::int64_t left = page_limit - progress.pages;
  const bool will_reach_it = page_limit > 0 && left > 0 && progress.queued + progress.in_flight >= left;
  if (!will_reach_it || progress.pages_per_second <= 0) return "";
  const auto seconds = std::ceil(static_cast<double>(left) / progress.pages_per_second);
  return fmt::format(", {} to go", duration_text(std::chrono::seconds(std::llround(seconds))));
}

}  // namespace

std::string grouped(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3 && digits[at - 4] != '-';) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string status_line(const crawl::Progress& progress, std::int64_t page_limit) {
  std::int64_t errors = 0;
  for (const auto& [kind, count] : progress.errors) errors += count;
  return fmt::format("{}{} pages, {:.1f}/s, {}B, {} queued, {} in flight, {} errors{}",
                     word_for(progress.state), grouped(progress.pages), progress.pages_per_second,
                     size_text(progress.bytes), grouped(progress.queued), progress.in_flight, grouped(errors),
                     time_to_go(progress, page_limit));
}

std::string visit_line(const crawl::RecentVisit& visit) {
  const std::string outcome = visit.status == 0 ? visit.error : fmt::format("{}", visit.status);
  return text::printable(
      fmt::format("{} {} ms {}B {}", outcome, visit.elapsed_ms, size_text(visit.size), visit.url));
}

}  // namespace trawl::cli
