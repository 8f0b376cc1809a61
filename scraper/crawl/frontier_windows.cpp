// How the frontier's windows are filled from the store.
#include <algorithm>

#include "scraper/crawl/frontier.hpp"

namespace crawl {

namespace {

/// URLs in memory: of one host, and of all together.
constexpr int kWindowOfHost = 1'024;
constexpr int kWindowOfHostLeast = 8;
constexpr std::int64_t kWindowInAll = 32'768;

}  // namespace

int Frontier::window_size() const {
  const auto share = kWindowInAll / static_cast<std::int64_t>(std::max<std::size_t>(hosts_.size(), 1));
  return static_cast<int>(std::clamp<std::int64_t>(share, kWindowOfHostLeast, kWindowOfHost));
}

/// Has the window refilled when it is half empty and the store has more that is due.
void Frontier::feed(HostQueue& queue) {
  if (is_closed_ || queue.is_refilling || queue.stored == 0) return;
  if (queue.window.size() * 2 > static_cast<std::size_t>(window_size())) return;
  if (queue.fed_at) due_later_.erase({*queue.fed_at, &queue});
  queue.fed_at.reset();
  if (queue.given_up.empty() && queue.stored_due > clock_.now()) {
    queue.fed_at = queue.stored_due;
    due_later_.emplace(queue.stored_due, &queue);
    return;
  }
  queue.is_refilling = true;
  if (in_windows_ >= kWindowInAll) {
    postponed_.push_back(&queue);
  } else {
    hungry_.put_nowait(&queue);
  }
}

void Frontier::feed_those_due(double now) {
  while (!due_later_.empty() && due_later_.begin()->first <= now) feed(*due_later_.begin()->second);
  if (postponed_.empty() || in_windows_ >= kWindowInAll / 2) return;
  for (HostQueue* queue : postponed_) hungry_.put_nowait(std::move(queue));
  postponed_.clear();
}

aio::Coroutine<void> Frontier::refill() {
  while (auto queue = co_await hungry_.get()) co_await refill_one(**queue);
}

aio::Coroutine<void> Frontier::refill_one(HostQueue& queue) {
  if (!queue.given_up.empty()) {
    const std::int64_t skipped = co_await store_.skip_pending(queue.id, queue.given_up);
    skipped_[queue.given_up] += skipped;
    in_store_ -= std::exchange(queue.stored, 0);
  } else {
    const int room = window_size() - static_cast<int>(queue.window.size());
    auto refill = co_await store_.refill(queue.id, std::max(room, 1), clock_.now(), !queue.is_loaded);
    if (refill.host) load(queue, *refill.host);
    const auto taken = static_cast<std::int64_t>(refill.taken.leases.size());
    const std::int64_t left =
        refill.taken.pending_left == 0 ? 0 : std::max<std::int64_t>(queue.stored - taken, 1);
    in_store_ += left - queue.stored;
    queue.stored = left;
    queue.stored_due = refill.taken.earliest_due;
    in_windows_ += taken;
    for (storage::Lease& lease : refill.taken.leases) queue.window.push_back(std::move(lease));
  }
  queue.is_refilling = false;
  index(queue);
  feed(queue);
  changed_.set();
}

}  // namespace crawl
