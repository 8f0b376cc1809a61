// The verbs of a shared frontier, and a model of a crawl with workers that die.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"
#include "scraper/crawl/fleet/fleet_batch.hpp"
#include "scraper/crawl/fleet/fleet_schema.hpp"
#include "storage/tables/hash.hpp"
#include "tests/support/fleet_model.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace trawl;
using namespace trawl::crawl;
using namespace std::chrono_literals;

namespace {

using fetch::PostgresConnection;
using fetch::PostgresError;
using fetch::PostgresErrorKind;
using fetch::PostgresSession;
using fetch::SqlRows;
using fetch::SqlStatement;
using support::PostgresCluster;
using Ids = std::vector<std::int64_t>;

bool is_installed() {
  if (const std::string lacks = PostgresCluster::lacks(); !lacks.empty()) {
    MESSAGE(lacks);
    return false;
  }
  return true;
}

fetch::PostgresOptions options(std::string target) {
  fetch::PostgresOptions options;
  options.target = std::move(target);
  return options;
}

/// A fleet in a new database, two workers, and a connection that looks and meddles.
struct Fleet {
  explicit Fleet(const std::string& target)
      : pool(1, "postgres"),
        sessions{PostgresSession(pool, options(target)), PostgresSession(pool, options(target))},
        here(sessions[0], FleetLease()),
        there(sessions[1], FleetLease()),
        eye(pool, options(target)) {}

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

aio::Coroutine<std::vector<FleetUrl>> take_all(FleetStore* store, FleetHost host, int most = 100) {
  std::vector<FleetStore::Wanted> wanted;
  wanted.emplace_back(host.id, host.token, most);
  co_return co_await store->take(std::move(wanted));
}

aio::Coroutine<Ids> give_back(FleetStore* store, FleetHost host) {
  FleetStore::Leases leases;
  leases.emplace_back(host.id, host.token);
  co_return co_await store->rest(std::move(leases));
}

FleetHostChange change_of(const FleetHost& host) {
  FleetHostChange change;
  change.id = host.id;
  change.token = host.token;
  return change;
}

std::vector<std::string> texts(const std::vector<FleetUrl>& urls) {
  std::vector<std::string> texts;
  for (const FleetUrl& url : urls) texts.push_back(url.url);
  return texts;
}

template <class... Paths>
std::vector<std::string> paths(Paths... each) {
  return {each...};
}

using Body = aio::Coroutine<void> (*)(Fleet*);

aio::Coroutine<void> with_fleet(std::string target, Body body) {
  Fleet fleet(target);
  co_await fleet.begin();
  co_await body(&fleet);
}

void in_fleet(Body body) {
  if (is_installed()) aio::run(with_fleet(PostgresCluster::shared().new_database(), body));
}

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
  PostgresSession session(pool, options(target));
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
}

}  // namespace

TEST_CASE("a schema that is absent, foreign or of another version is refused with what to do") {
  if (is_installed()) aio::run(check_refusals(PostgresCluster::shared().new_database()));
}

TEST_CASE("a URL enters the queue once, and leaves it by priority and age") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    const FleetCommit first = co_await fleet->seed(0, paths("/1", "/2", "/1"));
    CHECK(first.added == std::vector<std::pair<std::int64_t, std::int64_t>>{{fleet->ids[0], 2}});
    const FleetCommit second = co_await fleet->seed(0, paths("/2", "/3"), 5);
    CHECK(second.added == std::vector<std::pair<std::int64_t, std::int64_t>>{{fleet->ids[0], 1}});
    const std::vector<FleetHost> hosts = co_await fleet->here.claim(10);
    REQUIRE(hosts.size() == 1);
    CHECK(hosts[0].name == "http://a");
    CHECK(hosts[0].rest == 0s);
    const std::vector<FleetUrl> urls = co_await take_all(&fleet->here, hosts[0]);
    REQUIRE(urls.size() == 3);
    CHECK(urls[0].url == "/3");
    CHECK(urls[0].depth == 2);
    CHECK(urls[0].via == "0123456789abcdef");
    const std::vector<FleetUrl> best = co_await take_all(&fleet->here, hosts[0], 1);
    CHECK(texts(best) == paths("/3"));
    FleetBatch batch;
    for (const FleetUrl& url : urls) batch.done.push_back(url.place);
    batch.hosts.push_back(change_of(hosts[0]));
    const FleetCommit done = co_await fleet->here.commit(std::move(batch));
    CHECK(done.done == 3);
    const bool is_over_early = co_await fleet->there.is_over();
    CHECK(!is_over_early);
    const Ids given = co_await give_back(&fleet->here, hosts[0]);
    CHECK(given == Ids{hosts[0].id});
    const bool is_over = co_await fleet->there.is_over();
    CHECK(is_over);
  });
}

