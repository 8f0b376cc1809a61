#include "web/live_text.hpp"

#include <doctest/doctest.h>

#include "tests/support/conformance.hpp"
#include "web/status_json.hpp"

using namespace trawl;

namespace {

web::HostRow a_host() {
  web::HostRow host;
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

web::RecentPage a_page() {
  web::RecentPage page;
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
web::Status a_crawl() {
  web::Status crawl;
  crawl.name = "https://example.org/ \"quoted\" \\ back\nline";
  crawl.file = "example.db";
  crawl.version = "0.1.0";
  crawl.started_at = "2026-01-31T23:00:00.000Z";
  crawl.state = "paused";
  crawl.exit_reason = "page limit";
  crawl.elapsed_s = 61.25;
  crawl.pages = 1'234;
  crawl.bytes = 56'789'012;
  crawl.links = 34'567;
  crawl.retries = 8;
  crawl.page_limit = 100'000;
  crawl.pages_per_s = 20.5;
  crawl.bytes_per_s = 921'600.1;
  crawl.queued = 4'321;
  crawl.in_flight = 7;
  crawl.concurrency = 32;
  crawl.status_classes = {11, 0, 1'190, 22, 9, 2};
  crawl.errors = {{"dns", 1}, {"timeout", 10}};
  crawl.skipped = {{"robots", 44}, {"trap: segment repeats", 5}};
  crawl.loop_lag_ms = 12.3;
  crawl.hosts = {a_host(), web::HostRow()};
  crawl.recent = {a_page(), web::RecentPage()};
  return crawl;
}

}  // namespace

TEST_CASE("monitors and scripts rely on every byte: both documents are as recorded") {
  CHECK(web::status_json(a_crawl(), true) + "\n" == support::file_bytes("tests/data/web/status.json"));
  CHECK(web::metrics_text(a_crawl()) == support::file_bytes("tests/data/web/metrics.txt"));
}
