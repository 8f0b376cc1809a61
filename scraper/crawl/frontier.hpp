#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fetch/aio/event.hpp"
#include "fetch/aio/semaphore.hpp"
#include "scraper/crawl/turns.hpp"
#include "scraper/crawl/windows.hpp"
#include "storage/live.hpp"

namespace trawl::crawl {

/// What a fetch coroutine is to do next.
struct Job {
  enum class Kind {
    page,     ///< fetch the URL
    address,  ///< look up the host's address; all else of the host waits meanwhile
    robots,   ///< fetch the host's robots.txt; its pages wait meanwhile
    known,    ///< do not fetch the URL: what the file has of it is fresh
    refused,  ///< do not fetch the URL; `reason` says why
    held      ///< do not fetch the URL now: it waits for a person, for that reason
  };
  Job(Kind job_kind, std::int64_t id, std::string host_origin)
      : kind(job_kind), host_id(id), origin(std::move(host_origin)) {}
  Kind kind;
  std::int64_t host_id;
  std::string origin;
  storage::Lease lease;
  storage::Skip reason;
  Slot slot = Slot::none;  ///< only the frontier changes it
};

/// Why a URL of its shape is not asked; none if it is.
struct HeldBack {
  storage::Skip reason;
  bool waits = false;  ///< for a person; else it is skipped
};

/// Hands out what is still to fetch, in order and politely. It joins two ideas: which URLs are in memory
/// (windows.hpp), and which host may be asked now (turns.hpp).
/// Invariant: the crawl is over when no URL is in memory, none is in the store, and none is handed out and
/// not yet committed. It also ends when all that is left would have to wait for longer than
/// Options::longest_wait(), because its hosts ask for that: they are parked.
/// Thread: the loop's.
class Frontier final : private aio::Timer {
 public:
  Frontier(aio::EventLoop& loop, const Options& options, FrontierStore& store, const WallClock& clock)
      : options_(options),
        clock_(clock),
        begun_(clock.now()),
        loop_(loop),
        windows_(store, clock),
        turns_(options) {}
  ~Frontier() override = default;

  /// Restores a host of an earlier run: one that has pending URLs, or one that is only shown.
  void restore(const storage::HostRecord& host);
  /// As Turns::reuse_robots.
  void reuse_robots() { turns_.reuse_robots(); }
  /// Pages and sitemaps that count towards their limits already.
  void count_pages(std::int64_t pages) { turns_.count_pages(pages); }
  void count_sitemaps(std::int64_t sitemaps) { turns_.count_sitemaps(sitemaps); }

  /// From now on a URL is refused for the reason that `judge` gives, too; none for no reason.
  void judge_with(std::function<storage::Skip(const storage::Lease&)> judge) { judge_ = std::move(judge); }

  /// From now on a URL is not asked if `hold` gives a reason.
  void hold_with(std::function<HeldBack(const storage::Lease&)> hold) { hold_ = std::move(hold); }

  /// Waits until some host may be asked; none when the crawl is over or closed. Callers get
  /// their answers in the order of their calls.
  aio::Coroutine<std::optional<Job>> next();
  /// Before the crawl ends by itself, or at its page limit, `unsettled` is asked until when visits may still
  /// be withdrawn; none if no longer.
  void ask_before_end(std::function<std::optional<aio::TimePoint>()> unsettled) {
    unsettled_ = std::move(unsettled);
  }
  /// Call when the fetch of a page ends; frees the host's slot. `is_page`: it counts as one.
  void ended(Job& job, const Outcome& outcome, std::string_view ip, bool is_page);
  /// A page that ended() has counted is asked again in the same visit.
  void not_counted(std::int64_t host_id, bool is_page) {
    if (is_page) turns_.withdrawn(hosts_.at(host_id).turn);
  }
  /// Call instead of a visit, after ended(), when the page redirects to itself: its URL is handed out once
  /// more, as soon as its host may be asked.
  void again(Job& job);
  /// Call when the lookup of a host's address ends; frees its slot. `ip`: "" when there is none.
  void located(Job& job, std::string_view ip);
  /// Call when the fetch of robots.txt ends; frees the host's slot.
  /// `tdm_rules`: the host's tdmrep.json; "" for none.
  void robots_answered(Job& job, RobotsAnswer answer, std::string_view body, const Outcome& outcome,
                       std::string_view tdm_rules = "");
  /// Call when the host of a job in flight has been silent for Slots::kPatience. True when the job counts no
  /// more towards the concurrency, so that another may be handed out in its place.
  bool lend(Job& job);
  /// Adds URLs that a commit has made pending. committed() does so, too; call this before it for a part of
  /// them, so that a page that leads to very many hosts does not hold the loop.
  void found(std::span<const storage::AddedPending> pending);
  /// Call after each commit. `visits` is how many of the URLs that were handed out it dealt with.
  void committed(const storage::CommitResult& result, std::size_t visits);

