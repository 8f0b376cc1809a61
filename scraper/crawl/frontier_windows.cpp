// How the frontier's windows are filled from the store.
#include <algorithm>
#include <iterator>

#include "scraper/crawl/frontier.hpp"

namespace trawl::crawl {

namespace {

/// URLs in memory: of one host, and of all together.
constexpr int kWindowOfHost = 1'024;
constexpr int kWindowOfHostLeast = 8;
constexpr std::int64_t kWindowInAll = 32'768;
/// URLs that one question to the store asks for, so that what is to be committed need not wait long behind it.
constexpr int kWantedAtOnce = 4'096;

}  // namespace

int Frontier::window_size() const {
  const auto share = kWindowInAll / static_cast<std::int64_t>(std::max<std::size_t>(hosts_.size(), 1));
  return static_cast<int>(std::clamp<std::int64_t>(share, kWindowOfHostLeast, kWindowOfHost));
}

int Frontier::room(const HostQueue& queue) const {
  return std::max(window_size() - static_cast<int>(queue.window.size()), 1);
}

/// Has the window refilled when it is half empty and the store has more that is due.
void Frontier::feed(HostQueue& queue) {
  if (is_closed_ || queue.is_refilling || queue.stored == 0) return;
  if (queue.window.size() * 2 > static_cast<std::size_t>(window_size())) return;
  if (queue.fed_at) due_later_.erase({*queue.fed_at, &queue});
  queue.fed_at.reset();
  if (queue.given_up == storage::SkipReason::none && queue.stored_due > clock_.now()) {
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

/// One question for all that are hungry: a question for each would wake both threads for a handful of URLs.
aio::Coroutine<void> Frontier::refill() {
  while (auto first = co_await hungry_.get()) {
    std::vector<HostQueue*> hungry;
    int wanted = 0;
    for (std::optional<HostQueue*> next = *first; next; next = hungry_.get_nowait()) {
      HostQueue* const queue = *next;
      if (queue->given_up != storage::SkipReason::none) {
        co_await skip_stored(*queue);
        fed(*queue);
      } else {
        hungry.push_back(queue);
        wanted += room(*queue);
      }
      if (wanted >= kWantedAtOnce) break;
    }
    if (!hungry.empty()) co_await refill_windows(std::move(hungry));
  }
}

/// A host that was given up leaves nothing in the store.
aio::Coroutine<void> Frontier::skip_stored(HostQueue& queue) {
  const std::int64_t skipped = co_await store_.skip_pending(queue.id, queue.given_up);
  skipped_[std::string(storage::name_of(queue.given_up))] += skipped;
  in_store_ -= std::exchange(queue.stored, 0);
}

aio::Coroutine<void> Frontier::refill_windows(std::vector<HostQueue*> hungry) {
  StoreThread::Wants wants;
  wants.leases.reserve(hungry.size());
  for (const HostQueue* queue : hungry) {
    wants.leases.push_back({queue->id, room(*queue)});
    if (!queue->is_loaded) wants.ledgers.push_back(queue->id);
  }
  auto refill = co_await store_.refill(std::move(wants), clock_.now());
  for (const storage::HostRecord& ledger : refill.ledgers) load(*hosts_.at(ledger.id), ledger);
  for (std::size_t i = 0; i < hungry.size(); ++i) {
    take_in(*hungry[i], refill.taken[i]);
    fed(*hungry[i]);
  }
}

void Frontier::take_in(HostQueue& queue, storage::LeaseResult& taken) {
  const auto leases = static_cast<std::int64_t>(taken.leases.size());
  const std::int64_t left = taken.pending_left == 0 ? 0 : std::max<std::int64_t>(queue.stored - leases, 1);
  in_store_ += left - queue.stored;
  queue.stored = left;
  queue.stored_due = taken.earliest_due;
  in_windows_ += leases;
  std::move(taken.leases.begin(), taken.leases.end(), std::back_inserter(queue.window));
}

void Frontier::fed(HostQueue& queue) {
  queue.is_refilling = false;
  index(queue);
  feed(queue);
  changed_.set();
}

}  // namespace trawl::crawl
