#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "scraper/crawl/rules/host_schedule.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "scraper/crawl/rules/robots_answer.hpp"
#include "scraper/crawl/rules/slots.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// One host: its schedule, the rules of its robots.txt, and the part of its ledger that is not stored yet.
/// Only Turns changes it.
struct Turn {
  Turn(std::int64_t id, std::string host_origin, const HostSchedule& host_schedule)
      : host_id(id), origin(std::move(host_origin)), schedule(host_schedule) {}

  enum class RobotsState { unknown, asking, known };

  bool is_given_up() const { return bool(given_up); }
  /// What keeps the host from being asked; "" for nothing.
  std::string_view wait_reason(double now) const {
    return is_given_up() ? storage::name_of(given_up.reason) : schedule.wait_reason(now);
  }

  const std::int64_t host_id;
  const std::string origin;
  HostSchedule schedule;

  RobotsState robots_state = RobotsState::unknown;
  Robots robots = Robots::allow_all();
  double robots_until = 0;  ///< how long `robots` holds
  int robots_failures = 0;
  storage::Skip given_up;  ///< why nothing more is asked of it

  std::int64_t pages = 0;      ///< of this crawl, those that are not committed yet included
  storage::HostCounts counts;  ///< as of the last commit
  bool was_asked = false;      ///< in this crawl, be it for robots.txt
  std::int64_t restored = 0;   ///< the transaction from which on changes are added to `counts`
  bool is_changed = false;     ///< it stands in Turns::changed_
  storage::HostUpdate unsaved;

  bool has_urls = false;        ///< some URL of it is in memory
  std::optional<double> start;  ///< its key in one of Turns' lists, with `order`
  bool is_listed_silent = false;
  std::uint64_t order = 0;
};

/// Decides which host may be asked now, by delays, robots.txt, rate and limits. `now` is in epoch seconds.
///
/// Invariant: a host is in starts_, or in silent_starts_ while it does not answer, once, with the time from
/// which it may be asked, or in neither. It is in neither while it has no URL in memory, while its robots.txt
/// is being fetched, while as many of its fetches as allowed are in flight, and while those in flight may
/// take it to its page limit. A host that was given up is in starts_ with time 0: its URLs are only refused.
/// Among hosts with equal times, the one that was put there first comes first.
class Turns {
 public:
  explicit Turns(const Options& options)
      : options_(options),
        agent_(product_token(options.network.user_agent)),
        slots_(options.concurrency, options.silent_most) {}

  /// Adds a host. Its address does not change.
  Turn& add(std::int64_t host_id, const std::string& origin);
  /// Restores the host's numbers. Call it at once when they have been read.
  void restore_counts(Turn& turn, const storage::HostRecord& record);
  /// From now on restore() brings back robots.txt, too, if it is younger than 24 hours. A new crawl asks for it
  /// anew: what an earlier one was refused holds no more.
  void reuse_robots() { reuses_robots_ = true; }
  /// Restores the rest of the host's ledger of an earlier run.
  void restore(Turn& turn, const storage::HostRecord& record, double now);
  /// Adds what earlier runs of the crawl have fetched, as far as it counts towards the limits.
  void count_pages(std::int64_t pages) { pages_ += pages; }
  /// A page of the host counts no longer.
  void withdrawn(Turn& turn) {
    --pages_;
    --turn.pages;
  }
  void count_sitemaps(std::int64_t sitemaps) { sitemaps_ += sitemaps; }

  /// The host whose turn it is; null when no host may be asked at `now`.
  Turn* next(double now) const;
  /// When next() will return a host if nothing else happens; none when it will not.
  std::optional<double> next_start() const;
  /// Whether all pages that the limit allows are fetched or in flight.
  bool is_at_page_limit() const;
  /// Whether all of them are fetched.
  bool has_reached_page_limit() const { return options_.page_limit != 0 && pages_ >= options_.page_limit; }

  /// Whether robots.txt comes before anything else of the host.
  bool needs_robots(const Turn& turn, double now) const;
  /// Whether the host has as many pages as one host may have.
  bool has_reached_host_limit(const Turn& turn) const;
  /// Admits a URL, or returns why it may not be fetched. A sitemap that is admitted counts towards its limit.
  storage::Skip admit(const Turn& turn, const storage::Lease& lease);

  // Each of the following updates the host's place in starts_.
  /// Says whether some URL of the host is in memory.
  void set_has_urls(Turn& turn, bool has_urls);
  /// Call when the fetch of a page begins. `has_urls`: another URL is left in memory.
  void started(Turn& turn, bool has_urls, double now);
  void robots_started(Turn& turn, double now);
  /// Call when it ends. `is_page`: it counts towards the limits.
  void ended(Turn& turn, const Outcome& outcome, std::string_view ip, bool is_page, double now);
  /// Call when a transaction has changed the host's numbers. What the restored ledger has is not added again.
  void committed(Turn& turn, const storage::HostCounts& changes, std::int64_t transaction) {
    if (transaction > turn.restored) turn.counts += changes;
  }
  /// Call when the fetch of robots.txt ends. False when that was the last try: nothing may be asked then.
  bool robots_answered(Turn& turn, RobotsAnswer answer, std::string_view body, const Outcome& outcome,
                       double now);
  /// Asks nothing more of the host.
  void give_up(Turn& turn, const storage::Skip& reason);

  /// Call when a fetch begins, when it has been silent for Slots::kPatience, and when it ends.
  Slot begin_slot(const Turn& turn) { return slots_.begin(turn.schedule.answers()); }
  bool lend_slot(Slot& slot, bool is_robots);
  void end_slot(Slot& slot, bool is_robots);

  /// The ledgers that have changed since the last call.
  std::vector<storage::HostUpdate> changed_hosts(double now);
  int in_flight() const { return in_flight_; }

 private:
  using Start = std::tuple<double, std::uint64_t, Turn*>;

  const Start* first_start(std::optional<double> now) const;
  std::set<Start>& starts_with(const Turn& turn) { return turn.is_listed_silent ? silent_starts_ : starts_; }
  std::optional<double> start_of(const Turn& turn) const;
  void set_start(Turn& turn);
  void mark_changed(Turn& turn);

  const Options& options_;
  const std::string agent_;
  std::deque<Turn> turns_;
  bool reuses_robots_ = false;
  Slots slots_;
  std::set<Start> starts_, silent_starts_;
  std::uint64_t next_order_ = 0;
  std::vector<Turn*> changed_;
  std::int64_t pages_ = 0, sitemaps_ = 0;
  int in_flight_ = 0;
  int robots_lent_ = 0;           // of these, those that can give no page soon
  double next_start_in_all_ = 0;  // by Options::rate
};

}  // namespace trawl::crawl
