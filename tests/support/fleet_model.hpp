#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "scraper/crawl/fleet/fleet_store.hpp"

namespace trawl::support {

/// What the workers of a model of a fleet do to the hosts. It may stand in shared memory.
struct FleetWorld {
  static constexpr int kMostHosts = 256;
  /// A worker asks the host; counts it if that was too soon after the last time, whoever asked then.
  void ask(int host, std::chrono::nanoseconds delay);
  /// All numbers in one line.
  std::string told() const;

  std::array<std::atomic<std::int64_t>, kMostHosts> asked_at{};  ///< on the monotonic clock
  std::atomic<int> asked = 0, too_close = 0, deaths = 0, stalls = 0, refused = 0, conflicts = 0, outages = 0;
};

/// A crawl of URLs from 0 to `urls`, which link to each other, without a network: a worker "asks" by telling
/// the world.
struct FleetPlan {
  FleetPlan() {}
  std::string target;
  int urls = 1'000, hosts = 20;
  std::chrono::milliseconds delay{4};  ///< between two requests of a host
  crawl::FleetLease lease;
  double deaths = 0, stalls = 0;  ///< how often a worker dies, or sleeps past its leases, per batch
};

/// Makes the schema and puts URL 0 into the queue.
aio::Coroutine<void> begin_fleet_crawl(FleetPlan plan);

/// One worker after the other until the crawl is over: each time one dies, before, during or after a commit,
/// another takes its place. `world` must outlive it.
aio::Coroutine<void> work_in_fleet(FleetPlan plan, FleetWorld* world, unsigned seed);

/// What is wrong with a finished crawl, a line each: URLs that are lost or were committed twice, work that is
/// left, hosts that were asked too often.
aio::Coroutine<std::string> wrongs_of_fleet(FleetPlan plan, FleetWorld* world);

}  // namespace trawl::support
