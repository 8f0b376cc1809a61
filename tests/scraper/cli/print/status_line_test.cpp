#include "scraper/cli/print/status_line.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using cli::grouped;
using cli::status_line;

namespace {

storage::LiveNumbers sample(std::int64_t page_limit = 0) {
  storage::LiveNumbers numbers;
  numbers.state = storage::CrawlState::running;
  numbers.pages = 1'500;
  numbers.bytes = 3 << 20;
  numbers.pages_per_s = 10;
  numbers.queued = 4'321;
  numbers.in_flight = 7;
  numbers.errors = {{"dns", 2}, {"timeout", 1}};
  numbers.page_limit = page_limit;
  return numbers;
}

}  // namespace

TEST_CASE("the status line shows pages, speed, size, queue and errors") {
  auto numbers = sample();
  numbers.pages_per_s = 0;
  CHECK(status_line(numbers) == "1,500 pages, 0.0/s, 3MB, 4,321 queued, 7 in flight, 3 errors");
}

TEST_CASE("the time to go is that of the queue or of the page limit, if it is known") {
  CHECK(status_line(sample(2'100)).ends_with("3 errors, 1m to go"));
  CHECK(status_line(sample()).ends_with(", 7m13s to go"));
  CHECK(status_line(sample(100'000)).ends_with(", 7m13s to go"));
  auto last = sample(1'510);
  last.queued = 9;  // those in flight included
  CHECK(status_line(last).ends_with(", 1s to go"));
  last.queued = 0;
  CHECK(status_line(last).ends_with("3 errors"));
  auto stalled = sample(2'100);
  stalled.pages_per_s = 0;
  CHECK(status_line(stalled).ends_with("3 errors"));
}

TEST_CASE("a crawl that waits for a host says so in place of its speed") {
  auto numbers = sample();
  numbers.in_flight = 0;
  numbers.waiting = "waits for http://a.example: retry-after, 42s more";
  CHECK(status_line(numbers) ==
        "1,500 pages, 4,321 queued, 0 in flight; waits for http://a.example: retry-after, 42s more");
  numbers.state = storage::CrawlState::finished;
  CHECK(status_line(numbers).starts_with("1,500 pages, 10.0/s"));
}

TEST_CASE("a long time to go is rounded up to minutes, a very long one to hours") {
  auto numbers = sample();
  numbers.queued = 10 * 3'601;
  CHECK(status_line(numbers).ends_with(", 1h1m to go"));
  numbers.queued = 10 * (100 * 3'600 + 1);
  CHECK(status_line(numbers).ends_with(", 101h to go"));
}

TEST_CASE("a crawl that is paused or stopping says so") {
  auto numbers = sample();
  numbers.state = storage::CrawlState::paused;
  CHECK(status_line(numbers).starts_with("paused, 1,500"));
  numbers.state = storage::CrawlState::stopping;
  CHECK(status_line(numbers).starts_with("stopping, "));
}

TEST_CASE("a page is one line without control sequences") {
  storage::LivePage page;
  page.url = "https://example.org/\x1b[2J";
  page.status = 200;
  page.elapsed_ms = 12;
  page.size = 2'048;
  CHECK(cli::page_line(page) == "200 12 ms 2kB https://example.org/\\x1b[2J");
  page.status = 0;
  page.error = "dns";
  CHECK(cli::page_line(page).starts_with("dns 12 ms"));
  page.status = 200;
  page.error = "truncated";
  CHECK(cli::page_line(page).starts_with("truncated 12 ms"));
}

TEST_CASE("large numbers are grouped") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1'000) == "1,000");
  CHECK(grouped(1'234'567) == "1,234,567");
  CHECK(grouped(-123) == "-123");
  CHECK(grouped(-1'234) == "-1,234");
}
