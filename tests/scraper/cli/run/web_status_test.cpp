#include "scraper/cli/run/web_status.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("the UI is told the numbers of the crawl") {
  crawl::Options options;
  options.page_limit = 50;
  options.concurrency = 9;
  crawl::Progress progress;
  progress.state = crawl::CrawlState::paused;
  progress.pages = 7;
  progress.loop_lag = 0.25;
  crawl::HostProgress host;
  host.name = "https://example.org";
  host.delay = 1.5;
  crawl::RecentVisit visit;
  visit.url = "https://example.org/a";
  visit.fetched_at = 0;

  const auto status = cli::web_status({"name", "file.db", "2026-01-01"}, options, progress, {host}, {visit});
  CHECK(status.name == "name");
  CHECK(status.state == "paused");
  CHECK(status.pages == 7);
  CHECK(status.page_limit == 50);
  CHECK(status.concurrency == 9);
  CHECK(status.loop_lag_ms == 250);
  REQUIRE(status.hosts.size() == 1);
  CHECK(status.hosts[0].delay_s == 1.5);
  REQUIRE(status.recent.size() == 1);
  CHECK(status.recent[0].fetched_at.starts_with("1970-01-01T00:00:00"));
}
