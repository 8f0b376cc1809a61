#include "scraper/crawl/robots_fetch.hpp"

#include <doctest/doctest.h>

using crawl::robots_outcome;
using crawl::RobotsAnswer;
using std::chrono::hours;
using std::chrono::seconds;

TEST_CASE("RFC 9309 section 2.3.1: what the status of robots.txt means") {
  CHECK(robots_outcome(200, 0).answer == RobotsAnswer::parse);
  CHECK(robots_outcome(204, 0).answer == RobotsAnswer::parse);
  for (const int gone : {302, 400, 401, 403, 404, 410, 499})
    CHECK(robots_outcome(gone, 0).answer == RobotsAnswer::allow_all);
  for (const int down : {0, 429, 500, 503, 599})
    CHECK(robots_outcome(down, 1).answer == RobotsAnswer::refuse_all);
}

TEST_CASE("the ledger names what came of robots.txt") {
  CHECK(name_of(robots_outcome(200, 0).answer) == "ok");
  CHECK(name_of(robots_outcome(404, 0).answer) == "none");
  CHECK(name_of(robots_outcome(503, 1).answer) == "unreachable");
}

TEST_CASE("an answer holds for a day") {
  CHECK(robots_outcome(200, 0).ask_again == hours(24));
  CHECK(robots_outcome(404, 0).ask_again == hours(24));
}

TEST_CASE("an unreachable host is asked again after a pause that doubles up to an hour") {
  CHECK(robots_outcome(503, 1).ask_again == seconds(30));
  CHECK(robots_outcome(503, 2).ask_again == seconds(60));
  CHECK(robots_outcome(0, 4).ask_again == seconds(240));
  CHECK(robots_outcome(0, 100).ask_again == hours(1));
}
