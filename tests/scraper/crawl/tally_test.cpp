#include "scraper/crawl/tally.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

using crawl::Tally;
using crawl::VisitReport;
using storage::LiveNumbers;

VisitReport fetched(int status, std::int64_t size, const std::string& url = "http://a.test/") {
  VisitReport report;
  report.visit.page.emplace();
  report.visit.page->status = status;
  report.visit.page->size = size;
  report.visit.links.resize(2);
  report.recent.url = url;
  return report;
}

LiveNumbers numbers_of(const Tally& tally, double now) {
  return tally.numbers(100, now);
}

}  // namespace

TEST_CASE("pages are counted with their bytes, links, status classes and errors") {
  Tally tally;
  tally.add(fetched(200, 10), 1'000);
  tally.add(fetched(404, 5), 1'000);
  auto failed = fetched(0, 0);
  failed.visit.page->error = "dns";
  tally.add(failed, 1'000);
  const LiveNumbers numbers = numbers_of(tally, 1'000);
  CHECK(numbers.pages == 3);
  CHECK(numbers.bytes == 15);
  CHECK(numbers.links == 6);
  CHECK(numbers.status_classes == std::array<std::int64_t, 6>{1, 0, 1, 0, 1, 0});
  CHECK(numbers.errors == std::map<std::string, std::int64_t>{{"dns", 1}});
}

TEST_CASE("another try counts as a retry and not as a page, a refusal as neither") {
  Tally tally;
  VisitReport retry;
  retry.is_retry = true;
  retry.visit.state = storage::UrlState::pending;
  tally.add(retry, 1'000);
  VisitReport refusal;
  refusal.visit.state = storage::UrlState::skipped;
  refusal.visit.skip = storage::SkipReason::robots;
  tally.add(refusal, 1'000);
  tally.add_skipped("scope", 4);
  const LiveNumbers numbers = numbers_of(tally, 1'000);
  CHECK(numbers.pages == 0);
  CHECK(numbers.retries == 1);
  CHECK(numbers.skipped == std::map<std::string, std::int64_t>{{"robots", 1}, {"scope", 4}});
  CHECK(tally.recent(10).size() == 1);
}

TEST_CASE("a resumed crawl adds to the counts of earlier runs, and also counts its own pages") {
  Tally tally;
  storage::CrawlTotals before;
  before.pages = 103;
  before.sitemaps = 3;
  before.bytes = 5'000;
  before.links = 700;
  tally.resume(before);
  tally.add(fetched(200, 10), 1'000);
  const LiveNumbers numbers = numbers_of(tally, 1'000);
  CHECK(numbers.pages == 101);
  CHECK(numbers.pages_this_run == 1);
  CHECK(numbers.bytes == 5'010);
  CHECK(numbers.links == 702);
}

TEST_CASE("the speed is that of the last ten seconds, or of the whole run when it is younger") {
  Tally tally;
  for (int second = 0; second < 30; ++second) {
    for (int i = 0; i < 4; ++i) tally.add(fetched(200, 50), 1'000 + second);
  }
  CHECK(numbers_of(tally, 1'029.5).pages_per_s == doctest::Approx(4).epsilon(0.1));
  CHECK(numbers_of(tally, 1'029.5).bytes_per_s == doctest::Approx(200).epsilon(0.1));
  CHECK(numbers_of(tally, 1'034.5).pages_per_s == doctest::Approx(2).epsilon(0.1));
  CHECK(numbers_of(tally, 1'060).pages_per_s == 0);

  Tally young;
  for (int i = 0; i < 4; ++i) young.add(fetched(200, 50), 1'000 + i);
  CHECK(young.numbers(4, 1'003.9).pages_per_s == doctest::Approx(1));
}

TEST_CASE("in the first second the speed is what has come so far, not what that would be in a second") {
  Tally tally;
  for (int i = 0; i < 3; ++i) tally.add(fetched(200, 50), 1'000);
  CHECK(tally.numbers(0.001, 1'000.001).pages_per_s == 3);
  CHECK(tally.numbers(0, 1'000).bytes_per_s == 150);
}

TEST_CASE("the loop's lag is the longest hold of the last second, beside that of the whole run") {
  Tally tally;
  tally.add_lag(0.3, 1'000.5);
  tally.add_lag(0.1, 1'000.9);
  CHECK(numbers_of(tally, 1'001).loop_lag_ms == 300);
  tally.add_lag(0.02, 1'004);
  CHECK(numbers_of(tally, 1'004.5).loop_lag_ms == 20);
  CHECK(numbers_of(tally, 1'004.5).longest_hold_ms == 300);
}

TEST_CASE("the newest pages come first, and fifty are kept") {
  Tally tally;
  for (int i = 0; i < 60; ++i) tally.add(fetched(200, 1, std::to_string(i)), 1'000);
  const auto recent = tally.recent(100);
  REQUIRE(recent.size() == 50);
  CHECK(recent.front().url == "59");
  CHECK(recent.back().url == "10");
  CHECK(tally.recent(3).size() == 3);
}
