#include "storage/query_clock.hpp"

#include <future>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;
using namespace std::chrono_literals;

TEST_CASE("a step that SQLite cannot interrupt is told of, a second after its time") {
  CrawlFile crawl;
  Connection connection(crawl.file(), Access::read);
  std::promise<void> told;
  QueryClock clock(connection, 10ms, [&told] { told.set_value(); });
  const QueryClock::Step step(clock);
  auto overrun = told.get_future();
  CHECK(overrun.wait_for(500ms) == std::future_status::timeout);
  CHECK(overrun.wait_for(20s) == std::future_status::ready);
}

TEST_CASE("between steps no time runs out") {
  CrawlFile crawl;
  Connection connection(crawl.file(), Access::read);
  std::promise<void> told;
  {
    QueryClock clock(connection, 10ms, [&told] { told.set_value(); });
    { const QueryClock::Step step(clock); }
    CHECK(told.get_future().wait_for(1'500ms) == std::future_status::timeout);
  }
}
