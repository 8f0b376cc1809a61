// fleet_bench TARGET commits ASKED NEW | claims HOSTS: what a PostgreSQL server does for a fleet, with four
// workers in this process. Each page of a commit has asked for ASKED links, NEW of which are new.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "fetch/aio/aio.hpp"
#include "scraper/crawl/fleet/fleet_schema.hpp"
#include "scraper/crawl/fleet/fleet_store.hpp"
#include "storage/tables/hash.hpp"

using namespace trawl;
using namespace trawl::crawl;
using namespace std::chrono_literals;
using fetch::PostgresSession;
using fetch::SqlRows;
using fetch::SqlStatement;

namespace {

constexpr int kWorkers = 4, kHostsOfWorker = 25, kPagesOfBatch = 100, kHostsOfClaim = 50;
constexpr auto kTime = 10s;

struct Bench {
  Bench(const char* conninfo, int links_asked, int links_new)
      : target(conninfo),
        asked(links_asked),
        fresh(links_new),
        pool(1, "postgres"),
        eye(pool, fleet_options(conninfo)) {}

  const char* target;
  const int asked, fresh;
  aio::ThreadPool pool;
  PostgresSession eye;
  std::vector<std::int64_t> hosts;
  std::int64_t urls = 0, pages = 0, claims = 0, conflicts = 0;
  aio::TimePoint until;
};

/// URLs as long as usual ones.
FleetFound url_of(const Bench& bench, std::int64_t number, std::int64_t finder) {
  FleetFound found;
  found.url = "https://www.example-" + std::to_string(number % 100) + ".org/articles/section-" +
              std::to_string(number % 17) + "/page-" + std::to_string(number) + ".html";
  found.hash = storage::hash_bytes(found.url);
  found.via = found.hash;
  found.host_id = bench.hosts[static_cast<std::size_t>(number) % bench.hosts.size()];
  found.finder_id = finder;
  found.depth = 5;
  return found;
}

FleetBatch batch_of(Bench* bench, const std::vector<FleetUrl>& urls, const std::vector<FleetHost>& hosts) {
  FleetBatch batch;
  for (const FleetUrl& url : urls) {
    batch.done.push_back(url.place);
    for (int i = 0; i < bench->asked; ++i) {
      const std::int64_t number = i < bench->fresh ? bench->urls++ : std::rand() % bench->urls;
      batch.found.push_back(url_of(*bench, number, url.place.host_id));
    }
  }
  for (const FleetHost& host : hosts) {
    FleetHostChange& change = batch.hosts.emplace_back();
    change.id = host.id;
    change.token = host.token;
    change.rest = 1s;
    change.current_delay = 1;
    change.pages = kPagesOfBatch / kHostsOfWorker;
  }
  return batch;
}

aio::Coroutine<void> commit_pages(Bench* bench) {
  PostgresSession session(bench->pool, fleet_options(bench->target));
  session.set_listener([bench](const fetch::PostgresError&, aio::Duration) { ++bench->conflicts; });
  FleetLease lease;
  lease.length = 10min;
  FleetStore store(session, lease);
  co_await store.join("bench");
  const std::vector<FleetHost> hosts = co_await store.claim(kHostsOfWorker);
  while (aio::EventLoop::current().time() < bench->until) {
    std::vector<FleetStore::Wanted> wanted;
    for (const FleetHost& host : hosts)
      wanted.emplace_back(host.id, host.token, kPagesOfBatch / kHostsOfWorker);
    const std::vector<FleetUrl> urls = co_await store.take(std::move(wanted));
    const FleetCommit result = co_await store.commit(batch_of(bench, urls, hosts));
    bench->pages += result.done;
  }
}

aio::Coroutine<void> claim_hosts(Bench* bench) {
  PostgresSession session(bench->pool, fleet_options(bench->target));
  session.set_listener([bench](const fetch::PostgresError&, aio::Duration) { ++bench->conflicts; });
  FleetStore store(session, FleetLease());
  co_await store.join("bench");
  while (aio::EventLoop::current().time() < bench->until) {
    const std::vector<FleetHost> hosts = co_await store.claim(kHostsOfClaim);
    if (hosts.size() < kHostsOfClaim) co_return;
    ++bench->claims;
  }
}

aio::Coroutine<void> with_workers(Bench* bench, aio::Coroutine<void> (*work)(Bench*)) {
  bench->until = aio::EventLoop::current().time() + kTime;
  aio::TaskGroup workers;
  for (int i = 0; i < kWorkers; ++i) workers.create_task(work(bench), "worker");
  co_await workers.join();
}

aio::Coroutine<void> bench_commits(Bench* bench) {
  co_await create_fleet(bench->eye, "{}");
  FleetStore store(bench->eye, FleetLease());
  co_await store.join("seeds");
  std::vector<std::string> names;
  for (int i = 0; i < kWorkers * kHostsOfWorker; ++i)
    names.push_back("https://www.example-" + std::to_string(i) + ".org");
  bench->hosts = co_await store.host_ids(std::move(names));
  FleetBatch seeds;
  while (bench->urls < 100'000) seeds.found.push_back(url_of(*bench, bench->urls++, 0));
  co_await store.commit(std::move(seeds));
  const SqlRows rows = co_await bench->eye.execute(
      SqlStatement("SELECT pg_total_relation_size('fleet.seen') / (SELECT count(*) FROM fleet.seen), "
                   "pg_total_relation_size('fleet.queue') / (SELECT count(*) FROM fleet.queue)"));
  co_await with_workers(bench, commit_pages);
  std::printf("pages %lld conflicts %lld bytes of a URL: seen %lld, queue %lld\n",
              static_cast<long long>(bench->pages), static_cast<long long>(bench->conflicts),
              static_cast<long long>(rows.integer(0, 0)), static_cast<long long>(rows.integer(0, 1)));
}

aio::Coroutine<void> bench_claims(Bench* bench, std::int64_t hosts) {
  co_await create_fleet(bench->eye, "{}");
  std::vector<fetch::SqlValue> values{hosts};
  SqlStatement fill(
      "INSERT INTO fleet.hosts(name, has_work) "
      "SELECT 'https://www.example-' || n || '.org', true FROM generate_series(1, $1) AS s(n)",
      std::move(values));
  co_await bench->eye.execute(std::move(fill));
  co_await bench->eye.execute(SqlStatement("ANALYZE fleet.hosts"));
  co_await with_workers(bench, claim_hosts);
  std::printf("claims %lld conflicts %lld\n", static_cast<long long>(bench->claims),
              static_cast<long long>(bench->conflicts));
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    std::fprintf(stderr, "fleet_bench TARGET commits ASKED NEW | claims HOSTS\n");
    return 2;
  }
  if (std::strcmp(words[2], "claims") == 0) {
    Bench bench(words[1], 0, 0);
    aio::run(bench_claims(&bench, std::atoll(words[3])));
  } else {
    Bench bench(words[1], std::atoi(words[3]), count > 4 ? std::atoi(words[4]) : 1);
    aio::run(bench_commits(&bench));
  }
  return 0;
}
