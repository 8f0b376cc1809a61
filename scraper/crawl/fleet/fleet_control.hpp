#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "fetch/postgres/postgres_session.hpp"

namespace trawl::crawl {

/// What all workers of a fleet are told to do, as in `fleet.crawl.state`.
enum class FleetState { running, paused, stopped };
std::string_view name_of(FleetState state);

/// A fleet as a whole, for limits of the whole crawl and for those who watch.
struct FleetStatus {
  FleetStatus() {}
  FleetState state = FleetState::running;
  double age = 0;            ///< seconds since it was made
  std::int64_t workers = 0;  ///< that have ever joined
  std::int64_t pages = 0, errors = 0, bytes = 0;
  std::int64_t hosts_with_work = 0, hosts_leased = 0;
};

/// Throws PostgresError, as do the others.
aio::Coroutine<FleetStatus> fleet_status(fetch::PostgresSession& session);

/// Tells every worker. A crawl that was stopped may go on.
aio::Coroutine<void> set_fleet_state(fetch::PostgresSession& session, FleetState state);

/// Calls `changed` with the state as it is, and again whenever it is another, within two seconds unless the
/// server is away; then when it is back. Runs until it is cancelled, over a connection of its own. Throws
/// what waiting cannot help. The pool must outlive it.
aio::Coroutine<void> watch_fleet_state(aio::ThreadPool& pool, fetch::PostgresOptions options,
                                       std::function<void(FleetState)> changed);

}  // namespace trawl::crawl
