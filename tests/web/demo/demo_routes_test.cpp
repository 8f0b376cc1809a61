#include "web/demo/demo_routes.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("a line is a path, a status and, for a redirect, its target") {
  const auto routes = web::demo_routes("# moved\n/old 301 /new\n\n/gone 410\n");
  CHECK(routes.size() == 2);
  CHECK(routes.at("/old").status == 301);
  CHECK(routes.at("/old").location == "/new");
  CHECK(routes.at("/gone").status == 410);
  CHECK(routes.at("/gone").location.empty());
}

TEST_CASE("a malformed line is an error that quotes it") {
  for (const char* line : {"/old", "/old moved", "old 301 /new", "/old 99", "/old 600"}) {
    CAPTURE(line);
    CHECK_THROWS_WITH(web::demo_routes(line), doctest::Contains(line));
  }
}
