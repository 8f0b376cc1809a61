#include "scraper/crawl/fleet/fleet_control.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "fetch/aio/sleep.hpp"
#include "fetch/aio/timeout.hpp"

namespace trawl::crawl {

using fetch::PostgresConnection;
using fetch::PostgresError;
using fetch::PostgresErrorKind;
using fetch::SqlRows;
using fetch::SqlStatement;
using fetch::SqlValue;

namespace {

/// A connection that has died without a word is noticed after so long.
constexpr std::chrono::seconds kLongestSilence{30};

FleetState state_named(std::string_view name) {
  for (const FleetState state : {FleetState::running, FleetState::paused, FleetState::stopped})
    if (name_of(state) == name) return state;
  throw PostgresError(PostgresErrorKind::refused, "the fleet is in a state that this version does not know");
}

/// Tells what changes until the connection breaks, which it throws. Sets `tries` to 0 once connected.
aio::Coroutine<void> watch(aio::ThreadPool& pool, fetch::PostgresOptions options,
                           std::function<void(FleetState)> changed, std::optional<FleetState>& known,
                           int& tries) {
  const auto connection = co_await PostgresConnection::connect(pool, std::move(options));
  co_await connection->execute(SqlStatement("LISTEN trawl_fleet"));
  tries = 0;
  while (true) {
    const SqlRows rows = co_await connection->execute(SqlStatement("SELECT state FROM fleet.crawl"));
    if (rows.size() != 1) throw PostgresError(PostgresErrorKind::refused, "the fleet is gone");
    const FleetState state = state_named(rows.text(0, 0));
    if (known != state) changed(state);
    known = state;
    try {
      co_await aio::timeout(kLongestSilence, connection->notification());
    } catch (const aio::TimeoutError&) {
    }
  }
}

}  // namespace

std::string_view name_of(FleetState state) {
  switch (state) {
    case FleetState::running:
      return "running";
    case FleetState::paused:
      return "paused";
    case FleetState::stopped:
      return "stopped";
  }
  return "";
}

aio::Coroutine<FleetStatus> fleet_status(fetch::PostgresSession& session) {
  SqlStatement statement(R"sql(
SELECT c.state, extract(epoch FROM clock_timestamp() - c.created_at)::double precision, w.*, h.*
FROM fleet.crawl c,
  (SELECT count(*), coalesce(sum(pages), 0)::bigint, coalesce(sum(errors), 0)::bigint,
     coalesce(sum(bytes), 0)::bigint FROM fleet.workers) w,
  (SELECT count(*), count(owner) FROM fleet.hosts WHERE has_work) h)sql");
  const SqlRows rows = co_await session.execute(std::move(statement));
  if (rows.size() != 1) throw PostgresError(PostgresErrorKind::refused, "the fleet is gone");
  FleetStatus status;
  status.state = state_named(rows.text(0, 0));
  status.age = rows.real(0, 1);
  status.workers = rows.integer(0, 2);
  status.pages = rows.integer(0, 3);
  status.errors = rows.integer(0, 4);
  status.bytes = rows.integer(0, 5);
  status.hosts_with_work = rows.integer(0, 6);
  status.hosts_leased = rows.integer(0, 7);
  co_return status;
}

aio::Coroutine<void> set_fleet_state(fetch::PostgresSession& session, FleetState state) {
  std::vector<SqlStatement> statements;
  std::vector<SqlValue> values{name_of(state)};
  statements.emplace_back("UPDATE fleet.crawl SET state = $1", std::move(values));
  statements.emplace_back("NOTIFY trawl_fleet");
  co_await session.execute(std::move(statements));
}

aio::Coroutine<void> watch_fleet_state(aio::ThreadPool& pool, fetch::PostgresOptions options,
                                       std::function<void(FleetState)> changed) {
  std::optional<FleetState> known;
  for (int tries = 1;; ++tries) {
    std::optional<PostgresError> failure;
    try {
      co_await watch(pool, options, changed, known, tries);
    } catch (const PostgresError& error) {
      failure = error;
    }
    const auto pause = fetch::postgres_pause(failure->kind(), tries, 0.5);
    if (!pause) throw *failure;
    co_await aio::sleep(*pause);
  }
}

}  // namespace trawl::crawl
