#include "scraper/crawl/fleet/fleet_leases.hpp"

#include <algorithm>
#include <utility>

#include "fetch/aio/sleep.hpp"

namespace trawl::crawl {

void FleetLeases::claimed(const FleetHost& host, aio::TimePoint sent, aio::TimePoint answered) {
  Lease& lease = leases_[host.id];
  lease.token = host.token;
  lease.sent = sent;
  // The server said how long the host rests, and the answer took its time.
  lease.may_ask = aio::time_after(answered, host.rest);
}

std::vector<std::int64_t> FleetLeases::renewed(const FleetStore::Leases& asked,
                                               std::span<const std::int64_t> kept, aio::TimePoint sent) {
  std::vector<std::int64_t> lost;
  for (const auto& [id, token] : asked) {
    const auto lease = leases_.find(id);
    // It was given back meanwhile, and perhaps claimed again.
    if (lease == leases_.end() || lease->second.token != token) continue;
    if (std::find(kept.begin(), kept.end(), id) != kept.end()) {
      lease->second.sent = std::max(lease->second.sent, sent);
    } else {
      lost.push_back(id);
      leases_.erase(lease);
    }
  }
  return lost;
}

FleetStore::Leases FleetLeases::all() const {
  FleetStore::Leases all;
  for (const auto& [id, lease] : leases_) all.emplace_back(id, lease.token);
  return all;
}

std::optional<aio::TimePoint> FleetLeases::may_ask_at(std::int64_t host_id, aio::TimePoint now) const {
  const auto lease = leases_.find(host_id);
  if (lease == leases_.end()) return std::nullopt;
  const aio::TimePoint at = std::max(lease->second.may_ask, now);
  if (at >= lease->second.sent + lease_.length - lease_.margin) return std::nullopt;
  return at;
}

void FleetLeases::asked(std::int64_t host_id, aio::TimePoint again) {
  if (const auto lease = leases_.find(host_id); lease != leases_.end()) lease->second.may_ask = again;
}

std::optional<aio::TimePoint> FleetLeases::renewal_due() const {
  std::optional<aio::TimePoint> due;
  for (const auto& [id, lease] : leases_)
    due = std::min(due.value_or(aio::TimePoint::max()), lease.sent + lease_.renewal);
  return due;
}

aio::Coroutine<void> keep_leases(FleetStore& store, FleetLeases& leases,
                                 std::function<void(std::span<const std::int64_t>)> lost) {
  const aio::EventLoop& loop = aio::EventLoop::current();
  while (true) {
    // It looks again soon, because a claim that was sent before this may be answered meanwhile.
    const aio::TimePoint soon = loop.time() + store.lease().renewal / 4;
    const aio::TimePoint due = std::min(leases.renewal_due().value_or(soon), soon);
    co_await aio::sleep(aio::time_until(due, loop.time()));
    if (leases.is_empty() || *leases.renewal_due() > loop.time()) continue;
    const aio::TimePoint sent = loop.time();
    const FleetStore::Leases asked = leases.all();
    const std::vector<std::int64_t> kept = co_await store.renew(asked);
    const std::vector<std::int64_t> gone = leases.renewed(asked, kept, sent);
    if (!gone.empty()) lost(gone);
  }
}

}  // namespace trawl::crawl
