#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fetch/aio/event.hpp"
#include "fetch/aio/queue.hpp"
#include "fetch/aio/semaphore.hpp"
#include "scraper/crawl/host_queue.hpp"
#include "scraper/crawl/options.hpp"
#include "scraper/crawl/rules/robots_answer.hpp"
#include "scraper/crawl/store_thread.hpp"
#include "scraper/crawl/wall_clock.hpp"
#include "storage/live.hpp"

namespace trawl::crawl {

/// What a fetch coroutine is to do next.
struct Job {
  enum class Kind {
    page,    ///< fetch the URL
    robots,  ///< fetch the host's robots.txt; its pages wait meanwhile
    refused  ///< do not fetch the URL; `reason` says why
  };
  Job(Kind of_kind, std::int64_t of_host, std::string of_origin)
      : kind(of_kind), host_id(of_host), origin(std::move(of_origin)) {}
  Kind kind;
  std::int64_t host_id;
  std::string origin;
  storage::Lease lease;
  storage::SkipReason reason = storage::SkipReason::none;
};

/// What is still to fetch, in order, politely. The URLs live in the store; a window of them, bounded per host and in all,
/// is here, and is refilled before it runs dry.
/// Invariant: a URL that left the store by a lease is in a window, or handed out and counted in outstanding_ until its
/// visit is committed. Nothing in windows, store and hands = the crawl is over.
/// Thread: the loop's.
class Frontier final : private aio::Timer {
 public:
  Frontier(aio::EventLoop& loop, const Options& options, StoreThread& store, const WallClock& clock);
  ~Frontier() override = default;

  /// The hosts with pending URLs of an earlier run.
  void restore(const std::vector<storage::HostRecord>& hosts);
  /// Pages that count towards the page limit already.
  void count_pages(std::int64_t pages) { pages_ += pages; }
  /// The same of sitemaps, which have a limit of their own.
  void count_sitemaps(std::int64_t sitemaps) { sitemaps_ += sitemaps; }

  /// Waits until some host may be asked; none when the crawl is over or closed. Asked by many, answered in turn.
  aio::Coroutine<std::optional<Job>> next();
  /// The fetch of a job has ended: the host may be asked again, when its schedule allows.
  void ended(const Job& job, const Outcome& outcome, std::int64_t bytes, std::string_view ip, bool is_page);
  /// What robots.txt said.
  void robots_answered(const Job& job, RobotsAnswer answer, std::string_view body, const Outcome& outcome);
  /// A commit has come home: new URLs are in the store, and `visits` of those handed out are dealt with.
  void committed(const storage::CommitResult& result, std::size_t visits);

  /// Refills windows until the frontier is closed. Run it as a task beside the fetchers.
  aio::Coroutine<void> refill();

  void pause();
  void go_on();
  /// Nothing more is handed out.
  void close();
  bool is_closed() const { return is_closed_; }
  bool is_paused() const { return is_paused_; }
  bool reached_page_limit() const { return reached_page_limit_; }

  /// The ledgers that have changed since the last call.
  std::vector<storage::HostUpdate> changed_hosts();
  /// URLs that were skipped in the store with their host since the last call, by reason.
  std::map<std::string, std::int64_t> take_skipped() { return std::exchange(skipped_, {}); }
  /// Whether there is something in memory to hand out, now or when politeness allows.
  bool has_work() const { return in_windows_ > 0; }
  std::int64_t queued() const { return in_windows_ + in_store_; }
  int in_flight() const { return in_flight_; }
  std::vector<storage::LiveHost> hosts(std::size_t most) const;

 private:
  using Start = std::tuple<double, std::uint64_t, HostQueue*>;

  void expire() override { changed_.set(); }
  HostQueue& host(std::int64_t id, const std::string& name);
  void load(HostQueue& queue, const storage::HostRecord& record);
  std::optional<Job> choose(double now);
  Job start(HostQueue& queue, double now);
  bool needs_robots(const HostQueue& queue, double now) const;
  void index(HostQueue& queue);
  void feed(HostQueue& queue);
  void feed_those_due(double now);
  void wait_until(double now);
  bool is_over() const;
  void give_up(HostQueue& queue, storage::SkipReason reason);
  void mark_changed(HostQueue& queue);
  aio::Coroutine<void> skip_stored(HostQueue& queue);
  aio::Coroutine<void> refill_windows(std::vector<HostQueue*> hungry);
  void take_in(HostQueue& queue, storage::LeaseResult& taken);
  void fed(HostQueue& queue);
  int window_size() const;
  int room(const HostQueue& queue) const;

  const Options& options_;
  StoreThread& store_;
  const WallClock& clock_;
  aio::EventLoop& loop_;
  const std::string agent_;

  std::unordered_map<std::int64_t, std::unique_ptr<HostQueue>> hosts_;
  std::set<Start> starts_;  // hosts with something to hand out, by when they may be asked
  std::set<std::pair<double, HostQueue*>> due_later_;  // hosts whose stored URLs wait for a retry
  std::vector<HostQueue*> postponed_;                  // hungry, but the windows are full
  std::vector<HostQueue*> changed_hosts_;
  std::map<std::string, std::int64_t> skipped_;
  std::uint64_t next_order_ = 0;

  std::int64_t in_windows_ = 0, in_store_ = 0, outstanding_ = 0, pages_ = 0, sitemaps_ = 0;
  int in_flight_ = 0;
  double next_start_in_all_ = 0;
  bool is_closed_ = false, is_paused_ = false, reached_page_limit_ = false;

  aio::Semaphore turn_{1};  // one chooser at a time, in the order they came
  aio::Event changed_;
  aio::Queue<HostQueue*> hungry_;
};

}  // namespace trawl::crawl
