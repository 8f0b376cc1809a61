#include "storage/live.hpp"

#include <doctest/doctest.h>

using namespace trawl::storage;

namespace {

LiveNumbers numbers(std::int64_t queued, std::int64_t page_limit = 0, double pages_per_s = 10) {
  LiveNumbers numbers;
  numbers.state = CrawlState::running;
  numbers.pages = 100;
  numbers.queued = queued;
  numbers.page_limit = page_limit;
  numbers.pages_per_s = pages_per_s;
  return numbers;
}

}  // namespace

TEST_CASE("what is left is the queue or the rest of the page limit, whichever is less") {
  CHECK(seconds_left(numbers(500)) == 50);
  CHECK(seconds_left(numbers(500, 1'000)) == 50);
  CHECK(seconds_left(numbers(500, 300)) == 20);
  CHECK(seconds_left(numbers(500, 600)) == 50);
}

TEST_CASE("the time left is not known when nothing comes, nothing is queued or the crawl does not run") {
  CHECK_FALSE(seconds_left(numbers(500, 0, 0)));
  CHECK_FALSE(seconds_left(numbers(0)));
  CHECK_FALSE(seconds_left(numbers(500, 100)));
  CHECK_FALSE(seconds_left(numbers(500, 50)));
  for (const CrawlState state : {CrawlState::none, CrawlState::paused, CrawlState::stopping,
                                 CrawlState::finished, CrawlState::interrupted, CrawlState::failed}) {
    LiveNumbers still = numbers(500);
    still.state = state;
    CHECK_FALSE(seconds_left(still));
  }
}
