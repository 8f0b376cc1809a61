#pragma once
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/queue.hpp"
#include "scraper/crawl/frontier_store.hpp"
#include "scraper/crawl/wall_clock.hpp"

namespace trawl::crawl {

/// The URLs of one host that are in memory, and what is known of those in the store. Only Windows changes it.
struct Window {
  Window(std::int64_t id, bool needs_its_ledger) : host_id(id), needs_ledger(needs_its_ledger) {}

  const std::int64_t host_id;
  std::list<storage::Lease> leases;  ///< best first, not handed out yet; of most hosts empty, so no deque
  std::int64_t stored = 0;           ///< URLs that are pending in the store
  double stored_due = 0;             ///< when the first of those is due
  bool needs_ledger;                 ///< the next refill brings the host's row as well
  /// Why stored URLs are skipped instead of leased; none while they are leased.
  storage::Skip skip_reason;
  bool is_refilling = false;                              ///< its refill is requested, under way or postponed
  std::optional<double> waits_until;                      ///< its key in Windows::due_later_
  std::optional<std::list<Window*>::iterator> postponed;  ///< its place in Windows::postponed_
};

/// Decides which URLs are in memory: each host has a window of its URLs, bounded per host and in all, so that
/// memory does not grow with the number of URLs. A window is refilled from the store before it is empty.
/// While memory is full, an empty window gets eight URLs, so that its host need not wait for others, and the
/// refills of the rest are postponed. So memory holds at most 32,768 URLs and eight more for each host.
///
/// Invariant: a URL that was leased from the store is in a window, or is handed out until its visit is
/// committed. And while a window is at most half full and the store has more URLs of its host, the window is
/// in exactly one place: its refill is requested, under way, or postponed because memory is full; or, when
/// none of those URLs is due yet, it waits for the time when one is.
/// Thread: the loop's.
class Windows {
 public:
  Windows(FrontierStore& store, const WallClock& clock) : store_(store), clock_(clock) {}

  /// Adds a window for a new host. Its address does not change. `needs_ledger`: its first refill brings the
  /// host's row as well.
  Window& add(std::int64_t host_id, bool needs_ledger = false) {
    return windows_.emplace_back(host_id, needs_ledger);
  }
  /// Adds `count` URLs of the host that are pending in the store, the first of them due at that time.
  void add_stored(Window& window, std::int64_t count, double earliest_due);
  /// Takes the next URL out of the window. Requires: there is one.
  storage::Lease hand_out(Window& window);
  /// Takes a URL back that was handed out: it is the next of its window.
  void take_back(Window& window, storage::Lease lease);
  /// Call when the visits of as many URLs that were handed out are committed.
  void committed(std::size_t visits) { handed_out_ -= static_cast<std::int64_t>(visits); }
  /// A visit is on its way to the store that takes an earlier one back.
  void withdrawn() { ++handed_out_; }
  /// From now on, stored URLs of the host are skipped for that reason instead of leased.
  void skip(Window& window, const storage::Skip& reason);

  /// The windows that were refilled, or whose stored URLs were skipped, and the rows of hosts that were read.
  struct Refilled {
    Refilled() {}
    std::vector<Window*> windows;
    std::vector<storage::HostRecord> ledgers;
  };
  /// Waits until a window needs a refill, then asks the store once for all that do, and once for all whose
  /// stored URLs are skipped: a question for each would wake both threads for a handful of URLs. Call
  /// refill_done() for each window in the result. None when closed.
  aio::Coroutine<std::optional<Refilled>> refill();
  void refill_done(Window& window);
  /// Requests the refills that waited for their time, and those that were postponed once half of memory is
  /// free.
  void request_due_refills(double now);
  /// When the first of the windows that wait for their time is due; none when none waits.
  std::optional<double> next_due() const;
  /// Ends all refills, also those that are requested but not under way yet.
  void close();

  std::int64_t in_memory() const { return in_memory_; }
  /// In memory and in the store.
  std::int64_t queued() const { return in_memory_ + in_store_; }
  std::int64_t handed_out() const { return handed_out_; }
  /// Whether nothing is left, and nothing is under way that could bring more.
  bool is_over() const { return queued() == 0 && handed_out_ == 0; }

 private:
  int size_limit() const;
  int room(const Window& window) const;
  bool needs_refill(const Window& window) const;
  void request_refill(Window& window);
  void postpone(Window& window);
  void end_postponement(Window& window);
  aio::Coroutine<void> skip_in_store(std::vector<Window*> windows, Refilled& refilled);
  aio::Coroutine<void> take(FrontierStore::Wanted wanted, std::vector<Window*> windows, Refilled& refilled);
  void add_leases(Window& window, storage::LeaseResult& taken);

  FrontierStore& store_;
  const WallClock& clock_;
  std::deque<Window> windows_;
  aio::Queue<Window*> requests_;
  std::list<Window*> postponed_;
  std::set<std::pair<double, Window*>> due_later_;
  std::int64_t in_memory_ = 0, in_store_ = 0, handed_out_ = 0;
  bool is_closed_ = false;
};

}  // namespace trawl::crawl
