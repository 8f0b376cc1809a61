#include "scraper/cli/print/status_line.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using cli::grouped;
using cli::status_line;

namespace {

crawl::Progress sample() {
  crawl::Progress progress;
  progress.state = crawl::CrawlState::running;
  progress.pages = 1'500;
  progress.bytes = 3 << 20;
  progress.pages_per_second = 10;
  progress.queued = 4'321;
  progress.in_flight = 7;
  progress.errors = {{"dns", 2}, {"timeout", 1}};
  return progress;
}

}  // namespace

TEST_CASE("the status line says pages, speed, size, queue and errors") {
  CHECK(status_line(sample(), 0) == "1,500 pages, 10.0/s, 3MB, 4,321 queued, 7 in flight, 3 errors");
}

TEST_CASE("the time to go is named where the queue reaches the page limit") {
  CHECK(status_line(sample(), 2'100).ends_with(", 1m to go"));
  CHECK(status_line(sample(), 100'000).ends_with("3 errors"));
  auto stalled = sample();
  stalled.pages_per_second = 0;
  CHECK(status_line(stalled, 2'100).ends_with("3 errors"));
}

TEST_CASE("a crawl that does not run says so") {
  auto progress = sample();
  progress.state = crawl::CrawlState::paused;
  CHECK(status_line(progress, 0).starts_with("paused, 1,500"));
  progress.state = crawl::CrawlState::stopping;
  CHECK(status_line(progress, 0).starts_with("stopping, "));
}

TEST_CASE("a page is one line without anything that commands a terminal") {
  crawl::RecentVisit visit;
  visit.url = "https://example.org/\x1b[2J";
  visit.status = 200;
  visit.elapsed_ms = 12;
  visit.size = 2'048;
  CHECK(cli::visit_line(visit) == "200 12 ms 2kB https://example.org/\\x1b[2J");
  visit.status = 0;
  visit.error = "dns";
  CHECK(cli::visit_line(visit).starts_with("dns 12 ms"));
}

TEST_CASE("large numbers are grouped") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1'000) == "1,000");
  CHECK(grouped(1'234'567) == "1,234,567");
  CHECK(grouped(-123) == "-123");
  CHECK(grouped(-1'234) == "-1,234");
}