TEST_CASE("a host has one worker at a time, and a renewed lease goes on") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    co_await fleet->seed(0, paths("/1"));
    co_await fleet->seed(1, paths("/2"));
    const std::vector<FleetHost> first = co_await fleet->here.claim(1);
    const std::vector<FleetHost> second = co_await fleet->there.claim(5);
    REQUIRE(first.size() == 1);
    REQUIRE(second.size() == 1);
    CHECK(first[0].id != second[0].id);
    co_await fleet->let_leases_end();
    FleetStore::Leases leases;
    leases.emplace_back(first[0].id, first[0].token);
    const Ids renewed = co_await fleet->here.renew(leases);
    CHECK(renewed == Ids{first[0].id});
    const std::vector<FleetHost> taken = co_await fleet->here.claim(5);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].id == second[0].id);
    FleetStore::Leases lost;
    lost.emplace_back(second[0].id, second[0].token);
    const Ids not_renewed = co_await fleet->there.renew(lost);
    CHECK(not_renewed.empty());
    const std::vector<FleetUrl> none = co_await take_all(&fleet->there, second[0]);
    CHECK(none.empty());
  });
}

TEST_CASE("a host keeps its clock and what is known of it, given back or lost") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    co_await fleet->seed(0, paths("/1", "/2"));
    const std::vector<FleetHost> hosts = co_await fleet->here.claim(1);
    FleetBatch batch;
    batch.hosts.push_back(change_of(hosts.at(0)));
    batch.hosts[0].rest = 100s;
    batch.hosts[0].pages = 7;
    batch.hosts[0].ledger.emplace();
    batch.hosts[0].ledger->robots_txt = "Disallow: /";
    batch.hosts[0].ledger->robots_age = 50;
    batch.hosts[0].ledger->crawl_delay = 3.5;
    batch.hosts[0].ledger->current_delay = 200;
    co_await fleet->here.commit(std::move(batch));
    co_await give_back(&fleet->here, hosts[0]);
    const std::vector<FleetHost> too_early = co_await fleet->there.claim(1);
    CHECK(too_early.empty());
    co_await fleet->run("UPDATE fleet.hosts SET next_at = clock_timestamp()");
    const std::vector<FleetHost> later = co_await fleet->there.claim(1);
    REQUIRE(later.size() == 1);
    CHECK(later[0].rest > 50s);
    CHECK(later[0].rest <= 100s);
    CHECK(later[0].ledger.robots_txt == "Disallow: /");
    CHECK(later[0].ledger.robots_age.value_or(0) >= 50);
    CHECK(later[0].ledger.crawl_delay == 3.5);
    CHECK(later[0].ledger.pages == 7);
    // Nobody knows when the lost worker asked last.
    co_await fleet->let_leases_end();
    const std::vector<FleetHost> lost = co_await fleet->here.claim(1);
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].rest > 150s);
    CHECK(lost[0].rest <= 200s);
  });
}

TEST_CASE("a late commit is refused for the hosts that have passed on, and for nothing else") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    co_await fleet->seed(0, paths("/a"));
    co_await fleet->seed(1, paths("/b"));
    const std::vector<FleetHost> hosts = co_await fleet->here.claim(2);
    REQUIRE(hosts.size() == 2);
    FleetBatch batch;
    for (const FleetHost& host : hosts) {
      const std::vector<FleetUrl> urls = co_await take_all(&fleet->here, host);
      batch.done.push_back(urls.at(0).place);
      batch.hosts.push_back(change_of(host));
      batch.found.push_back(fleet->url(2, "/from" + urls.at(0).url, host.id));
      batch.found.push_back(fleet->url(2, "/from both", host.id));
    }
    co_await fleet->run("UPDATE fleet.hosts SET next_at = clock_timestamp() WHERE name = 'http://a'");
    const std::vector<FleetHost> stolen = co_await fleet->there.claim(1);
    REQUIRE(stolen.size() == 1);
    const FleetCommit late = co_await fleet->here.commit(std::move(batch));
    CHECK(late.stale == Ids{fleet->ids[0]});
    CHECK(late.done == 1);
    CHECK(late.added == std::vector<std::pair<std::int64_t, std::int64_t>>{{fleet->ids[2], 2}});
    const std::vector<FleetUrl> still_there = co_await take_all(&fleet->there, stolen[0]);
    CHECK(texts(still_there) == paths("/a"));
    const std::int64_t pages = co_await fleet->number("SELECT sum(pages) FROM fleet.workers");
    CHECK(pages == 1);
  });
}

