#include "scraper/crawl/rules/retry.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using crawl::kLongestRetryAfter;
using crawl::Outcome;
using crawl::retry_after;
using crawl::retry_pause;
using fetch::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr double kNow = 1767225600;  // 2026-01-01T00:00:00Z

Outcome answered(int status, std::optional<double> retry_after = {}) {
  Outcome outcome;
  outcome.status = status;
  outcome.retry_after = retry_after;
  return outcome;
}

Outcome failed(ErrorKind kind) {
  Outcome outcome;
  outcome.error = kind;
  return outcome;
}

bool is_retried(const Outcome& outcome) {
  return retry_pause(crawl::Options(), outcome, 1).has_value();
}

}  // namespace

TEST_CASE("408, 429 and 5xx are tried again, other answers are not") {
  for (const int status : {408, 429, 500, 502, 503, 504, 599}) CHECK(is_retried(answered(status)));
  for (const int status : {200, 204, 301, 304, 400, 401, 403, 404, 410, 600})
    CHECK_FALSE(is_retried(answered(status)));
}

TEST_CASE("network failures are tried again, what would fail the same way is not") {
  for (const auto kind : {ErrorKind::dns, ErrorKind::connect, ErrorKind::timeout, ErrorKind::truncated,
                          ErrorKind::reset, ErrorKind::proxy, ErrorKind::internal}) {
    CHECK(is_retried(failed(kind)));
  }
  for (const auto kind : {ErrorKind::tls, ErrorKind::too_large, ErrorKind::protocol, ErrorKind::encoding,
                          ErrorKind::address_forbidden}) {
    CHECK_FALSE(is_retried(failed(kind)));
  }
}

TEST_CASE("a name that does not exist is not looked up again") {
  Outcome outcome = failed(ErrorKind::dns);
  outcome.is_final = true;
  CHECK_FALSE(is_retried(outcome));
}

TEST_CASE("a body that breaks off is a failure although its status is good") {
  auto outcome = failed(ErrorKind::truncated);
  outcome.status = 200;
  CHECK(is_retried(outcome));
}

TEST_CASE("the pause doubles up to its limit, and the tries have an end") {
  crawl::Options options;
  options.tries = 12;
  options.max_wait = seconds(0);
  CHECK(retry_pause(options, answered(500), 1) == seconds(5));
  CHECK(retry_pause(options, answered(500), 2) == seconds(10));
  CHECK(retry_pause(options, answered(500), 3) == seconds(20));
  CHECK(retry_pause(options, answered(500), 11) == seconds(600));
  CHECK(retry_pause(options, answered(500), 12) == std::nullopt);
}

TEST_CASE("only a host's own wish makes a pause longer than the longest wait") {
  crawl::Options options;
  options.tries = 12;
  options.max_wait = seconds(12);
  CHECK(retry_pause(options, answered(500), 11) == seconds(12));
  CHECK(retry_pause(options, failed(ErrorKind::connect), 11) == seconds(12));
  CHECK(retry_pause(options, answered(503, 86'400), 1) == seconds(86'400));
}

TEST_CASE("a pause is never shorter than Retry-After") {
  CHECK(retry_pause(crawl::Options(), answered(503, 60), 1) == seconds(60));
  CHECK(retry_pause(crawl::Options(), answered(503, 1), 1) == seconds(5));
}

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

TEST_CASE("any other value gives nothing") {
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
    const auto asked_for = retry_after(given["value"].get<std::string>(), kNow);
    std::optional<double> wanted;
    if (given["seconds"] == "cap") wanted = kLongestRetryAfter;
    if (given["seconds"].is_number()) wanted = given["seconds"].get<double>();
    score.count(asked_for == wanted, given["value"].get<std::string>());
  }
  score.check();
}
