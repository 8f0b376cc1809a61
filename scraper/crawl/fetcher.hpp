#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "fetch/aio/lock.hpp"
#include "fetch/aio/thread_pool.hpp"
#include "fetch/client.hpp"
#include "scraper/crawl/attempt.hpp"
#include "scraper/crawl/frontier.hpp"
#include "scraper/crawl/room.hpp"
#include "scraper/crawl/session.hpp"
#include "scraper/crawl/store_thread.hpp"
#include "scraper/crawl/suspects.hpp"
#include "scraper/crawl/visit/policy.hpp"
#include "scraper/crawl/writer.hpp"

namespace trawl::crawl {

/// Does what the frontier hands out: asks, has the answer read on a parser's thread, and gives the visit to
/// the writer. It alone decides whether to ask again; everything after it is told.
/// Thread: the loop's. Requires: all that it is made of outlives it. Many fetch coroutines share it.
class Fetcher {
 public:
  Fetcher(const Options& options, const VisitPolicy& policy, const WallClock& clock, StoreThread& store,
          fetch::Client& client, Session& session, Frontier& frontier, Writer& writer, Suspects& suspects,
          aio::ThreadPool& parsers);

  /// Waits while more bodies have come than can be read soon. Call it before taking a job.
  aio::Coroutine<void> until_ready() { return unread_.until_free(); }
  /// Does one job to its end. Throws storage::Error, and std::runtime_error when no descriptor gets free.
  aio::Coroutine<void> work_on(Job& job);

  /// Bytes of all pages fetched, stored or not yet, and of those that were counted.
  std::int64_t bytes() const { return bytes_; }
  /// Calls `heed` with each visit, before the writer gets it.
  void when_read(std::function<void(VisitReport&, const storage::Lease&)> heed) { heed_ = std::move(heed); }
  /// Calls `counted` whenever they have become more.
  void when_counted(std::function<void()> counted) { counted_ = std::move(counted); }
  void count_bytes(std::int64_t bytes) { bytes_ += bytes; }
  /// How many URLs were asked and are unchanged.
  std::int64_t unchanged() const { return unchanged_; }
  /// How many URLs were not asked for because what the file has of them is fresh.
  std::int64_t fresh() const { return fresh_; }

 private:
  /// What went with a request.
  struct Sent {
    std::int64_t cookies = 0;
  };

  aio::Coroutine<Attempt> ask(const storage::Lease& lease, Sent& sent);
  aio::Coroutine<void> fetch_page(Job& job);
  aio::Coroutine<VisitReport> read(const storage::Lease& lease, Attempt& ended, double now,
                                   Room::Share& share);
  aio::Coroutine<void> read_known_page(const Job& job);
  aio::Coroutine<void> look_up_host_of(Job& job);
  aio::Coroutine<void> fetch_robots_of(Job& job);
  void note_hosts();
  void count(const fetch::Response& response);
  bool asks_again(Job& job, const fetch::Url& target, const Sent& sent);
  void set_cookies(VisitReport& report, const storage::Lease& lease, const Sent& sent) const;
  void look_for_shortage(const Outcome& outcome, std::int64_t host_id);

  const Options& options_;
  const VisitPolicy& policy_;
  const WallClock& clock_;
  StoreThread& store_;
  fetch::Client& client_;
  Session& session_;
  Frontier& frontier_;
  Writer& writer_;
  Suspects& suspects_;
  aio::ThreadPool& parsers_;
  Room unread_;
  aio::Lock killed_before_;  // held by the one URL in flight that was in flight at two kills
  std::int64_t bytes_ = 0, unchanged_ = 0, fresh_ = 0;
  std::function<void()> counted_;
  std::function<void(VisitReport&, const storage::Lease&)> heed_;
  bool has_told_shortage_ = false;
};

}  // namespace trawl::crawl