TEST_CASE("a retry waits for its time, and its host with it") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    co_await fleet->seed(0, paths("/1"));
    const std::vector<FleetHost> hosts = co_await fleet->here.claim(1);
    const std::vector<FleetUrl> urls = co_await take_all(&fleet->here, hosts.at(0));
    FleetBatch batch;
    FleetRetry& retry = batch.retries.emplace_back();
    retry.place = urls.at(0).place;
    retry.pause = 100s;
    retry.attempts = 1;
    batch.hosts.push_back(change_of(hosts[0]));
    co_await fleet->here.commit(std::move(batch));
    const std::vector<FleetUrl> not_yet = co_await take_all(&fleet->here, hosts[0]);
    CHECK(not_yet.empty());
    co_await give_back(&fleet->here, hosts[0]);
    const std::vector<FleetHost> nobody = co_await fleet->there.claim(1);
    CHECK(nobody.empty());
    const bool is_over = co_await fleet->there.is_over();
    CHECK(!is_over);
    co_await fleet->run("UPDATE fleet.queue SET due_at = clock_timestamp()");
    co_await fleet->run("UPDATE fleet.hosts SET next_at = clock_timestamp()");
    const std::vector<FleetHost> again = co_await fleet->there.claim(1);
    const std::vector<FleetUrl> due = co_await take_all(&fleet->there, again.at(0));
    CHECK(due.at(0).attempts == 1);
  });
}

TEST_CASE("a host does not fall asleep while a URL of it is being added") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    co_await fleet->seed(0, paths("/1"));
    const std::vector<FleetHost> hosts = co_await fleet->here.claim(1);
    const std::vector<FleetUrl> urls = co_await take_all(&fleet->here, hosts.at(0));
    FleetBatch done;
    done.done.push_back(urls.at(0).place);
    done.hosts.push_back(change_of(hosts[0]));
    co_await fleet->here.commit(std::move(done));
    // Another worker has added a URL, and has not committed yet.
    FleetBatch batch;
    batch.found.push_back(fleet->url(0, "/2", 0));
    FleetBatchStatements feeding = statements_of(batch, 2, 1);
    feeding.statements.insert(feeding.statements.begin(), SqlStatement("BEGIN"));
    co_await fleet->sessions[1].execute(std::move(feeding.statements));
    const Ids in_use = co_await give_back(&fleet->here, hosts[0]);
    CHECK(in_use.empty());
    co_await fleet->sessions[1].execute(SqlStatement("COMMIT"));
    const Ids given = co_await give_back(&fleet->here, hosts[0]);
    CHECK(given == Ids{hosts[0].id});
    const std::int64_t awake = co_await fleet->number("SELECT count(*) FROM fleet.hosts WHERE has_work");
    CHECK(awake == 1);
  });
}

TEST_CASE("a URL wakes a host that sleeps, also one that falls asleep meanwhile") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    co_await fleet->seed(0, paths("/1"));
    const std::vector<FleetHost> hosts = co_await fleet->here.claim(1);
    FleetBatch done;
    const std::vector<FleetUrl> urls = co_await take_all(&fleet->here, hosts.at(0));
    done.done.push_back(urls.at(0).place);
    done.hosts.push_back(change_of(hosts[0]));
    co_await fleet->here.commit(std::move(done));
    // It falls asleep, which is not committed yet.
    std::vector<SqlStatement> resting;
    resting.emplace_back("BEGIN");
    resting.emplace_back("SELECT fleet.rest_hosts(ARRAY[" + std::to_string(hosts[0].id) + "], ARRAY[" +
                         std::to_string(hosts[0].token) + "])");
    co_await fleet->sessions[1].execute(std::move(resting));
    auto feeding = aio::create_task(fleet->seed(0, paths("/2")));
    for (std::int64_t waiting = 0; waiting == 0;)
      waiting = co_await fleet->number("SELECT count(*) FROM pg_locks WHERE NOT granted");
    co_await fleet->sessions[1].execute(SqlStatement("COMMIT"));
    co_await feeding;
    const std::int64_t awake = co_await fleet->number(
        "SELECT count(*) FROM fleet.hosts WHERE has_work AND owner IS NULL AND next_at <= clock_timestamp()");
    CHECK(awake == 1);
  });
}

TEST_CASE("a batch whose answer was lost takes effect once") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    FleetBatch batch;
    batch.found.push_back(fleet->url(0, "/1", 0));
    for (const bool is_repeat : {false, true}) {
      // A new store of the same worker counts its batches from one again.
      FleetBatchStatements sent = statements_of(batch, 1, 1);
      std::string sqlstate;
      try {
        co_await fleet->sessions[0].execute(std::move(sent.statements));
      } catch (const PostgresError& error) {
        sqlstate = error.sqlstate();
      }
      CHECK(sqlstate == (is_repeat ? kRepeatedBatch : ""));
    }
    const FleetCommit told = co_await fleet->here.commit(batch);
    CHECK(told.is_repeat);
  });
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
