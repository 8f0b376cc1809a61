#include "scraper/crawl/windows.hpp"

#include <algorithm>
#include <iterator>

namespace trawl::crawl {

namespace {

/// How many URLs are in memory: of one host, and of all together.
constexpr std::int64_t kMostOfHost = 1'024;
constexpr std::int64_t kLeastOfHost = 8;
constexpr std::int64_t kMostInAll = 32'768;
/// How many URLs one question asks for, so that a commit need not wait long behind it.
constexpr int kWantedAtOnce = 4'096;

}  // namespace

void Windows::add_stored(Window& window, std::int64_t count, double earliest_due) {
  window.stored_due = window.stored == 0 ? earliest_due : std::min(window.stored_due, earliest_due);
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

void Windows::skip_stored(Window& window, storage::SkipReason reason) {
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

bool Windows::needs_refill(const Window& window) const {
  if (is_closed_ || window.is_refilling || window.stored == 0) return false;
  return window.leases.size() * 2 <= static_cast<std::size_t>(size_limit());
}

void Windows::request_refill(Window& window) {
  if (!needs_refill(window)) return;
  if (window.waits_until) due_later_.erase({*window.waits_until, &window});
  window.waits_until.reset();
  const bool is_leased = window.skip_reason == storage::SkipReason::none;
  if (is_leased && window.stored_due > clock_.now()) {
    window.waits_until = window.stored_due;
    due_later_.emplace(window.stored_due, &window);
    return;
  }
  window.is_refilling = true;
  if (in_memory_ >= kMostInAll) {
    postponed_.push_back(&window);
  } else {
    requests_.put_nowait(&window);
  }
}

void Windows::request_due_refills(double now) {
  while (!due_later_.empty() && due_later_.begin()->first <= now) {
    // It stops waiting even if its share has shrunk so much that it is more than half full now.
    Window& window = *due_later_.begin()->second;
    due_later_.erase(due_later_.begin());
    window.waits_until.reset();
    request_refill(window);
  }
  if (postponed_.empty() || in_memory_ >= kMostInAll / 2) return;
  for (Window* window : postponed_) requests_.put_nowait(std::move(window));
  postponed_.clear();
}

std::optional<double> Windows::next_due() const {
  if (due_later_.empty()) return std::nullopt;
  return due_later_.begin()->first;
}

void Windows::close() {
  is_closed_ = true;
  requests_.close();
}

aio::Coroutine<std::optional<Windows::Refilled>> Windows::refill() {
  std::optional<Refilled> refilled;
  std::optional<Window*> next = co_await requests_.get();
  if (!next) co_return refilled;
  refilled.emplace();
  std::vector<Window*> wanting;
  for (int wanted = 0; next; next = requests_.get_nowait()) {
    Window& window = **next;
    if (window.skip_reason == storage::SkipReason::none) {
      wanting.push_back(&window);
      wanted += room(window);
    } else {
      co_await rest(window);
      refilled->windows.push_back(&window);
    }
    if (wanted >= kWantedAtOnce) break;
  }
  if (!wanting.empty()) co_await take(std::move(wanting), *refilled);
  co_return refilled;
}

/// A host that was given up leaves nothing in the store.
aio::Coroutine<void> Windows::rest(Window& window) {
  const std::int64_t skipped = co_await store_.rest(window.host_id, window.skip_reason);
  skipped_[std::string(storage::name_of(window.skip_reason))] += skipped;
  in_store_ -= std::exchange(window.stored, 0);
}

aio::Coroutine<void> Windows::take(std::vector<Window*> windows, Refilled& refilled) {
  FrontierStore::Wanted wanted;
  wanted.leases.reserve(windows.size());
  for (Window* const window : windows) {
    wanted.leases.push_back({window->host_id, room(*window)});
    if (std::exchange(window->needs_ledger, false)) wanted.ledgers.push_back(window->host_id);
  }
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
  in_memory_ += leases;
  std::move(taken.leases.begin(), taken.leases.end(), std::back_inserter(window.leases));
}

void Windows::refill_done(Window& window) {
  window.is_refilling = false;
  request_refill(window);
}

}  // namespace trawl::crawl
