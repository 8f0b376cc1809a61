#include "scraper/crawl/rules/retry_after.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using crawl::kLongestRetryAfter;
using crawl::retry_after;

namespace {

constexpr double kNow = 1767225600;  // 2026-01-01T00:00:00Z

}  // namespace

TEST_CASE("a number is seconds from now, at most a day of them") {
  CHECK(retry_after("120", kNow) == 120);
  CHECK(retry_after(" 5 ", kNow) == 5);
  CHECK(retry_after("99999999999999999999", kNow) == kLongestRetryAfter);
}

TEST_CASE("a date is read in the three forms of RFC 9110 section 5.6.7") {
  CHECK(retry_after("Thu, 01 Jan 2026 00:01:00 GMT", kNow) == 60);
  CHECK(retry_after("Thursday, 01-Jan-26 00:01:00 GMT", kNow) == 60);
  CHECK(retry_after("Thu Jan  1 00:01:00 2026", kNow) == 60);
  CHECK(retry_after("Fri, 01 Jan 2027 00:00:00 GMT", kNow) == kLongestRetryAfter);
}

TEST_CASE("a date that has passed asks for no pause") {
  CHECK(retry_after("Wed, 31 Dec 2025 23:59:00 GMT", kNow) == 0);
}

TEST_CASE("what is neither is no answer") {
  for (const auto* value : {"", "-5", "1.5", "soon", "120, 240", "Thu, 32 Jan 2026 00:00:00 GMT",
                            "Mon, 30 Feb 2026 00:00:00 GMT", "Thu, 01 Jan 2026 00:01:00 GMT x"}) {
    CAPTURE(value);
    CHECK(retry_after(value, kNow) == std::nullopt);
  }
}

TEST_CASE("the public cases come out as expected") {
  const auto suite = support::conformance_suite("http");
  if (!suite) return;
  const auto cases = support::conformance_cases(*suite / "retry_after.json")["cases"];
  support::SuiteScore score("http: retry_after", 100);
  for (const auto& given : cases) {
    CAPTURE(given.dump());
    const auto seconds = retry_after(given["value"].get<std::string>(), kNow);
    std::optional<double> wanted;
    if (given["seconds"] == "cap") wanted = kLongestRetryAfter;
    if (given["seconds"].is_number()) wanted = given["seconds"].get<double>();
    score.count(seconds == wanted, given["value"].get<std::string>());
  }
  score.check();
}
