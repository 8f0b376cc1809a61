#include "web/live_text.hpp"

#include <set>
#include <sstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"

using namespace trawl;

namespace {

storage::LiveHost a_host() {
  storage::LiveHost host;
  host.name = "https://example.org";
  host.pages = 1'200;
  host.errors = 3;
  host.bytes = 48'000'000;
  host.queued = 310;
  host.in_flight = 1;
  host.delay_s = 1.5;
  host.wait_reason = "crawl-delay";
  host.wait_s = 0.75;
  return host;
}

storage::LivePage a_page() {
  storage::LivePage page;
  page.url = "https://example.org/caf\xc3\xa9?a=\"1\"&b=<2>";
  page.fetched_at = "2026-01-31T23:59:59.123Z";
  page.content_type = "text/html";
  page.title = "Not \xff UTF-8";
  page.error = "timeout";
  page.status = 200;
  page.size = 5'120;
  page.elapsed_ms = 87;
  return page;
}

/// Each field differs from its default and from the others.
storage::LiveCrawl a_crawl() {
  storage::LiveCrawl crawl;
  crawl.name = "https://example.org/ \"quoted\" \\ back\nline";
  crawl.file = "example.db";
  crawl.version = "0.1.0";
  crawl.started_at = "2026-01-31T23:00:00.000Z";
  crawl.numbers.state = storage::CrawlState::paused;
  crawl.exit_reason = "page limit";
  crawl.numbers.elapsed_s = 61.25;
  crawl.numbers.earlier_s = 30.5;
  crawl.numbers.hosts = 77;
  crawl.numbers.hosts_asked = 33;
  crawl.numbers.pages = 1'234;
  crawl.numbers.pages_this_run = 234;
  crawl.numbers.sitemaps = 6;
  crawl.numbers.bytes = 56'789'012;
  crawl.numbers.links = 34'567;
  crawl.numbers.retries = 8;
  crawl.numbers.page_limit = 100'000;
  crawl.numbers.pages_per_s = 20.5;
  crawl.numbers.bytes_per_s = 921'600.1;
  crawl.numbers.queued = 4'321;
  crawl.numbers.leased = 1'024;
  crawl.numbers.held = 12;
  crawl.numbers.in_flight = 7;
  crawl.numbers.concurrency = 32;
  crawl.numbers.waiting = "waits for https://example.org: retry-after, 42s more";
  crawl.numbers.status_classes = {11, 0, 1'190, 22, 9, 2};
  crawl.numbers.errors = {{"dns", 1}, {"timeout", 10}};
  crawl.numbers.skipped = {{"robots", 44}, {"trap: segment repeats", 5}};
  crawl.numbers.latency_p50_ms = 20;
  crawl.numbers.latency_p99_ms = 1'500;
  crawl.numbers.loop_lag_ms = 12.3;
  crawl.numbers.longest_hold_ms = 45.6;
  crawl.hosts = {a_host(), storage::LiveHost()};
  crawl.recent = {a_page(), storage::LivePage()};
  return crawl;
}

}  // namespace

TEST_CASE("monitors and scripts rely on every byte: both documents are as recorded") {
  CHECK(web::status_json(a_crawl(), true) + "\n" == support::file_bytes("tests/data/web/status.json"));
  CHECK(web::metrics_text(a_crawl()) == support::file_bytes("tests/data/web/metrics.txt"));
}

TEST_CASE("the time left is a number while the crawl runs, and null when it is not known") {
  storage::LiveCrawl crawl = a_crawl();
  const auto left = [&] { return nlohmann::json::parse(web::status_json(crawl, true)).at("eta_s"); };
  CHECK(left().is_null());
  crawl.numbers.state = storage::CrawlState::running;
  crawl.numbers.pages_per_s = 1;
  CHECK(left() == 4'321);
}

TEST_CASE("the history has one array for each number") {
  storage::LiveSample first, second;
  first.seconds = 0.5;
  second.seconds = 1.5;
  second.pages = 2;
  second.bytes = 3;
  second.errors = 4;
  second.queued = 5;
  second.in_flight = 6;
  second.latency_p90_ms = 7.5;
  second.errors_by_kind = {{"dns", 4}};
  CHECK(nlohmann::json::parse(web::history_json({first, second})) == nlohmann::json::parse(R"json({
"bytes": [0, 3], "errors": [0, 4], "in_flight": [0, 6], "pages": [0, 2], "queued": [0, 5], "seconds": [0.5, 1.5],
"latency_p50_ms": [null, null], "latency_p90_ms": [null, 7.5], "latency_p99_ms": [null, null],
"errors_by_kind": {"dns": [0, 4]}})json"));
  const auto none = nlohmann::json::parse(web::history_json({}));
  CHECK(none["seconds"].empty());
  CHECK(none["errors_by_kind"].empty());
}

TEST_CASE("a histogram has cumulative buckets up to +Inf, a sum and a count, in base units") {
  storage::PageSums sums;
  for (const double seconds : {0.004, 0.005, 0.3, 100.0}) sums.durations.add(seconds);
  sums.sizes.add(1'000);
  CHECK(web::metrics_text(a_crawl(), sums).find("histogram") == std::string::npos);
  sums.is_complete = true;
  const std::string text = web::metrics_text(a_crawl(), sums);
  for (const char* line :
       {"# TYPE trawl_request_duration_seconds histogram\n",
        "trawl_request_duration_seconds_bucket{le=\"0.005\"} 2\n",
        "trawl_request_duration_seconds_bucket{le=\"0.25\"} 2\n",
        "trawl_request_duration_seconds_bucket{le=\"0.5\"} 3\n",
        "trawl_request_duration_seconds_bucket{le=\"+Inf\"} 4\n",
        "trawl_request_duration_seconds_sum 100.309\n", "trawl_request_duration_seconds_count 4\n",
        "trawl_response_size_bytes_bucket{le=\"1024\"} 1\n"}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
}

TEST_CASE("the breakdown has the most frequent type and the lowest depth first") {
  storage::PageSums sums;
  sums.types = {{"", 1}, {"image/png", 2}, {"text/html", 5}};
  sums.depths = {{1, 7}, {0, 1}};
  const auto json = nlohmann::json::parse(web::breakdown_json(sums));
  CHECK(json["types"] == nlohmann::json::parse(R"([["text/html", 5], ["image/png", 2], ["", 1]])"));
  CHECK(json["depths"] == nlohmann::json::parse("[[0, 1], [1, 7]]"));
}

TEST_CASE("a file without a crawl has an empty state, which is none of the states in /metrics") {
  const storage::LiveCrawl none;
  CHECK(nlohmann::json::parse(web::status_json(none, false))["state"] == "");
  const std::string text = web::metrics_text(none);
  CHECK(text.find("trawl_state{state=\"running\"} 0\n") != std::string::npos);
  CHECK(text.find("trawl_state{state=\"\"}") == std::string::npos);
}

TEST_CASE("each family is announced once, before its samples, and only a counter's name ends with _total") {
  storage::PageSums sums;
  sums.is_complete = true;
  const std::string text = web::metrics_text(a_crawl(), sums);
  CHECK(text.ends_with('\n'));
  std::istringstream lines(text);
  std::set<std::string> families;
  std::string family;
  bool is_histogram = false;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, second, third, type;
    words >> first >> second >> third >> type;
    if (second == "HELP") {
      family = third;
      CHECK(families.insert(family).second);
    } else if (second == "TYPE") {
      CHECK(third == family);
      CHECK((type == "counter") == family.ends_with("_total"));
      is_histogram = type == "histogram";
    } else {
      const std::string name = line.substr(0, line.find_first_of("{ "));
      const bool is_part = name == family + "_bucket" || name == family + "_sum" || name == family + "_count";
      CHECK((name == family || (is_histogram && is_part)));
    }
  }
}
