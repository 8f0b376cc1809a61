#include "tests/support/fleet_model.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "fetch/aio/aio.hpp"
#include "scraper/crawl/fleet/fleet_leases.hpp"
#include "scraper/crawl/fleet/fleet_schema.hpp"
#include "storage/tables/hash.hpp"

namespace trawl::support {
namespace {

using namespace std::chrono_literals;
using namespace trawl::crawl;
using fetch::PostgresErrorKind;
using fetch::PostgresSession;
using fetch::SqlRows;
using fetch::SqlStatement;

constexpr int kHostsAtOnce = 4, kUrlsOfHost = 4;

std::string host_name(int host) {
  return "http://h" + std::to_string(host);
}

std::vector<std::string> host_names(const FleetPlan& plan) {
  std::vector<std::string> names;
  for (int host = 0; host < plan.hosts; ++host) names.push_back(host_name(host));
  return names;
}

/// A tree, in which each URL is reached, and two links across.
std::vector<int> links_of(int url, int urls) {
  std::vector<int> links;
  for (const int link : {2 * url + 1, 2 * url + 2, (url * 7 + 3) % urls, (url + 1) % urls, 0})
    if (link < urls) links.push_back(link);
  return links;
}

FleetFound found_url(int url, const std::vector<std::int64_t>& host_ids, std::int64_t finder) {
  FleetFound found;
  const int host = url % static_cast<int>(host_ids.size());
  found.url = host_name(host) + "/" + std::to_string(url);
  found.hash = storage::hash_bytes(found.url);
  found.host_id = host_ids[static_cast<std::size_t>(host)];
  found.finder_id = finder;
  return found;
}

/// A worker's life until the crawl is over or it dies.
class Worker {
 public:
  Worker(const FleetPlan& plan, FleetWorld& world, std::mt19937& random, PostgresSession& session)
      : plan_(plan), world_(world), random_(random), store_(session, plan.lease), leases_(plan.lease) {}

  /// Whether the crawl is over.
  aio::Coroutine<bool> run() {
    co_await store_.join("worker");
    host_ids_ = co_await store_.host_ids(host_names(plan_));
    while (true) {
      const aio::TimePoint sent = now();
      const std::vector<FleetHost> hosts = co_await store_.claim(kHostsAtOnce);
      if (hosts.empty()) {
        if (const bool is_over = co_await store_.is_over(); is_over) co_return true;
        co_await aio::sleep(5ms);
        continue;
      }
      for (const FleetHost& host : hosts) leases_.claimed(host, sent, now());
      for (const FleetHost& host : hosts) numbers_[host.id] = number_of(host);
      if (const bool lives = co_await use(); !lives) co_return false;
    }
  }

 private:
  static aio::TimePoint now() { return aio::EventLoop::current().time(); }
  bool chance(double probability) { return std::bernoulli_distribution(probability)(random_); }

  static int number_of(const FleetHost& host) { return std::stoi(host.name.substr(host_name(0).size() - 1)); }

  /// Asks for what the leased hosts have, until that is all. False if the worker dies.
  aio::Coroutine<bool> use() {
    while (!leases_.is_empty()) {
      std::vector<FleetStore::Wanted> wanted;
      for (const auto& [id, token] : leases_.all()) wanted.emplace_back(id, token, kUrlsOfHost);
      const std::vector<FleetUrl> urls = co_await store_.take(std::move(wanted));
      if (urls.empty()) co_return co_await give_back();
      FleetBatch batch = co_await ask(urls);
      if (chance(plan_.stalls)) {
        ++world_.stalls;
        co_await aio::sleep(plan_.lease.length + 50ms);
      }
      if (const bool lives = co_await commit(std::move(batch)); !lives) co_return false;
      co_await renew();
    }
    co_return true;
  }

  aio::Coroutine<bool> give_back() {
    while (!leases_.is_empty()) {
      const std::vector<std::int64_t> given = co_await store_.rest(leases_.all());
      for (const std::int64_t id : given) leases_.drop(id);
      if (given.empty()) co_await aio::sleep(1ms);
    }
    co_return true;
  }

  aio::Coroutine<void> renew() {
    const aio::TimePoint sent = now();
    const FleetStore::Leases asked = leases_.all();
    const std::vector<std::int64_t> kept = co_await store_.renew(asked);
    leases_.renewed(asked, kept, sent);
  }

