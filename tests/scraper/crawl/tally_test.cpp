#include "scraper/crawl/tally.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

using crawl::Tally;
using crawl::VisitReport;
using storage::CrawlCounts;
using storage::LiveNumbers;

CrawlCounts counts(std::int64_t pages, std::int64_t bytes) {
  CrawlCounts counted;
  counted.pages = pages;
  counted.bytes = bytes;
  return counted;
}

VisitReport fetched(const std::string& url) {
  VisitReport report;
  report.recent.url = url;
  return report;
}

LiveNumbers numbers_of(const Tally& tally, double now) {
  return tally.numbers(100, now);
}

}  // namespace

TEST_CASE("a run shows the counts of the last commit, and how many pages are its own") {
  CrawlCounts before = counts(100, 5'000);
  Tally tally(before);
  CHECK(numbers_of(tally, 1'000).pages == 100);
  CHECK(numbers_of(tally, 1'000).pages_this_run == 0);
  CrawlCounts now = counts(101, 5'010);
  now.errors = {{"dns", 1}, {"status 404", 2}};
  now.queued = 7;
  tally.committed(now, 1'000);
  const LiveNumbers numbers = numbers_of(tally, 1'000);
  CHECK(numbers.pages == 101);
  CHECK(numbers.pages_this_run == 1);
  CHECK(numbers.bytes == 5'010);
  CHECK(numbers.error_count() == 3);
  CHECK(numbers.queued == 7);
}

TEST_CASE("the speed is that of the last ten seconds, or of the whole run when it is younger") {
  Tally tally(counts(1'000, 9'000));
  for (int second = 0; second < 30; ++second)
    tally.committed(counts(1'004 + 4 * second, 9'200 + 200 * second), 1'000 + second);
  CHECK(numbers_of(tally, 1'029.5).pages_per_s == doctest::Approx(4).epsilon(0.1));
  CHECK(numbers_of(tally, 1'029.5).bytes_per_s == doctest::Approx(200).epsilon(0.1));
  CHECK(numbers_of(tally, 1'034.5).pages_per_s == doctest::Approx(2).epsilon(0.1));
  CHECK(numbers_of(tally, 1'060).pages_per_s == 0);

  Tally young(counts(0, 0));
  for (int i = 0; i < 4; ++i) young.committed(counts(i + 1, 0), 1'000 + i);
  CHECK(young.numbers(4, 1'003.9).pages_per_s == doctest::Approx(1));
}

TEST_CASE("in the first second the speed is what has come so far, not what that would be in a second") {
  Tally tally(counts(0, 0));
  tally.committed(counts(3, 150), 1'000);
  CHECK(tally.numbers(0.001, 1'000.001).pages_per_s == 3);
  CHECK(tally.numbers(0, 1'000).bytes_per_s == 150);
}

TEST_CASE("the loop's lag is the longest hold of the last second, beside that of the whole run") {
  Tally tally(counts(0, 0));
  tally.add_lag(0.3, 1'000.5);
  tally.add_lag(0.1, 1'000.9);
  CHECK(numbers_of(tally, 1'001).loop_lag_ms == 300);
  tally.add_lag(0.02, 1'004);
  CHECK(numbers_of(tally, 1'004.5).loop_lag_ms == 20);
  CHECK(numbers_of(tally, 1'004.5).longest_hold_ms == 300);
}

TEST_CASE("latencies are those of the newest fetches, and a sample takes each fetch once") {
  Tally tally(counts(0, 0));
  CHECK_FALSE(numbers_of(tally, 1).latency_p50_ms);
  VisitReport slow = fetched("slow");
  slow.recent.elapsed_ms = 50;
  tally.add(slow);
  CHECK(numbers_of(tally, 1).latency_p50_ms == 50);
  CHECK(tally.take_latencies().percentile(1) == 50);
  CHECK(numbers_of(tally, 2).latency_p99_ms == 50);
  CHECK_FALSE(tally.take_latencies().percentile(1));
  CHECK_FALSE(numbers_of(tally, 3).latency_p99_ms);
}

TEST_CASE("what was not fetched and sitemaps are no recent pages") {
  Tally tally(counts(0, 0));
  VisitReport refused = fetched("refused"), sitemap = fetched("sitemap");
  refused.visit.state = storage::UrlState::skipped;
  sitemap.is_sitemap = true;
  tally.add(refused);
  tally.add(sitemap);
  tally.add(fetched("page"));
  REQUIRE(tally.recent(10).size() == 1);
  CHECK(tally.recent(10).front().url == "page");
}

TEST_CASE("the newest pages come first, and fifty are kept") {
  Tally tally(counts(0, 0));
  for (int i = 0; i < 60; ++i) tally.add(fetched(std::to_string(i)));
  const auto recent = tally.recent(100);
  REQUIRE(recent.size() == 50);
  CHECK(recent.front().url == "59");
  CHECK(recent.back().url == "10");
  CHECK(tally.recent(3).size() == 3);
}

TEST_CASE("99 in 100 of the looks at the loop found it held for no longer than the usual hold, in ms") {
  Tally tally(counts(0, 0));
  CHECK(tally.usual_hold() == 0);
  for (int i = 1; i <= 99; ++i) tally.add_lag(0.0041, 1'000);
  tally.add_lag(3.7, 1'000);
  CHECK(tally.usual_hold() == 5);
  tally.add_lag(0.5, 1'000);
  CHECK(tally.usual_hold() == doctest::Approx(500).epsilon(0.03));
  CHECK(tally.longest_hold() == 3'700);
}
