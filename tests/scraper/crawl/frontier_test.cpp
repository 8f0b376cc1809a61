// The frontier alone, with a store and without a network: many hosts at a time.
#include "scraper/crawl/frontier.hpp"

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;

namespace {

using namespace std::chrono_literals;
using crawl::Job;

constexpr int kHosts = 3'000, kUrls = 40, kPages = 15;
constexpr auto kDelay = 1s;

/// What was handed out for one host.
struct Turns {
  int pages = 0, refused = 0;
  double last = 0;
  bool too_early = false, of_another = false;
};

/// More than the windows hold together: each host's is filled more than once.
aio::Coroutine<void> fill(crawl::StoreThread& store, crawl::Frontier& frontier) {
  storage::Batch batch;
  for (int host = 0; host < kHosts; ++host) {
    const std::string origin = "http://h" + std::to_string(host) + ".example";
    for (int page = 0; page < kUrls; ++page)
      batch.urls.push_back(
          storage::testing::new_url("/" + std::to_string(page), storage::ViaKind::seed, origin));
  }
  const auto result = co_await store.commit(std::move(batch));
  frontier.committed(result, 0);
}

aio::Coroutine<void> fetches(crawl::Frontier& frontier, const crawl::WallClock& clock,
                             std::vector<Turns>& hosts) {
  crawl::Outcome good;
  good.status = 200;
  good.elapsed = 0.05;
  while (auto job = co_await frontier.next()) {
    Turns& turns = hosts.at(static_cast<std::size_t>(job->host_id));
    turns.of_another |= job->lease.host_id != job->host_id || !job->lease.url.starts_with(job->origin + "/");
    if (job->kind == Job::Kind::refused) {
      ++turns.refused;
    } else {
      const double now = clock.now();
      if (turns.pages++ > 0 && now - turns.last < 0.999) turns.too_early = true;
      turns.last = now;
      co_await aio::sleep(50ms);
      frontier.ended(*job, good, 1'000, "", true);
    }
    frontier.committed(storage::CommitResult(), 1);
  }
}

aio::Coroutine<void> crawl_all(crawl::Frontier& frontier, const crawl::WallClock& clock,
                               std::vector<Turns>& hosts) {
  aio::TaskGroup group;
  group.create_task(frontier.refill());
  for (int i = 0; i < 500; ++i) group.create_task(fetches(frontier, clock, hosts));
  co_await group.join();
}

}  // namespace

TEST_CASE(
    "thousands of hosts that are hungry together all get their turns, and the rest of their URLs is "
    "skipped") {
  const storage::testing::TemporaryFolder folder;
  aio::ManualClock manual(true);
  aio::EventLoop loop(manual);
  const crawl::WallClock clock(loop);
  crawl::Options options;
  options.output = folder / "crawl.db";
  options.delay = kDelay;
  options.host_page_limit = kPages;
  options.obey_robots = false;
  crawl::StoreThread store(options, "many hosts", "{}", clock.now());
  crawl::Frontier frontier(loop, options, store, clock);
  loop.run_until_complete(fill(store, frontier));
  CHECK(frontier.queued() == kHosts * kUrls);
  std::vector<Turns> hosts(kHosts + 1);
  loop.run_until_complete(crawl_all(frontier, clock, hosts));

  std::int64_t refused = 0;
  int unfair = 0, early = 0, mixed_up = 0;
  for (auto turns = hosts.begin() + 1; turns != hosts.end(); ++turns) {
    unfair += turns->pages != kPages;
    early += turns->too_early;
    mixed_up += turns->of_another;
    refused += turns->refused;
  }
  CHECK(unfair == 0);
  CHECK(early == 0);
  CHECK(mixed_up == 0);
  const std::int64_t skipped_in_store = frontier.take_skipped().at("host page limit");
  CHECK(skipped_in_store > 0);
  CHECK(refused + skipped_in_store == kHosts * (kUrls - kPages));
  CHECK(frontier.queued() == 0);
  CHECK_FALSE(frontier.has_work());
}