  aio::Coroutine<FleetBatch> ask(const std::vector<FleetUrl>& urls) {
    FleetBatch batch;
    for (const FleetUrl& url : urls) {
      const std::int64_t host = url.place.host_id;
      std::optional<aio::TimePoint> may_ask = leases_.may_ask_at(host, now());
      for (; may_ask && *may_ask > now(); may_ask = leases_.may_ask_at(host, now()))
        co_await aio::sleep(*may_ask - now());
      if (!may_ask) continue;
      world_.ask(numbers_.at(host), plan_.delay);
      leases_.asked(host, now() + plan_.delay);
      batch.done.push_back(url.place);
      const int number = std::stoi(url.url.substr(url.url.rfind('/') + 1));
      for (const int link : links_of(number, plan_.urls))
        batch.found.push_back(found_url(link, host_ids_, url.place.host_id));
    }
    for (const auto& [id, token] : leases_.all()) {
      FleetHostChange& change = batch.hosts.emplace_back();
      change.id = id;
      change.token = token;
      change.rest = plan_.delay;
      change.current_delay = std::chrono::duration<double>(plan_.delay).count();
    }
    co_return batch;
  }

  aio::Coroutine<bool> commit(FleetBatch batch) {
    const bool dies = chance(plan_.deaths);
    const auto moment = dies ? std::uniform_int_distribution<int>(0, 3)(random_) : -1;
    if (moment == 0) co_return false;
    auto committing = aio::create_task(store_.commit(std::move(batch)));
    if (moment > 0 && moment < 3) {
      co_await aio::sleep(std::chrono::microseconds(std::uniform_int_distribution<int>(0, 4'000)(random_)));
      committing.cancel();
    }
    std::optional<FleetCommit> result;
    try {
      result = co_await std::move(committing);
    } catch (const aio::Cancelled&) {
      if (moment < 0) throw;
    }
    if (dies || !result) co_return false;
    for (const std::int64_t id : result->stale) leases_.drop(id);
    world_.refused += static_cast<int>(result->stale.size());
    co_return true;
  }

  const FleetPlan& plan_;
  FleetWorld& world_;
  std::mt19937& random_;
  FleetStore store_;
  std::vector<std::int64_t> host_ids_;
  FleetLeases leases_;
  std::map<std::int64_t, int> numbers_;  // of hosts in the world, by id
};

}  // namespace

void FleetWorld::ask(int host, std::chrono::nanoseconds delay) {
  const std::int64_t now =
      std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
  const std::int64_t before = asked_at.at(static_cast<std::size_t>(host)).exchange(now);
  ++asked;
  if (before != 0 && now - before < delay.count()) ++too_close;
}

std::string FleetWorld::told() const {
  return std::to_string(asked) + " requests, " + std::to_string(deaths) + " deaths, " +
         std::to_string(stalls) + " stalls, " + std::to_string(refused) + " late hosts refused, " +
         std::to_string(conflicts) + " conflicts, " + std::to_string(outages) + " outages";
}

aio::Coroutine<void> begin_fleet_crawl(FleetPlan plan) {
  aio::ThreadPool pool(1, "postgres");
  PostgresSession session(pool, fleet_options(plan.target));
  co_await create_fleet(session, "{}");
  FleetStore store(session, plan.lease);
  co_await store.join("seeds");
  const std::vector<std::int64_t> ids = co_await store.host_ids(host_names(plan));
  FleetBatch seeds;
  seeds.found.push_back(found_url(0, ids, 0));
  co_await store.commit(std::move(seeds));
}

aio::Coroutine<void> work_in_fleet(FleetPlan plan, FleetWorld* world, unsigned seed) {
  aio::ThreadPool pool(1, "postgres");
  std::mt19937 random(seed);
  for (bool is_over = false; !is_over;) {
    PostgresSession session(pool, fleet_options(plan.target));
    session.set_listener([world](const fetch::PostgresError& error, aio::Duration) {
      ++(error.kind() == PostgresErrorKind::conflict ? world->conflicts : world->outages);
    });
    Worker worker(plan, *world, random, session);
    is_over = co_await worker.run();
    if (!is_over) ++world->deaths;
  }
}

aio::Coroutine<std::string> wrongs_of_fleet(FleetPlan plan, FleetWorld* world) {
  aio::ThreadPool pool(1, "postgres");
  PostgresSession session(pool, fleet_options(plan.target));
  const SqlRows rows = co_await session.execute(
      SqlStatement("SELECT (SELECT count(*) FROM fleet.seen), (SELECT sum(pages) FROM fleet.workers), "
                   "(SELECT count(*) FROM fleet.queue), (SELECT count(*) FROM fleet.hosts WHERE has_work OR "
                   "owner IS NOT NULL)"));
  std::string wrongs;
  const auto require = [&wrongs](const char* what, std::int64_t number, std::int64_t expected) {
    if (number != expected)
      wrongs += std::string(what) + ": " + std::to_string(number) + " instead of " +
                std::to_string(expected) + "\n";
  };
  require("URLs found", rows.integer(0, 0), plan.urls);
  require("visits committed", rows.integer(0, 1), plan.urls);
  require("URLs left in the queue", rows.integer(0, 2), 0);
  require("hosts that are awake", rows.integer(0, 3), 0);
  require("requests too close to the one before", world->too_close, 0);
  co_return wrongs;
}

}  // namespace trawl::support
