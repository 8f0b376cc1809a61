#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fetch/aio/event_loop.hpp"
#include "fetch/url/url.hpp"
#include "scraper/crawl/ending.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "storage/live.hpp"
#include "storage/store.hpp"

namespace trawl::crawl {

/// One run of one crawl over one file: seeds → frontier → fetch → parse → write → frontier, until nothing is
/// left, a limit is reached, or someone stops it.
/// Owns: the store with its thread, the parsers' threads, the client.
/// Thread: the loop's.
class Crawler {
 public:
  /// Opens the file (this blocks) and begins a crawl, or continues the unfinished one in it. `config` is
  /// JSON for `crawls.config`. Throws storage::Error, and std::invalid_argument for a bad pattern or
  /// address range. `only_these`: the ids, in order, of the URLs whose pages are asked for, as if the
  /// others had been fetched just now; null: all.
  Crawler(aio::EventLoop& loop, Options options, std::vector<fetch::Url> seeds, const std::string& config,
          std::shared_ptr<const std::vector<std::int64_t>> only_these = nullptr);
  ~Crawler();
  Crawler(const Crawler&) = delete;
  Crawler& operator=(const Crawler&) = delete;

  /// Which crawl of the file this is.
  const storage::CrawlStart& start() const;
  /// What this run did with URLs that the file knew: skipped by other flags and asked for now; asked, and
  /// unchanged; not asked, since what the file has is fresh.
  struct KnownUrls {
    std::int64_t judged_again = 0, unchanged = 0, fresh = 0;
  };
  KnownUrls known_urls() const;

  /// Runs to the end; everything is committed when it returns. Throws storage::Error when the store fails;
  /// the crawl can then be resumed from what was committed before.
  aio::Coroutine<Ending> run();

  /// What the conditions of orders may call, url_matches() among them. Requires: run() has not begun.
  void set_functions(storage::QueryExtras functions);

  /// Starts nothing new until go_on().
  void pause();
  void go_on();
  /// Starts nothing new; what is in flight may end within 10 s. run() then returns Ending::interrupted.
  void stop();
  /// Like stop(), but cancels what is in flight; its URLs go back to the frontier.
  void stop_now();

  /// What answers to seeds explain when the crawl brings little; at most three.
  const std::vector<std::string>& hints() const;

  /// Where the crawl stands now.
  storage::LiveNumbers progress() const;
  /// The busiest first.
  std::vector<storage::LiveHost> hosts(std::size_t most) const;
  /// The hosts that ask for a longer wait than the crawl waits and have URLs left.
  std::vector<storage::LiveHost> parked() const;
  /// The newest first.
  std::vector<storage::LivePage> recent(std::size_t most) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::crawl
