// What the frontier tells of its hosts: to the ledger, and to those who watch.
#include <algorithm>

#include "scraper/crawl/frontier.hpp"

namespace trawl::crawl {

std::vector<storage::HostUpdate> Frontier::changed_hosts() {
  std::vector<storage::HostUpdate> updates;
  updates.reserve(changed_hosts_.size());
  const double now = clock_.now();
  for (HostQueue* const queue : changed_hosts_) {
    storage::HostUpdate& update = queue->unsaved;
    update.host_id = queue->id;
    update.current_delay = queue->schedule.delay();
    update.delay_source = std::string(queue->schedule.delay_source());
    update.next_allowed_at = queue->schedule.allowed_at();
    update.wait_reason = std::string(queue->wait_reason(now));
    updates.push_back(std::exchange(update, storage::HostUpdate()));
    queue->is_changed = false;
  }
  changed_hosts_.clear();
  return updates;
}

std::vector<storage::LiveHost> Frontier::hosts(std::size_t most) const {
  std::vector<const HostQueue*> all;
  all.reserve(hosts_.size());
  for (const auto& [id, queue] : hosts_) all.push_back(queue.get());
  const auto busier = [](const HostQueue* a, const HostQueue* b) {
    return std::tuple(-a->schedule.in_flight(), -a->pages, a->id) <
           std::tuple(-b->schedule.in_flight(), -b->pages, b->id);
  };
  const std::size_t count = std::min(most, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(), busier);
  std::vector<storage::LiveHost> rows(count);
  const double now = clock_.now();
  for (std::size_t i = 0; i < count; ++i) {
    const HostQueue& queue = *all[i];
    storage::LiveHost& row = rows[i];
    row.name = queue.name;
    row.pages = queue.pages;
    row.errors = queue.errors;
    row.bytes = queue.bytes;
    row.queued = queue.stored + static_cast<std::int64_t>(queue.window.size());
    row.in_flight = queue.schedule.in_flight();
    row.delay_s = queue.schedule.delay();
    row.wait_reason = queue.wait_reason(now);
    row.wait_s = std::max(0.0, queue.schedule.next_start().value_or(now) - now);
  }
  return rows;
}

}  // namespace trawl::crawl
