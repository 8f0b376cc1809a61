#pragma once
#include <functional>
#include <string>
#include <vector>

#include "scraper/crawl/crawler.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/skipping_clock.hpp"
#include "tests/support/test_site.hpp"

namespace trawl::support {

using namespace std::chrono_literals;
using crawl::Ending;

/// A crawl of a TestSite into a file of its own, without pauses unless the case sets some. Time skips, so
/// that pauses cost nothing, are exact, and stand in the site's log as they were meant. It has one parser, so that links
/// are found in the order in which pages came.
struct TestCrawl {
  /// `other_clock`: for cases about time-outs, which need time to pass.
  explicit TestCrawl(aio::Clock* other_clock = nullptr);
  ~TestCrawl();
  TestCrawl(const TestCrawl&) = delete;
  TestCrawl& operator=(const TestCrawl&) = delete;

  /// Crawls from `seeds` to the end; once more, it resumes or begins anew, as the file says. `meet` is given
  /// the crawler before it runs.
  Ending run(const std::function<void(crawl::Crawler&)>& meet = {});
  /// Has the loop do something the first time that the site is asked for that, before the site answers.
  void when_asked(const std::string& target, std::function<void()> callback);

  /// The result of a query: columns separated by blanks, rows by commas, the site's origin left out.
  std::string rows(const std::string& sql) const;
  std::int64_t count(const std::string& sql) const;
  /// The URLs that have a page, in order.
  std::string pages() const { return rows("SELECT url FROM pages ORDER BY url"); }
  /// What became of a URL: its state, and the reason if it was skipped. "" if it was never seen.
  std::string fate(const std::string& target) const;
  /// Fails the case unless the file is whole and its tables agree with each other.
  void check_file() const;

  std::filesystem::path file() const { return folder / "crawl.db"; }

  SkippingClock skipping_clock;
  aio::Clock& clock;
  aio::EventLoop loop{clock};
  TestSite site{clock};
  std::vector<std::string> seeds{"/"};  ///< targets of the site, or whole URLs
  crawl::Options options;
  storage::LiveNumbers progress;  ///< at the end of the last run
  storage::testing::TemporaryFolder folder;
};

/// Seconds between the arrivals that follow each other.
std::vector<double> gaps(const TestSite& site);

}  // namespace trawl::support
