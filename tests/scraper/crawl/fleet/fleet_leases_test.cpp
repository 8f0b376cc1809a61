// What a worker knows of its leases, and what all workers are told.
#include "scraper/crawl/fleet/fleet_leases.hpp"

#include "scraper/crawl/fleet/fleet_control.hpp"
#include "tests/support/fleet_fixture.hpp"

using namespace trawl;
using namespace trawl::fleet_fixture;
using namespace std::chrono_literals;

namespace {

const aio::TimePoint kStart{1'000s};

FleetHost host(std::int64_t id, std::int64_t token, aio::Duration rest = 0s) {
  FleetHost host;
  host.id = id;
  host.token = token;
  host.rest = rest;
  return host;
}

/// Cancels the task and waits for it.
aio::Coroutine<void> end(aio::Task<void> task) {
  task.cancel();
  try {
    co_await task;
  } catch (const aio::Cancelled&) {
  }
}

/// Keeps a lease for some time, lets it go, and says what happens to it.
aio::Coroutine<void> check_keeping(std::string target) {
  aio::ThreadPool pool(1, "postgres");
  PostgresSession session(pool, fleet_options(target));
  FleetLease lease;
  lease.length = 1'600ms;
  lease.renewal = 200ms;
  lease.margin = 100ms;
  FleetStore here(session, lease), there(session, lease);
  co_await create_fleet(session, "{}");
  co_await here.join("here");
  co_await there.join("there");
  std::vector<std::string> names{"http://a"};
  const Ids ids = co_await here.host_ids(std::move(names));
  FleetBatch seeds;
  FleetFound& url = seeds.found.emplace_back();
  url.url = "http://a/";
  url.hash = storage::hash_bytes(url.url);
  url.host_id = ids[0];
  co_await here.commit(std::move(seeds));

  FleetLeases leases(lease);
  Ids lost;
  auto keeper = aio::create_task(keep_leases(
      here, leases, [&lost](std::span<const std::int64_t> gone) { lost.assign(gone.begin(), gone.end()); }));
  const aio::TimePoint sent = aio::EventLoop::current().time();
  const std::vector<FleetHost> hosts = co_await here.claim(1);
  REQUIRE(hosts.size() == 1);
  leases.claimed(hosts[0], sent, aio::EventLoop::current().time());
  while (aio::EventLoop::current().time() < sent + lease.length * 5 / 4) co_await aio::sleep(20ms);
  const std::vector<FleetHost> nobody = co_await there.claim(1);
  CHECK(nobody.empty());
  CHECK(lost.empty());
  CHECK(leases.may_ask_at(ids[0], aio::EventLoop::current().time()).has_value());
  // Another worker has it, however that came.
  co_await session.execute(SqlStatement("UPDATE fleet.hosts SET token = token + 1"));
  while (!leases.is_empty()) co_await aio::sleep(20ms);
  CHECK(lost == ids);
  co_await end(keeper);
}

aio::Coroutine<void> check_control(std::string target) {
  aio::ThreadPool pool(1, "postgres");
  PostgresSession session(pool, fleet_options(target));
  co_await create_fleet(session, "{}");
  std::vector<FleetState> heard;
  auto watching = aio::create_task(
      watch_fleet_state(pool, fleet_options(target), [&heard](FleetState state) { heard.push_back(state); }));
  while (heard.empty()) co_await aio::sleep(5ms);
  const aio::TimePoint told = aio::EventLoop::current().time();
  co_await set_fleet_state(session, FleetState::paused);
  while (heard.size() < 2) co_await aio::sleep(5ms);
  CHECK(aio::EventLoop::current().time() - told < 5s);
  // Its connection breaks, and it hears what has changed meanwhile.
  std::vector<SqlStatement> statements;
  statements.emplace_back("UPDATE fleet.crawl SET state = 'stopped'");
  statements.emplace_back(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  co_await session.execute(std::move(statements));
  while (heard.size() < 3) co_await aio::sleep(5ms);
  CHECK(heard == std::vector<FleetState>{FleetState::running, FleetState::paused, FleetState::stopped});
  co_await end(watching);
}

}  // namespace

TEST_CASE("a lease counts from when it was asked for, and ends early enough for what is in flight") {
  FleetLeases leases{FleetLease()};
  CHECK(!leases.may_ask_at(7, kStart).has_value());
  CHECK(!leases.renewal_due().has_value());
  leases.claimed(host(7, 1, 3s), kStart, kStart + 5s);
  CHECK(leases.renewal_due() == kStart + 20s);
  CHECK(leases.may_ask_at(7, kStart + 5s) == kStart + 8s);
  CHECK(leases.may_ask_at(7, kStart + 49s) == kStart + 49s);
  CHECK(!leases.may_ask_at(7, kStart + 50s).has_value());
  leases.asked(7, kStart + 50s);
  CHECK_MESSAGE(!leases.may_ask_at(7, kStart + 49s).has_value(), "its next request would be too late");
}

TEST_CASE("a renewal moves the end of the leases that the server has kept, and drops those it has not") {
  FleetLeases leases{FleetLease()};
  for (const std::int64_t id : {1, 2, 3}) leases.claimed(host(id, 1), kStart, kStart);
  const FleetStore::Leases asked = leases.all();
  leases.drop(3);
  leases.claimed(host(3, 2), kStart + 15s, kStart + 15s);
  const Ids kept{1};
  CHECK(leases.renewed(asked, kept, kStart + 10s) == Ids{2});
  CHECK(leases.size() == 2);
  CHECK(leases.may_ask_at(1, kStart + 59s).has_value());
  CHECK(!leases.may_ask_at(1, kStart + 60s).has_value());
  CHECK_MESSAGE(leases.may_ask_at(3, kStart + 64s).has_value(),
                "it was claimed anew, which the answer is not about");
  CHECK(leases.token(3) == 2);
}

TEST_CASE("a lease that is kept lasts, and one that is lost is dropped and told") {
  if (is_installed()) aio::run(check_keeping(PostgresCluster::shared().new_database()));
}

TEST_CASE("what all workers are told reaches them at once, also after their connection has broken") {
  if (is_installed()) aio::run(check_control(PostgresCluster::shared().new_database()));
}

TEST_CASE("the status of a fleet sums over its workers and counts its hosts") {
  in_fleet([](Fleet* fleet) -> aio::Coroutine<void> {
    co_await fleet->seed(0, paths("/1"));
    co_await fleet->seed(1, paths("/2"));
    const std::vector<FleetHost> hosts = co_await fleet->here.claim(1);
    const std::vector<FleetUrl> urls = co_await take_all(&fleet->here, hosts.at(0));
    FleetBatch batch;
    batch.done.push_back(urls.at(0).place);
    FleetHostChange change = change_of(hosts[0]);
    change.errors = 1;
    change.bytes = 2'000;
    batch.hosts.push_back(change);
    co_await fleet->here.commit(std::move(batch));
    const FleetStatus status = co_await fleet_status(fleet->eye);
    CHECK(status.state == FleetState::running);
    CHECK(status.workers == 2);
    CHECK(status.pages == 1);
    CHECK(status.errors == 1);
    CHECK(status.bytes == 2'000);
    CHECK(status.hosts_with_work == 2);
    CHECK(status.hosts_leased == 1);
    CHECK(status.age >= 0);
  });
}
