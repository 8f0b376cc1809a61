#include "fetch/text/time.hpp"

#include <cstdlib>
#include <ctime>

#include <doctest/doctest.h>

#include "fetch/text/http_date.hpp"
#include "fetch/text/loose_date.hpp"

using namespace trawl;

TEST_CASE("times are ISO 8601 in UTC, rounded to milliseconds") {
  CHECK(text::iso_time(0) == "1970-01-01T00:00:00.000Z");
  CHECK(text::iso_time(951'782'400) == "2000-02-29T00:00:00.000Z");
  CHECK(text::iso_time(1'700'000'000.9996) == "2023-11-14T22:13:21.000Z");
  CHECK(text::iso_time(-0.001) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("whole seconds are written without a fraction") {
  CHECK(text::iso_seconds(0) == "1970-01-01T00:00:00Z");
  CHECK(text::iso_seconds(-1) == "1969-12-31T23:59:59Z");
  CHECK(text::iso_seconds(1'072'986'501) == "2004-01-01T19:48:21Z");
}

TEST_CASE("a civil time has its epoch seconds, unless its day or time of day does not exist") {
  struct Case {
    text::CivilTime time;
    std::optional<std::int64_t> seconds;
  };
  for (const Case& each : {Case{{1970, 1, 1, 0, 0, 0}, 0},
                           {{1994, 11, 6, 8, 49, 37}, 784'111'777},  // RFC 9110 section 5.6.7
                           {{1969, 12, 31, 23, 59, 59}, -1},
                           {{2000, 2, 29, 0, 0, 0}, 951'782'400},
                           {{2016, 12, 31, 23, 59, 60}, 1'483'228'800},  // a leap second
                           {{1900, 2, 29, 0, 0, 0}, std::nullopt},
                           {{2003, 4, 31, 0, 0, 0}, std::nullopt},
                           {{2003, 0, 1, 0, 0, 0}, std::nullopt},
                           {{2003, 13, 1, 0, 0, 0}, std::nullopt},
                           {{2003, 1, 0, 0, 0, 0}, std::nullopt},
                           {{2003, 1, 1, 24, 0, 0}, std::nullopt},
                           {{2003, 1, 1, 0, 60, 0}, std::nullopt},
                           {{2003, 1, 1, 0, 0, 61}, std::nullopt}}) {
    CAPTURE(each.time.year);
    CHECK(each.time.epoch_seconds() == each.seconds);
  }
}

TEST_CASE("a month is known by its first three letters in any case") {
  CHECK(text::month_of("Jan") == 1);
  CHECK(text::month_of("mAY") == 5);
  CHECK(text::month_of("september") == 9);
  CHECK(text::month_of("DEC 31") == 12);
  for (const auto* no : {"", "Ja", "anF", "1"}) CHECK(text::month_of(no) == 0);
}

TEST_CASE("times are read and written in UTC, wherever the machine stands") {
  for (const char* zone : {"America/New_York", "XXX+5YYY", "Asia/Kathmandu", "ZZZ-14"}) {
    CAPTURE(zone);
    setenv("TZ", zone, 1);
    tzset();
    CHECK(text::iso_time(1'700'000'000.25) == "2023-11-14T22:13:20.250Z");
    CHECK(text::iso_seconds(1'720'000'000) == "2024-07-03T09:46:40Z");
    CHECK(text::CivilTime{1994, 11, 6, 8, 49, 37}.epoch_seconds() == 784'111'777);
    CHECK(text::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", 0) == 784'111'777);
    CHECK(text::parse_loose_date("1994-11-06 08:49:37") == 784'111'777);
    CHECK(text::parse_loose_date("2026-07-01") == 1'782'864'000);
  }
  unsetenv("TZ");
  tzset();
}
