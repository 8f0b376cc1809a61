// A fleet with two workers, for tests.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"
#include "scraper/crawl/fleet/fleet_schema.hpp"
#include "scraper/crawl/fleet/fleet_store.hpp"
#include "storage/tables/hash.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace trawl::fleet_fixture {

using namespace trawl::crawl;
using fetch::PostgresError;
using fetch::PostgresErrorKind;
using fetch::PostgresSession;
using fetch::SqlRows;
using fetch::SqlStatement;
using support::PostgresCluster;
using Ids = std::vector<std::int64_t>;

inline bool is_installed() {
  if (const std::string lacks = PostgresCluster::lacks(); !lacks.empty()) {
    MESSAGE(lacks);
    return false;
  }
  return true;
}

/// A fleet in a new database, two workers, and a connection that looks and meddles.
struct Fleet {
  explicit Fleet(const std::string& target)
      : pool(1, "postgres"),
        sessions{PostgresSession(pool, fleet_options(target)), PostgresSession(pool, fleet_options(target))},
        here(sessions[0], FleetLease()),
        there(sessions[1], FleetLease()),
        eye(pool, fleet_options(target)) {}

  aio::Coroutine<void> begin() {
    co_await create_fleet(eye, R"({"depth": 3})");
    co_await require_fleet(eye);
    co_await here.join("here");
    co_await there.join("there");
    std::vector<std::string> names{"http://a", "http://b", "http://c"};
    ids = co_await here.host_ids(std::move(names));
  }
  /// Puts URLs of host `host` (0 to 2) into the queue, as seeds.
  aio::Coroutine<FleetCommit> seed(int host, std::vector<std::string> paths, int priority = 0) {
    FleetBatch batch;
    for (const std::string& path : paths) batch.found.push_back(url(host, path, 0, priority));
    co_return co_await here.commit(std::move(batch));
  }
  FleetFound url(int host, const std::string& path, std::int64_t finder, int priority = 0) const {
    FleetFound found;
    found.url = path;
    found.hash = storage::hash_bytes(path);
    found.via = std::string("0123456789abcdef");
    found.host_id = ids.at(static_cast<std::size_t>(host));
    found.finder_id = finder;
    found.priority = priority;
    found.depth = 2;
    return found;
  }
  aio::Coroutine<void> run(std::string sql) { co_await eye.execute(SqlStatement(std::move(sql))); }
  aio::Coroutine<std::int64_t> number(std::string sql) {
    const SqlRows rows = co_await eye.execute(SqlStatement(std::move(sql)));
    co_return rows.integer(0, 0);
  }
  /// As if a minute had passed without a renewal.
  aio::Coroutine<void> let_leases_end() {
    co_await run(
        "UPDATE fleet.hosts SET next_at = clock_timestamp() - interval '1 ms', "
        "lease_until = clock_timestamp() - interval '1 ms' WHERE owner IS NOT NULL");
  }

  aio::ThreadPool pool;
  PostgresSession sessions[2];
  FleetStore here, there;
  PostgresSession eye;
  Ids ids;
};

inline aio::Coroutine<std::vector<FleetUrl>> take_all(FleetStore* store, FleetHost host, int most = 100) {
  std::vector<FleetStore::Wanted> wanted;
  wanted.emplace_back(host.id, host.token, most);
  co_return co_await store->take(std::move(wanted));
}

inline aio::Coroutine<Ids> give_back(FleetStore* store, FleetHost host) {
  FleetStore::Leases leases;
  leases.emplace_back(host.id, host.token);
  co_return co_await store->rest(std::move(leases));
}

inline FleetHostChange change_of(const FleetHost& host) {
  FleetHostChange change;
  change.id = host.id;
  change.token = host.token;
  return change;
}

inline std::vector<std::string> texts(const std::vector<FleetUrl>& urls) {
  std::vector<std::string> texts;
  for (const FleetUrl& url : urls) texts.push_back(url.url);
  return texts;
}

template <class... Paths>
std::vector<std::string> paths(Paths... each) {
  return {each...};
}

using Body = aio::Coroutine<void> (*)(Fleet*);

inline aio::Coroutine<void> with_fleet(std::string target, Body body) {
  Fleet fleet(target);
  co_await fleet.begin();
  co_await body(&fleet);
}

inline void in_fleet(Body body) {
  if (is_installed()) aio::run(with_fleet(PostgresCluster::shared().new_database(), body));
}

}  // namespace trawl::fleet_fixture
