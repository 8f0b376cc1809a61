#include "scraper/crawl/rules/retry.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using crawl::Outcome;
using crawl::retry_pause;
using fetch::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

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

TEST_CASE("a body that broke off is a failure although its status was good") {
  auto outcome = failed(ErrorKind::truncated);
  outcome.status = 200;
  CHECK(is_retried(outcome));
}

TEST_CASE("the pause doubles up to its limit, and the tries have an end") {
  crawl::Options options;
  options.tries = 12;
  CHECK(retry_pause(options, answered(500), 1) == seconds(5));
  CHECK(retry_pause(options, answered(500), 2) == seconds(10));
  CHECK(retry_pause(options, answered(500), 3) == seconds(20));
  CHECK(retry_pause(options, answered(500), 11) == seconds(600));
  CHECK(retry_pause(options, answered(500), 12) == std::nullopt);
}

TEST_CASE("a pause is never shorter than Retry-After") {
  CHECK(retry_pause(crawl::Options(), answered(503, 60), 1) == seconds(60));
  CHECK(retry_pause(crawl::Options(), answered(503, 1), 1) == seconds(5));
}
