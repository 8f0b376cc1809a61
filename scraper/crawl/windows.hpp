#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/lock.hpp"
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
  double retry_due = 0;              ///< when the first retry among those is due; 0: there is none
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
/// refills of the rest are postponed. So memory holds at most 32,768 URLs and nine more for each host.
///
/// A retry that is due goes before fresh URLs: it is fetched from the store at once, however full the window
/// is, and stands at its front. While one stands there, the window asks for no more of them.
///
/// Invariant: a URL that was leased from the store is in a window, or is handed out until its visit is
/// committed. And while a window wants URLs that the store has, because it is at most half full or for the
/// sake of a retry, it is in exactly one place: its refill is requested, under way, or postponed because
/// memory is full; or, when none of those URLs is due yet, it waits for the time when one is.
/// Thread: the loop's.
class Windows {
 public:
  Windows(FrontierStore& store, const WallClock& clock) : store_(store), clock_(clock) {}

  /// Adds a window for a new host. Its address does not change. `needs_ledger`: its first refill brings the
  /// host's row as well.
  Window& add(std::int64_t host_id, bool needs_ledger = false) {
    return windows_.emplace_back(host_id, needs_ledger);
  }
  /// Adds `count` URLs of the host that are pending in the store, the first of them due at that time, and the
  /// first retry among them at `earliest_retry`; 0: there is none.
  void add_stored(Window& window, std::int64_t count, double earliest_due, double earliest_retry = 0);
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

  /// From now on they are leased again.
  static void unskip(Window& window) { window.skip_reason = storage::Skip(); }

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
  /// Waits until no refill is under way; none begins while the result lives.
  aio::Lock::Acquire stand_still() { return refilling_.acquire(); }
  /// Takes the window's URLs out of memory, for the store to give them back: their ids go to `url_ids`. Those
  /// whose visit has begun stay.
  void recall(Window& window, std::vector<std::int64_t>& url_ids);
  /// Sets what is pending in the store, whatever was known before.
  void set_stored(Window& window, std::int64_t count, double earliest_due, double earliest_retry);
  std::size_t size() const { return windows_.size(); }
  Window& at(std::size_t place) { return windows_[place]; }
  /// Requests the refills that waited for their time, and those that were postponed once half of memory is
  /// free.
  void request_due_refills(double now);
  /// When the first of the windows that wait for their time is due; none when none waits.
  std::optional<double> next_due() const;
  /// The window that waits for the next of these times; null when none waits.
  const Window* first_due() const { return due_later_.empty() ? nullptr : due_later_.begin()->second; }
  /// Whether some window that matches waits for a time up to `until`.
  bool any_due_until(double until, const std::function<bool(const Window&)>& matches) const;
  /// Whether a retry that is due is on its way from the store, which goes before what the window holds.
  bool brings_retry(const Window& window) const {
    return window.is_refilling && !window.postponed && has_due_retry(window);
  }
  /// Whether some refill is requested or under way.
  bool is_refilling() const { return refills_ > 0; }
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
  std::optional<double> wanted_at(const Window& window) const;
  static bool wants_retry(const Window& window);
  bool has_due_retry(const Window& window) const;
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
  aio::Lock refilling_;  // held while the store is asked
  std::list<Window*> postponed_;
  std::set<std::pair<double, Window*>> due_later_;
  std::int64_t in_memory_ = 0, in_store_ = 0, handed_out_ = 0;
  std::size_t refills_ = 0;  // requested or under way
  bool is_closed_ = false;
};

}  // namespace trawl::crawl
