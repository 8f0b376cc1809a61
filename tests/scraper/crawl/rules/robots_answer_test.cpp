#include "scraper/crawl/rules/robots_answer.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using crawl::robots_answer;
using crawl::RobotsAnswer;

TEST_CASE("RFC 9309 section 2.3.1: what the status of robots.txt means") {
  CHECK(robots_answer(200) == RobotsAnswer::parse);
  CHECK(robots_answer(204) == RobotsAnswer::parse);
  for (const int gone : {302, 400, 401, 403, 404, 410, 499})
    CHECK(robots_answer(gone) == RobotsAnswer::allow_all);
  for (const int down : {0, 429, 500, 503, 599}) CHECK(robots_answer(down) == RobotsAnswer::refuse_all);
}

TEST_CASE("the ledger names what came of robots.txt") {
  CHECK(name_of(robots_answer(200)) == "ok");
  CHECK(name_of(robots_answer(404)) == "none");
  CHECK(name_of(robots_answer(503)) == "unreachable");
}
