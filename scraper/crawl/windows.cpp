#include "scraper/crawl/windows.hpp"

#include <algorithm>

namespace trawl::crawl {

namespace {

/// How many URLs of one host are in memory; fewer only while memory is full.
constexpr std::int64_t kMostOfHost = 1'024;
constexpr std::int64_t kLeastOfHost = 8;
/// With so many URLs memory is full.
constexpr std::int64_t kMostInAll = 32'768;
/// How many URLs the store is asked for or skips at once, so that a commit need not wait long behind that.
constexpr int kUrlsAtOnce = 4'096;

}  // namespace

void Windows::add_stored(Window& window, std::int64_t count, double earliest_due, double earliest_retry) {
  window.stored_due = window.stored == 0 ? earliest_due : std::min(window.stored_due, earliest_due);
  if (earliest_retry > 0 && (window.retry_due == 0 || earliest_retry < window.retry_due))
    window.retry_due = earliest_retry;
  window.stored += count;
  in_store_ += count;
  request_refill(window);
}

storage::Lease Windows::hand_out(Window& window) {
  storage::Lease lease = std::move(window.leases.front());
  window.leases.pop_front();
  --in_memory_;
  ++handed_out_;
  request_refill(window);
  return lease;
}

void Windows::take_back(Window& window, storage::Lease lease) {
  lease.is_retry = true;
  window.leases.push_front(std::move(lease));
  ++in_memory_;
  --handed_out_;
}

void Windows::recall(Window& window, std::vector<std::int64_t>& url_ids) {
  const std::size_t before = url_ids.size();
  bool has_retry = false;
  window.leases.remove_if([&](const storage::Lease& lease) {
    if (!lease.asked.empty()) return false;
    url_ids.push_back(lease.url_id);
    has_retry = has_retry || lease.is_retry;
    return true;
  });
  const auto count = static_cast<std::int64_t>(url_ids.size() - before);
  if (count == 0) return;
  in_memory_ -= count;
  add_stored(window, count, 0, has_retry ? clock_.now() : 0);
}

void Windows::set_stored(Window& window, std::int64_t count, double earliest_due, double earliest_retry) {
  in_store_ += count - window.stored;
  window.stored = count;
  window.stored_due = earliest_due;
  window.retry_due = earliest_retry;
  request_refill(window);
}

void Windows::skip(Window& window, const storage::Skip& reason) {
  window.skip_reason = reason;
  request_refill(window);
}

int Windows::size_limit() const {
  const auto share = kMostInAll / static_cast<std::int64_t>(std::max<std::size_t>(windows_.size(), 1));
  return static_cast<int>(std::clamp(share, kLeastOfHost, kMostOfHost));
}

int Windows::room(const Window& window) const {
  return std::max(size_limit() - static_cast<int>(window.leases.size()), 1);
}

/// Whether a retry in the store, once it is due, goes before what is in memory.
bool Windows::wants_retry(const Window& window) {
  return window.retry_due > 0 && (window.leases.empty() || !window.leases.front().is_retry);
}

/// When the window wants URLs of the store, often in the past; none if it wants none.
std::optional<double> Windows::wanted_at(const Window& window) const {
  std::optional<double> at;
  if (is_closed_ || window.is_refilling || window.stored == 0) return at;
  const bool is_skipped = window.skip_reason != storage::SkipReason::none;
  const bool is_low = window.leases.size() * 2 <= static_cast<std::size_t>(size_limit());
  if (is_low) at = is_skipped ? 0 : window.stored_due;
  if (!is_skipped && wants_retry(window)) at = std::min(at.value_or(window.retry_due), window.retry_due);
  return at;
}

bool Windows::has_due_retry(const Window& window) const {
  return wants_retry(window) && window.retry_due <= clock_.now();
}

void Windows::request_refill(Window& window) {
  const bool is_skipped = bool(window.skip_reason);
  if (window.postponed && (window.leases.empty() || is_skipped)) end_postponement(window);
  auto at = wanted_at(window);
  const bool is_due = at && *at <= clock_.now();
  if (is_due) at.reset();
  if (window.waits_until != at) {
    if (window.waits_until) due_later_.erase({*window.waits_until, &window});
    if (at) due_later_.emplace(*at, &window);
    window.waits_until = at;
  }
  if (!is_due) return;
  window.is_refilling = true;
  ++refills_;
  requests_.put_nowait(&window);
}

void Windows::postpone(Window& window) {
  window.postponed = postponed_.insert(postponed_.end(), &window);
  --refills_;
}

void Windows::end_postponement(Window& window) {
  postponed_.erase(*window.postponed);
  window.postponed.reset();
  ++refills_;
  if (!is_closed_) requests_.put_nowait(&window);
}

void Windows::request_due_refills(double now) {
  while (!due_later_.empty() && due_later_.begin()->first <= now) {
    // It stops waiting even if its share has shrunk so much that it is more than half full now.
    Window& window = *due_later_.begin()->second;
    due_later_.erase(due_later_.begin());
    window.waits_until.reset();
    request_refill(window);
  }
  if (in_memory_ >= kMostInAll / 2) return;
  while (!postponed_.empty()) end_postponement(*postponed_.front());
}

std::optional<double> Windows::next_due() const {
  if (due_later_.empty()) return std::nullopt;
  return due_later_.begin()->first;
}

bool Windows::any_due_until(double until, const std::function<bool(const Window&)>& matches) const {
  for (const auto& [due, window] : due_later_) {
    if (due > until) return false;
    if (matches(*window)) return true;
  }
  return false;
}

void Windows::close() {
  is_closed_ = true;
  requests_.close_now();
}

aio::Coroutine<std::optional<Windows::Refilled>> Windows::refill() {
  std::optional<Refilled> refilled;
  std::optional<Window*> next = co_await requests_.get();
  if (!next) co_return refilled;
  const auto held = co_await refilling_.acquire();
  refilled.emplace();
  FrontierStore::Wanted wanted;
  std::vector<Window*> wanting, skipping;
  std::int64_t skipped = 0;
  for (std::int64_t urls = 0; next; next = requests_.get_nowait()) {
    Window& window = **next;
    const std::int64_t free = kMostInAll - in_memory_ - urls;
    if (window.skip_reason) {
      skipping.push_back(&window);
      skipped += window.stored;
    } else if (free <= 0 && !window.leases.empty() && !has_due_retry(window)) {
      postpone(window);
    } else {
      const std::int64_t least = window.leases.empty() ? kLeastOfHost : 1;
      const auto limit = std::min<std::int64_t>(std::max(free, least), room(window));
      wanting.push_back(&window);
      wanted.leases.push_back({window.host_id, static_cast<int>(limit)});
      if (std::exchange(window.needs_ledger, false)) wanted.ledgers.push_back(window.host_id);
      urls += limit;
    }
    if (urls + skipped >= kUrlsAtOnce) break;
  }
  if (!skipping.empty()) co_await skip_in_store(std::move(skipping), *refilled);
  if (!wanting.empty()) co_await take(std::move(wanted), std::move(wanting), *refilled);
  co_return refilled;
}

/// Hosts that were given up leave nothing in the store.
aio::Coroutine<void> Windows::skip_in_store(std::vector<Window*> windows, Refilled& refilled) {
  std::vector<FrontierStore::Skip> hosts;
  for (const Window* const window : windows) hosts.push_back({window->host_id, window->skip_reason});
  co_await store_.skip(std::move(hosts));
  for (Window* const window : windows) {
    in_store_ -= std::exchange(window->stored, 0);
    window->retry_due = 0;
    refilled.windows.push_back(window);
  }
}

aio::Coroutine<void> Windows::take(FrontierStore::Wanted wanted, std::vector<Window*> windows,
                                   Refilled& refilled) {
  auto taken = co_await store_.take(std::move(wanted), clock_.now());
  for (std::size_t i = 0; i < windows.size(); ++i) {
    add_leases(*windows[i], taken.leases[i]);
    refilled.windows.push_back(windows[i]);
  }
  refilled.ledgers = std::move(taken.ledgers);
}

void Windows::add_leases(Window& window, storage::LeaseResult& taken) {
  const auto leases = static_cast<std::int64_t>(taken.leases.size());
  const std::int64_t left = taken.pending_left == 0 ? 0 : std::max<std::int64_t>(window.stored - leases, 1);
  in_store_ += left - window.stored;
  window.stored = left;
  window.stored_due = taken.earliest_due;
  window.retry_due = taken.earliest_retry;
  in_memory_ += leases;
  const auto first_fresh = std::find_if(window.leases.begin(), window.leases.end(),
                                        [](const storage::Lease& lease) { return !lease.is_retry; });
  for (storage::Lease& lease : taken.leases)
    window.leases.insert(lease.is_retry ? first_fresh : window.leases.end(), std::move(lease));
}

void Windows::refill_done(Window& window) {
  window.is_refilling = false;
  --refills_;
  request_refill(window);
}

}  // namespace trawl::crawl