  /// A visit is on its way to the store that takes an earlier one back; `is_page` as in ended().
  void withdrawn(std::int64_t host_id, bool is_page);

  /// Takes all URLs out of memory, so that an order finds them in the store, and hands out none until
  /// resettle(). Returns their ids, for the store to give them back first. What is in flight goes on.
  aio::Coroutine<std::vector<std::int64_t>> recall();
  /// Call when the order is performed, with the hosts whose pending URLs it has made more or fewer, and how
  /// many they are now. `revives`: a host that was given up is asked again.
  aio::Coroutine<void> resettle(std::vector<storage::AddedPending> hosts, bool revives);
  /// Asks nothing of a host until that is taken back. While it has URLs, the crawl goes on.
  void set_paused(std::int64_t host_id, const std::string& origin, bool is_paused);
  /// Gives a host a delay of its own, in seconds; none: the usual one.
  void set_own_delay(std::int64_t host_id, const std::string& origin, std::optional<double> delay);
  /// Call when limits or the pace have changed in the options.
  aio::Coroutine<void> options_changed();

  /// Refills windows until the frontier is closed. Run it as a task beside the fetchers. An error of the
  /// store closes the frontier and comes out of this.
  aio::Coroutine<void> refill();

  /// Hands out nothing until go_on(), and does not end either: what was dropped may be brought back.
  void pause();
  void go_on();
  /// Hands out nothing more.
  void close();
  bool is_closed() const { return is_closed_; }
  bool is_paused() const { return is_paused_; }
  /// Whether it closed because of the page limit while URLs were left.
  bool reached_page_limit() const { return reached_page_limit_; }
  /// Whether it closed because only URLs of parked hosts were left.
  bool left_only_parked() const { return left_only_parked_; }

  /// The ledgers that have changed since the last call.
  std::vector<storage::HostUpdate> changed_hosts() { return turns_.changed_hosts(clock_.now()); }
  /// Whether some URL is in memory, to be handed out now or when politeness allows.
  bool has_work() const { return windows_.in_memory() > 0; }
  std::int64_t queued() const { return windows_.queued(); }
  int in_flight() const { return turns_.in_flight(); }
  /// The busiest first.
  std::vector<storage::LiveHost> hosts(std::size_t most) const;
  /// What is worth a line in `events`: a host is parked, pauses, or has reached its limit of pages.
  struct HostNote {
    HostNote(std::int64_t id, std::string_view its_kind, std::string words)
        : host_id(id), kind(its_kind), text(std::move(words)) {}
    std::int64_t host_id;
    std::string_view kind;  ///< a literal
    std::string text;
  };
  /// Those since the last call.
  std::vector<HostNote> take_host_notes() { return std::exchange(host_notes_, {}); }
  /// The hosts that are parked now and have URLs left, with how many, why ("retry-after") and for how long.
  std::vector<storage::LiveHost> parked() const;
  /// A sentence that names what the crawl waits for while nothing is under way, and what is parked; "" for
  /// neither.
  std::string waiting() const;

 private:
  struct Host {
    Window& window;
    Turn& turn;
    double unpaused_at = 0;  ///< when a pause of it ended last
  };

  void expire() override { changed_.set(); }
  Host& host(std::int64_t id, const std::string& origin, bool needs_ledger);
  std::optional<Job> choose(double now);
  Job start(Turn& turn, double now);
  void note_wait(storage::Lease& lease, const Host& host, double now) const;
  void give_up(Host& host, const storage::Skip& reason);
  void note_pause(const Turn& turn, const Outcome& outcome);
  void look_if_parked(const Host& host, const Outcome& outcome);
  bool has_only_parked(double now) const;
  bool has_paused_urls() const;
  std::string paused_text() const;
  bool is_idle() const { return turns_.is_idle() && windows_.handed_out() == 0; }
  void refilled_with(const Windows::Refilled& refilled);
  bool is_at_page_limit() const;
  void wait_for_change(double now, std::optional<aio::TimePoint> settling);

  const Options& options_;
  const WallClock& clock_;
  const double begun_;      // the run
  double unpaused_at_ = 0;  // when a pause of all ended last
  aio::EventLoop& loop_;
  Windows windows_;
  Turns turns_;
  std::unordered_map<std::int64_t, Host> hosts_;
  std::optional<aio::Lock::Held> recalled_;  // no URL is handed out meanwhile
  std::set<std::int64_t> paused_;            // hosts that an order has paused
  bool is_closed_ = false, is_paused_ = false, reached_page_limit_ = false, left_only_parked_ = false;
  std::set<std::int64_t> parked_;  // hosts that have been parked in this run
  std::vector<HostNote> host_notes_;
  std::function<std::optional<aio::TimePoint>()> unsettled_;
  std::function<storage::Skip(const storage::Lease&)> judge_;
  std::function<HeldBack(const storage::Lease&)> hold_;

  aio::Semaphore chooser_{1};  // one caller at a time chooses, in order
  aio::Event changed_;         // set when next() might decide otherwise
};

}  // namespace trawl::crawl
