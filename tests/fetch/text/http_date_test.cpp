#include "fetch/text/http_date.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using text::parse_cookie_date;
using text::parse_http_date;

namespace {

constexpr double kNow = 1767225600;                // 2026-01-01T00:00:00Z
constexpr std::int64_t kNovember1994 = 784111777;  // the example of RFC 9110 section 5.6.7

}  // namespace

TEST_CASE("the three forms of an HTTP date give the same moment") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", kNow) == kNovember1994);
  CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kNow) == kNovember1994);
  CHECK(parse_http_date("Sun Nov  6 08:49:37 1994", kNow) == kNovember1994);
}

TEST_CASE("an HTTP date may have a day of one digit, names in any case and a wrong weekday") {
  CHECK(parse_http_date("mon, 6 NOV 1994 08:49:37 gmt", kNow) == kNovember1994);
}

TEST_CASE("a year of two digits is never more than fifty years ahead") {
  constexpr double kIn1970 = 100;
  CHECK(parse_http_date("Thursday, 01-Jan-26 00:00:00 GMT", kNow) == std::int64_t{1767225600});
  CHECK(parse_http_date("Thursday, 01-Jan-26 00:00:00 GMT", kIn1970) == std::int64_t{-1388534400});
}

TEST_CASE("other texts are not HTTP dates") {
  for (const auto* text :
       {"", "Sun", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT x",
        "Sun, 06 Nov 1994 08:49:37 +0100", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 32 Jan 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 19945 08:49:37 GMT", "784111777"}) {
    CAPTURE(text);
    CHECK(parse_http_date(text, kNow) == std::nullopt);
  }
}

TEST_CASE("the parts of a cookie's date may come in any order, and the first of each kind counts") {
  for (const auto* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "1994 Nov 6 8:49:37", "08:49:37 06-nov-94",
                           "6 november 94 08:49:37x 10:00:00 7 Dec 1995"}) {
    CAPTURE(text);
    CHECK(parse_cookie_date(text) == kNovember1994);
  }
}

TEST_CASE("a cookie's year of two digits is one from 1970 to 2069") {
  CHECK(parse_cookie_date("1 Jan 70 00:00:00") == 0);
  CHECK(parse_cookie_date("1 Jan 69 00:00:00") == std::int64_t{3124224000});
}

TEST_CASE("a cookie's date must have all its parts, and its day and time must exist") {
  for (const auto* text : {"", "1 Jan 2020", "Jan 2020 00:00:00", "1 2020 00:00:00", "30 Feb 2020 00:00:00",
                           "1 Jan 1600 00:00:00", "1 Jan 2020 24:00:00", "1 Jan 2020 00:60:00",
                           "1 Jan 2020 00:00:60", "1 Jan 20201 00:00:00", "0 1 Jan 2020 00:00:00"}) {
    CAPTURE(text);
    CHECK(parse_cookie_date(text) == std::nullopt);
  }
}

TEST_CASE("conformance: the dates of the HTTP state working group") {
  const auto suite = support::conformance_suite("http");
  if (!suite) return;
  support::SuiteScore score("http: cookie dates", 95);
  for (const auto& given : support::conformance_cases(*suite / "cookie_dates.json")) {
    CAPTURE(given.dump());
    const auto found = parse_cookie_date(given["test"].get<std::string>());
    const auto expected = given["expected"].is_null()
                              ? std::nullopt
                              : parse_http_date(given["expected"].get<std::string>(), kNow);
    score.count(found == expected, given["test"].get<std::string>());
  }
  score.check();
}
