#include "fetch/text/time.hpp"

#include <doctest/doctest.h>

using namespace trawl::storage;

TEST_CASE("times are ISO 8601 in UTC, rounded to milliseconds") {
  CHECK(iso_time(0) == "1970-01-01T00:00:00.000Z");
  CHECK(iso_time(951'782'400) == "2000-02-29T00:00:00.000Z");
  CHECK(iso_time(1'700'000'000.9996) == "2023-11-14T22:13:21.000Z");
  CHECK(iso_time(-0.001) == "1969-12-31T23:59:59.999Z");
}
