#include "fetch/text/loose_date.hpp"

#include <doctest/doctest.h>

#include "fetch/text/time.hpp"

using namespace trawl;

namespace {

std::string utc(std::string_view text) {
  const auto seconds = text::parse_loose_date(text);
  return seconds ? text::iso_seconds(*seconds) : "none";
}

}  // namespace

TEST_CASE("dates come out in UTC, in whichever form they were written") {
  struct Case {
    std::string_view text, wanted;
  };
  for (const Case& date : {
           Case{"2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"},
           {"2003-12-31T10:14:55.37+02:30", "2003-12-31T07:44:55Z"},
           {"2003-12-31 10:14", "2003-12-31T10:14:00Z"},
           {"2003-12", "2003-12-01T00:00:00Z"},
           {"2003", "2003-01-01T00:00:00Z"},
           {"20031231", "2003-12-31T00:00:00Z"},
           {"2003-365", "2003-12-31T00:00:00Z"},
           {"2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z"},
           {"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
           {"Thu, 1 January 2004 19:48 -0500", "2004-01-02T00:48:00Z"},
           {"01 Jan 04 19:48:21 PST", "2004-01-02T03:48:21Z"},
           {"01 Jan 99", "1999-01-01T00:00:00Z"},
           {"January 5, 2004", "2004-01-05T00:00:00Z"},
           {"Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06Z"},
           {"2003-02-30", "none"},
           {"Thu, 31 Jun 2004 19:48:21 GMT", "none"},
           {"soon", "none"},
           {"", "none"},
           {"2003-12-31T25:00:00Z", "none"},
       }) {
    CAPTURE(date.text);
    CHECK(utc(date.text) == date.wanted);
  }
}
