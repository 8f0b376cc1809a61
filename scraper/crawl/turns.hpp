#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/robots_answer.hpp"
#include "scraper/crawl/rules/slots.hpp"
#include "scraper/crawl/start_order.hpp"
#include "scraper/crawl/turn.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Decides which host may be asked now, by delays, robots.txt, rate and limits. `now` is in epoch seconds.
///
/// Invariant: a host has a place in the order of starts, with the time from which it may be asked, or none.
/// It has none while it has no URL in memory, while its address is looked up or its robots.txt is being
/// fetched, while as many of its fetches as allowed are in flight, and while those in flight may take it to
/// its page limit. A host that was given up stands there with time 0: its URLs are only refused.
class Turns {
 public:
  explicit Turns(const Options& options)
      : options_(options),
        agent_(product_token(options.network.user_agent)),
        slots_(options.concurrency, options.silent_most),
        order_(options) {}

  /// Adds a host. Its address does not change.
  Turn& add(std::int64_t host_id, const std::string& origin);
  /// Restores the host's numbers. Call it at once when they have been read.
  void restore_counts(Turn& turn, const storage::HostRecord& record);
  /// From now on restore() brings back robots.txt, too, if it is younger than 24 hours. A new crawl asks
  /// for it anew: what an earlier one was refused holds no more.
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
  Turn* next(double now);
  /// When next() will return a host if nothing else happens; none when it will not.
  std::optional<double> next_start() const;
  /// The host that may be asked first, whatever limits and rate say; null when there is none.
  const Turn* first() const;
  /// Whether all pages that the limit allows are fetched or in flight.
  bool is_at_page_limit() const;
  /// Whether all of them are fetched.
  bool has_reached_page_limit() const { return options_.page_limit != 0 && pages_ >= options_.page_limit; }

  /// Whether the host's address must be known before it may be asked.
  bool needs_address(const Turn& turn) const;
  /// Whether robots.txt comes before anything else of the host.
  bool needs_robots(const Turn& turn, double now) const;
  /// Whether the host has as many pages as one host may have.
  bool has_reached_host_limit(const Turn& turn) const;
  /// Admits a URL, or returns why it may not be fetched. A sitemap that is admitted counts towards its limit.
  storage::Skip admit(const Turn& turn, const storage::Lease& lease);

  /// What a page that starts now has waited for since that time, at the end: as HostSchedule::waited_for(),
  /// "address", "domain", or, if other hosts came first, "rate" or "concurrency". A literal; "" for nothing.
  const char* waited_for(const Turn& turn, double since, double now) const;

  // Each of the following updates the host's place in the order.
  void lookup_started(Turn& turn);
  /// Call when the lookup of its address ends. `ip`: "" when it has none, or nobody needs to know.
  void located(Turn& turn, std::string_view ip);
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
                       double now, std::string_view tdm_rules = "");
  /// Asks nothing of the host until that is taken back.
  void set_paused(Turn& turn, bool is_paused);
  /// Gives the host a delay of its own; none: the usual one.
  void set_own_delay(Turn& turn, std::optional<double> delay);
  /// Call when options have changed: for the crawl as a whole, then for each host.
  void pace_changed(double now);
  void pace_changed(Turn& turn) {
    mark_changed(turn);
    set_start(turn);
  }
  /// Asks a host again that was given up, for its robots.txt first.
  void revive(Turn& turn);
  /// Asks nothing more of the host.
  void give_up(Turn& turn, const storage::Skip& reason);

  /// Call when a fetch begins, when it has been silent for Slots::kPatience, and when it ends.
  Slot begin_slot(const Turn& turn) { return slots_.begin(turn.schedule.answers()); }
  bool lend_slot(Slot& slot, bool is_robots);
  void end_slot(Slot& slot, bool is_robots);

  /// The ledgers that have changed since the last call.
  std::vector<storage::HostUpdate> changed_hosts(double now);
  /// Fetches under way, those of robots.txt included.
  int in_flight() const { return in_flight_; }
  bool is_idle() const { return in_flight_ == 0 && lookups_ == 0; }

 private:
  std::optional<double> start_of(const Turn& turn) const;
  void set_start(Turn& turn) { order_.put(turn, start_of(turn)); }
  void count_start(Turn& turn, double now);
  void count_end(Turn& turn, const Outcome& outcome, double now);
  void mark_changed(Turn& turn);

  const Options& options_;
  const std::string agent_;
  std::deque<Turn> turns_;
  bool reuses_robots_ = false;
  Slots slots_;
  StartOrder order_;
  std::vector<Turn*> changed_;
  std::int64_t pages_ = 0, sitemaps_ = 0;
  int in_flight_ = 0, lookups_ = 0;
  int robots_lent_ = 0;           // of these, those that can give no page soon
  double next_start_in_all_ = 0;  // by Options::rate
};

}  // namespace trawl::crawl
