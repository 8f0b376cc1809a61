#include "scraper/crawl/fleet/fleet_batch.hpp"

#include "tests/support/fleet_fixture.hpp"

using namespace trawl;
using namespace trawl::fleet_fixture;
using namespace std::chrono_literals;

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
    for (std::int64_t waiting = 0; waiting == 0 && !feeding.done();)
      waiting = co_await fleet->number("SELECT count(*) FROM pg_locks WHERE NOT granted");
    CHECK(!feeding.done());
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
