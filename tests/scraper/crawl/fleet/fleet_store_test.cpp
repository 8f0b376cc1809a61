#include "scraper/crawl/fleet/fleet_store.hpp"

#include "tests/support/fleet_fixture.hpp"

using namespace trawl;
using namespace trawl::fleet_fixture;
using namespace std::chrono_literals;

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
