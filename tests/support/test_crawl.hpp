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

/// A crawl of a TestSite into a file of its own, without delays unless the case sets some. The clock skips
/// over waiting, so delays cost no time and the site's log shows them exactly. One parser runs, so links are
/// found in the order in which pages arrive. Sites at any port of 127.0.0.1 may be fetched.
struct TestCrawl {
  /// `other_clock` is for cases about time-outs, in which time must pass.
  explicit TestCrawl(aio::Clock* other_clock = nullptr);
  ~TestCrawl();
  TestCrawl(const TestCrawl&) = delete;
  TestCrawl& operator=(const TestCrawl&) = delete;

  /// Crawls from `seeds` to the end. A second call resumes or starts a new crawl, as the file's state
  /// demands. `meet` gets the crawler before it runs.
  Ending run(const std::function<void(crawl::Crawler&)>& meet = {});
  /// Runs `callback` on the loop at the first request for `target`, before the site answers.
  void when_asked(const std::string& target, std::function<void()> callback);

  /// The result of a query: columns separated by blanks, rows by commas, the site's origin left out.
  std::string rows(const std::string& sql) const;
  std::int64_t count(const std::string& sql) const;
  /// The URLs that have a page, in order.
  std::string pages() const { return rows("SELECT url FROM pages ORDER BY url"); }
  /// The state of a URL, and the reason if it was skipped. "" if it was never seen.
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
  std::string config = "{}";             ///< for `crawls.config`; another one says that the flags are others
  storage::LiveNumbers progress;         ///< at the end of the last run
  std::vector<storage::LiveHost> hosts;  ///< the same
  storage::testing::TemporaryFolder folder;
};

/// The seconds between consecutive arrivals.
std::vector<double> gaps(const TestSite& site);

}  // namespace trawl::support
