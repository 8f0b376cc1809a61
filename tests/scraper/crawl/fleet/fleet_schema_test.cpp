// The schema, and a model of a crawl with workers that die.
#include "scraper/crawl/fleet/fleet_schema.hpp"

#include "tests/support/fleet_fixture.hpp"
#include "tests/support/fleet_model.hpp"

using namespace trawl;
using namespace trawl::fleet_fixture;
using namespace std::chrono_literals;

namespace {

/// What create_fleet or require_fleet says against the database; "" for nothing.
aio::Coroutine<std::string> objection(aio::Coroutine<void> work) {
  std::string text;
  try {
    co_await std::move(work);
  } catch (const PostgresError& error) {
    CHECK(error.kind() == PostgresErrorKind::refused);
    text = error.what();
  }
  co_return text;
}

aio::Coroutine<void> check_refusals(std::string target) {
  aio::ThreadPool pool(1, "postgres");
  PostgresSession session(pool, fleet_options(target));
  const std::string absent = co_await objection(require_fleet(session));
  CHECK(absent == "the database has no fleet yet");
  co_await session.execute(SqlStatement("CREATE SCHEMA fleet"));
  const std::string foreign = co_await objection(require_fleet(session));
  CHECK(foreign == "the schema named fleet is not trawl's; use another database");
  const std::string occupied = co_await objection(create_fleet(session, "{}"));
  CHECK(occupied == "the database has a schema named fleet already; drop it or use another database");
  co_await session.execute(SqlStatement("DROP SCHEMA fleet"));
  const std::string made = co_await objection(create_fleet(session, "{}"));
  CHECK(made == "");
  const std::string own = co_await objection(require_fleet(session));
  CHECK(own == "");
  co_await session.execute(SqlStatement("UPDATE fleet.crawl SET schema_version = 99, trawl_version = '9.9'"));
  const std::string newer = co_await objection(require_fleet(session));
  CHECK(newer ==
        "the fleet was made by trawl 9.9, whose schema is another; use that version for all workers");
}

aio::Coroutine<void> crash(PostgresCluster* server, const support::FleetWorld* world, int requests) {
  while (world->asked < requests) co_await aio::sleep(5ms);
  server->kill();
  server->start();
}

/// How often tables were read from end to end.
aio::Coroutine<std::int64_t> whole_scans(std::string target) {
  aio::ThreadPool pool(1, "postgres");
  PostgresSession session(pool, fleet_options(target));
  const SqlRows rows = co_await session.execute(SqlStatement(
      "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname IN ('hosts', 'queue', 'seen')"));
  co_return rows.integer(0, 0);
}

aio::Coroutine<void> check_model(PostgresCluster* server, support::FleetPlan plan,
                                 support::FleetWorld* world) {
  co_await support::begin_fleet_crawl(plan);
  aio::TaskGroup group;
  for (unsigned seed = 1; seed <= 8; ++seed)
    group.create_task(support::work_in_fleet(plan, world, seed), "worker");
  group.create_task(crash(server, world, plan.urls / 3), "crash");
  co_await group.join();
  const std::string wrongs = co_await support::wrongs_of_fleet(plan, world);
  CHECK(wrongs == "");
  // Though the tables were empty when the statements were planned.
  const std::int64_t scans = co_await whole_scans(plan.target);
  CHECK(scans < 20);
}

}  // namespace

TEST_CASE("a schema that is absent, foreign or of another version is refused with what to do") {
  if (is_installed()) aio::run(check_refusals(PostgresCluster::shared().new_database()));
}

TEST_CASE(
    "eight workers that die, stall and lose their server commit each URL once and keep each host's delay") {
  if (!is_installed()) return;
  PostgresCluster cluster(PostgresCluster::Fsync::off);
  support::FleetPlan plan;
  plan.target = cluster.new_database();
  plan.urls = 1'500;
  plan.hosts = 40;
  plan.lease.length = 300ms;
  plan.lease.margin = 100ms;
  plan.deaths = 0.08;
  plan.stalls = 0.04;
  support::FleetWorld world;
  aio::run(check_model(&cluster, plan, &world));
  CHECK(world.deaths > 0);
  CHECK(world.refused > 0);
  CHECK(world.outages > 0);
  MESSAGE(world.told());
}
