#include "fetch/text/loose_date.hpp"

#include <doctest/doctest.h>

#include "fetch/text/time.hpp"

using namespace trawl;

namespace {

struct Case {
  std::string_view text, wanted;
};

std::string utc(std::string_view text) {
  const auto seconds = text::parse_loose_date(text);
  return seconds ? text::iso_seconds(*seconds) : "none";
}

}  // namespace

TEST_CASE("dates come out in UTC, in whichever form they were written") {
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

TEST_CASE("what the standards and common programs write comes out in UTC") {
  for (const Case& date : {
           Case{"20031231T101455Z", "2003-12-31T10:14:55Z"},
           {"20031231101455", "2003-12-31T10:14:55Z"},
           {"20031231 101455", "2003-12-31T10:14:55Z"},
           {"2003-12-31T10Z", "2003-12-31T10:00:00Z"},
           {"2003-12-31T10:14:55,5-0500", "2003-12-31T15:14:55Z"},
           {"2003-12-31-05:00", "2003-12-31T05:00:00Z"},  // xs:date
           {"2003-12-31T10:14:55+01:00[Europe/Paris]", "2003-12-31T09:14:55Z"},
           {"2003-12-31 10:14:55 +0000 UTC", "2003-12-31T10:14:55Z"},
           {"2003-Dec-31 10:14", "2003-12-31T10:14:00Z"},
           {"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"},
           {"Wed Aug 27 13:08:45 +0000 2008", "2008-08-27T13:08:45Z"},
           {"Sun Jan 4 16:29:06 2004", "2004-01-04T16:29:06Z"},
           {"Thu Jul 04 2024 10:00:00 GMT+0200 (Central European Summer Time)", "2024-07-04T08:00:00Z"},
           {"Thu, 4 Jul 2024 10:00:00 -0700 (PDT)", "2024-07-04T17:00:00Z"},
           {"4 Jul 2024 10:00 (PDT)", "2024-07-04T17:00:00Z"},
           {"4 Jul 2024 10:00 UTC +02:00", "2024-07-04T08:00:00Z"},
           {"4 Jul 2024 10:00 AEST", "2024-07-04T00:00:00Z"},
           {"Wed, 19 Aug 2009 18:28:00 Etc/GMT", "2009-08-19T18:28:00Z"},
           {"2024-07-04T10:14:55Z[UTC]", "2024-07-04T10:14:55Z"},
           {"Thu, 4 Jul 2024 10:00:00 -0800 PST", "2024-07-04T18:00:00Z"},
           {"Thursday, 04-Jul-24 10:00:00 GMT", "2024-07-04T10:00:00Z"},
           {"July 4th, 2024", "2024-07-04T00:00:00Z"},
           {"4-Jul-24", "2024-07-04T00:00:00Z"},
           {"4 Sept. 2024", "2024-09-04T00:00:00Z"},
           {"\u00A02024-07-04\u3000", "2024-07-04T00:00:00Z"},
       }) {
    CAPTURE(date.text);
    CHECK(utc(date.text) == date.wanted);
  }
}

TEST_CASE("a 12-hour clock is read as one") {
  for (const Case& date : {
           Case{"Fri, Feb 24 2023 08:18:00 PM", "2023-02-24T20:18:00Z"},
           {"2024-05-08 08:53:11 PM", "2024-05-08T20:53:11Z"},
           {"2024-05-08 8:53:11pm +0200", "2024-05-08T18:53:11Z"},
           {"May 8, 2024 at 8:53 p.m. EST", "2024-05-09T01:53:00Z"},
           {"May 8, 2024 - 8:53am", "2024-05-08T08:53:00Z"},
           {"May 8, 2024, 8:53\u202FPM", "2024-05-08T20:53:00Z"},
           {"8 May 2024 8 PM", "2024-05-08T20:00:00Z"},
           {"8 May 2024 12:00 AM", "2024-05-08T00:00:00Z"},
           {"8 May 2024 12:00 A.M.", "2024-05-08T00:00:00Z"},
           {"8 May 2024 12:30 PM", "2024-05-08T12:30:00Z"},
           {"8 May 2024 20:53 PM", "2024-05-08T20:53:00Z"},
           {"Wed May  8 08:53:11 PM 2024", "2024-05-08T20:53:11Z"},
           {"8 May 2024 20:53 AM", "none"},
           {"8 May 2024 00:10 PM", "none"},
           {"8 May 2024 8:53 PMT", "none"},
       }) {
    CAPTURE(date.text);
    CHECK(utc(date.text) == date.wanted);
  }
}

TEST_CASE("a weekday of another language is no month") {
  for (const Case& date : {
           Case{"mar, 18 ott 2022 13:28:06 +0200", "none"},
           {"mardi 18 oct 2022", "none"},
           {"mar. 18 oct. 2022", "none"},
           {"martes, 18 oct 2022", "2022-10-18T00:00:00Z"},
           {"mar, 18 mar 2022", "2022-03-18T00:00:00Z"},
           {"s\u00E1b, 6 jul 2024 10:00:00 +0200", "2024-07-06T08:00:00Z"},
           {"mar, 18 2022", "2022-03-18T00:00:00Z"},
       }) {
    CAPTURE(date.text);
    CHECK(utc(date.text) == date.wanted);
  }
}

TEST_CASE("a date that is not understood to its end is none") {
  for (const std::string_view text : {"2024\u5E747\u67087\u65E5",
                                      "2024\uB144 7\uC6D4 4\uC77C",
                                      "2024-W27",
                                      "2024-W27-4",
                                      "2024W274",
                                      "2024-07-04 soon",
                                      "2024-07-04T",
                                      "2024-07-04T10:14:55Q",
                                      "2024-07-04 10:14 XYZT",
                                      "2024-07-04 10.14",
                                      "2024-07-04T10:14:5",
                                      "2024 10:14",
                                      "2024-07 10:14",
                                      "Thu, 2024",
                                      "Thu, 2024-07",
                                      "04/07/2024",
                                      "24-07-04",
                                      "240704",
                                      "202407",
                                      "1720087200",
                                      "4 juillet 2024",
                                      "4 marraskuuta 2024",
                                      "4 July 124",
                                      "4 July",
                                      "July 2024",
                                      "4 July 2024 10:14 +99:00",
                                      "4 July 2024 10:14 +01:75",
                                      "4 July 2024 10:14 +010",
                                      "2024-07-04T10:14:55Z+02:00",
                                      "2024-07-04 10:14 Etc/GMT+5",
                                      "2024-07-04 10:14 ET",
                                      "2024-07-04 10:14 0200",
                                      "2024-07-04 \u4E0A\u5348 10:14",
                                      "2024-07-04 2024-07-05",
                                      "2024-07-04, 2024-07-05",
                                      "2024-06-31",
                                      "2024-07-04T10:61",
                                      "2024-366 10:14:99",
                                      "2023-366"}) {
    CAPTURE(text);
    CHECK(utc(text) == "none");
  }
}

TEST_CASE("a long text is no date, but blanks around one do not count") {
  CHECK(utc("2024-07-04" + std::string(300, ' ')) == "2024-07-04T00:00:00Z");
  CHECK(utc("2024-07-04 " + std::string(300, '(') + ")") == "none");
}
