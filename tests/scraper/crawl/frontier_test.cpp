// The frontier without a network: many hosts at a time, over a store in memory and over the SQLite file.
#include "scraper/crawl/frontier.hpp"

#include <set>

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"
#include "scraper/crawl/store_thread.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/fake_frontier_store.hpp"

using namespace trawl;

namespace {

using namespace std::chrono_literals;
using crawl::Frontier;
using crawl::Job;
using storage::SkipReason;

/// Without lookups of addresses.
crawl::Options plain_options() {
  crawl::Options options;
  options.per_address = 0;
  return options;
}

constexpr int kUrls = 40, kPages = 15;

/// A clock that skips, and counts how often the loop could only wait.
class CountingClock final : public aio::Clock {
 public:
  aio::TimePoint now() const override { return now_; }
  bool skip_to(aio::TimePoint next) override {
    ++waits;
    now_ = std::max(now_, next);
    return true;
  }
  bool is_manual() const override { return true; }
  int waits = 0;

 private:
  aio::TimePoint now_{1'000s};
};

/// What was handed out for one host.
struct HandedOut {
  int pages = 0, refused = 0;
  double last = 0;
  bool too_early = false, of_another = false;
};

crawl::Outcome good() {
  crawl::Outcome outcome;
  outcome.status = 200;
  outcome.elapsed = 0.05;
  return outcome;
}

aio::Coroutine<void> fetches(Frontier& frontier, const crawl::WallClock& clock,
                             std::vector<HandedOut>& hosts) {
  while (auto job = co_await frontier.next()) {
    HandedOut& host = hosts.at(static_cast<std::size_t>(job->host_id));
    host.of_another |= job->lease.host_id != job->host_id || !job->lease.url.starts_with(job->origin + "/");
    if (job->kind == Job::Kind::refused) {
      ++host.refused;
    } else {
      const double now = clock.now();
      if (host.pages++ > 0 && now - host.last < 0.999) host.too_early = true;
      host.last = now;
      co_await aio::sleep(50ms);
      frontier.ended(*job, good(), "", true);
    }
    frontier.committed(storage::CommitResult(), 1);
  }
}

aio::Coroutine<void> crawl_all(Frontier& frontier, const crawl::WallClock& clock,
                               std::vector<HandedOut>& hosts) {
  aio::TaskGroup group;
  group.create_task(frontier.refill());
  for (int i = 0; i < 500; ++i) group.create_task(fetches(frontier, clock, hosts));
  co_await group.join();
}

/// Each host has more URLs than its page limit: it gets all its turns, politely, and the rest is skipped.
void check_crawl(Frontier& frontier, aio::EventLoop& loop, const crawl::WallClock& clock, int count) {
  CHECK(frontier.queued() == count * kUrls);
  std::vector<HandedOut> hosts(static_cast<std::size_t>(count) + 1);
  loop.run_until_complete(crawl_all(frontier, clock, hosts));
  std::int64_t refused = 0;
  int unfair = 0, early = 0, mixed_up = 0;
  for (auto host = hosts.begin() + 1; host != hosts.end(); ++host) {
    unfair += host->pages != kPages;
    early += host->too_early;
    mixed_up += host->of_another;
    refused += host->refused;
  }
  CHECK(unfair == 0);
  CHECK(early == 0);
  CHECK(mixed_up == 0);
  CHECK(refused < std::int64_t{count} * (kUrls - kPages));  // the store skipped the others
  CHECK(frontier.queued() == 0);
  CHECK_FALSE(frontier.has_work());
}

aio::Coroutine<void> waits(Frontier& frontier, int number, std::vector<int>& answered) {
  const auto job = co_await frontier.next();
  answered.push_back(number);
}

aio::Coroutine<void> pass(aio::Duration time) {
  co_await aio::sleep(time);
}

/// A frontier over a store in memory.
struct Watched {
  Watched() {
    options.delay = 1s;
    options.obey_robots = false;
  }
  ~Watched() {
    frontier.close();
    refilling.cancel();
    loop.run_until_idle();
    CHECK_MESSAGE(loop.is_empty(), "left on the loop: ", loop.dump());
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  void add(std::int64_t host, int urls) { frontier.committed(store.add(host, urls), 0); }
  /// The next job; the case fails when the crawl is over.
  Job next() {
    auto job = loop.run_until_complete(frontier.next());
    REQUIRE(job);
    return *job;
  }
  void finish(Job job, bool is_page = true) {
    if (job.kind == Job::Kind::page) frontier.ended(job, good(), "", is_page);
    storage::CommitResult committed;
    storage::HostCounts page;
    page.pages = is_page ? 1 : 0;
    committed.hosts = {{job.host_id, page}};
    committed.transaction = ++transactions;
    frontier.committed(committed, 1);
  }

  CountingClock clock;
  aio::EventLoop loop{clock};
  crawl::WallClock wall{loop};
  crawl::Options options = plain_options();
  support::FakeFrontierStore store;
  Frontier frontier{loop, options, store, wall};
  std::int64_t transactions = 0;
  aio::Task<void> refilling = loop.create_task(frontier.refill());
};

}  // namespace

TEST_CASE_FIXTURE(
    Watched,
    "thousands of hosts that need URLs together all get their turns, and the rest of their URLs is skipped") {
  constexpr int kHosts = 3'000;
  refilling.cancel();
  options.host_page_limit = kPages;
  for (int host = 1; host <= kHosts; ++host) add(host, kUrls);
  check_crawl(frontier, loop, wall, kHosts);
}

TEST_CASE("over the SQLite file, too, many hosts all get their turns") {
  constexpr int kHosts = 1'500;
  const storage::testing::TemporaryFolder folder;
  aio::ManualClock manual(true);
  aio::EventLoop loop(manual);
  const crawl::WallClock clock(loop);
  crawl::Options options = plain_options();
  options.output = folder / "crawl.db";
  options.delay = 1s;
  options.host_page_limit = kPages;
  options.obey_robots = false;
  crawl::StoreThread store(options, "many hosts", "{}", clock.now());
  Frontier frontier(loop, options, store, clock);
  storage::Batch batch;
  for (int host = 0; host < kHosts; ++host) {
    const std::string origin = "http://h" + std::to_string(host) + ".example";
    for (int page = 0; page < kUrls; ++page)
      batch.urls.push_back(
          storage::testing::new_url("/" + std::to_string(page), storage::ViaKind::seed, origin));
  }
  frontier.committed(loop.run_until_complete(store.commit(std::move(batch))), 0);
  check_crawl(frontier, loop, clock, kHosts);
}

TEST_CASE_FIXTURE(Watched, "callers that wait for a turn get it in the order in which they came") {
  add(9, 1);
  const Job in_flight = next();
  std::vector<int> order;
  std::vector<aio::Task<void>> tasks;
  for (int number = 0; number < 3; ++number)
    tasks.push_back(loop.create_task(waits(frontier, number, order)));
  for (int host = 1; host <= 3; ++host) add(host, 1);
  for (auto& task : tasks) loop.run_until_complete(std::move(task));
  CHECK(order == std::vector<int>{0, 1, 2});
}

TEST_CASE_FIXTURE(Watched,
                  "the crawl is over when what was handed out is committed and brought nothing new") {
  add(1, 1);
  const Job first = next();
  finish(first);
  add(1, 1);
  const Job second = next();
  CHECK(second.lease.url == "http://h1.example/1");
  auto waiting = loop.create_task(frontier.next());
  loop.run_until_idle();
  CHECK_FALSE(waiting.done());
  finish(second);
  CHECK_FALSE(loop.run_until_complete(std::move(waiting)));
  CHECK(frontier.is_closed());
}

TEST_CASE_FIXTURE(Watched, "a host that is not new to the file has its ledger read before its first turn") {
  options.host_page_limit = 50;
  auto found = store.add(1, 3);
  found.pending.front().new_host = false;
  frontier.committed(found, 0);
  const Job job = next();
  CHECK(job.kind == Job::Kind::refused);  // the ledger says 100 pages
  CHECK(job.reason == SkipReason::host_page_limit);
}

TEST_CASE_FIXTURE(Watched,
                  "a host that was given up keeps the first reason, also when it is at its page limit") {
  options.obey_robots = true;
  options.host_page_limit = 50;
  auto found = store.add(1, 3);
  found.pending.front().new_host = false;
  frontier.committed(found, 0);  // the ledger says 100 pages
  Job robots = next();
  REQUIRE(robots.kind == Job::Kind::robots);
  crawl::Outcome refused;
  refused.error = fetch::ErrorKind::address_forbidden;
  frontier.robots_answered(robots, crawl::RobotsAnswer::refuse_all, "", refused);
  const Job job = next();
  CHECK(job.reason == SkipReason::forbidden_address);
}

TEST_CASE_FIXTURE(
    Watched,
    "at the page limit the frontier waits for what is in flight without asking the time again and again") {
  options.page_limit = 1;
  add(1, 5);
  add(2, 5);
  const Job job = next();
  auto waiting = loop.create_task(frontier.next());
  loop.run_until_idle();
  clock.waits = 0;
  loop.run_until_complete(pass(1ms));
  CHECK(clock.waits < 5);
  finish(job);
  CHECK_FALSE(loop.run_until_complete(std::move(waiting)));
  CHECK(frontier.reached_page_limit());
}

TEST_CASE_FIXTURE(Watched,
                  "when the store fails, refill() throws its error and nobody waits for a turn any more") {
  add(9, 1);
  const Job in_flight = next();
  store.is_broken = true;
  auto waiting = loop.create_task(frontier.next());
  loop.run_until_idle();
  add(1, 1);
  loop.run_until_idle();
  REQUIRE(refilling.done());
  CHECK_THROWS_AS(refilling.result(), storage::Error);
  REQUIRE(waiting.done());
  CHECK_FALSE(loop.run_until_complete(std::move(waiting)));
}

TEST_CASE_FIXTURE(Watched, "while it is paused nothing is handed out") {
  add(1, 2);
  frontier.pause();
  auto waiting = loop.create_task(frontier.next());
  loop.run_until_complete(pass(60s));
  CHECK_FALSE(waiting.done());
  frontier.go_on();
  CHECK(loop.run_until_complete(std::move(waiting)));
}

TEST_CASE_FIXTURE(Watched, "a host that could have been asked long ago waits for nothing") {
  add(1, 3);
  finish(next());
  CHECK(frontier.hosts(1).at(0).wait_s > 0.5);
  loop.run_until_complete(pass(60s));
  CHECK(frontier.hosts(1).at(0).wait_s == 0);
  CHECK(frontier.hosts(1).at(0).wait_reason == "");
}

TEST_CASE_FIXTURE(Watched, "the busiest hosts are shown first, with what they have and what they wait for") {
  for (int host = 1; host <= 3; ++host) add(host, host);
  for (int i = 0; i < 2; ++i) finish(next());
  const Job in_flight = next();
  storage::CommitResult committed;
  storage::HostCounts waiting;
  waiting.queued = 2;
  committed.hosts = {{in_flight.host_id, waiting}, {99, waiting}};  // the other never had a URL to fetch
  committed.transaction = ++transactions;
  frontier.committed(committed, 0);
  const auto rows = frontier.hosts(2);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].name == in_flight.origin);
  CHECK(rows[0].in_flight == 1);
  CHECK(rows[0].queued == 2);
  CHECK(rows[0].wait_reason == "in flight");
  CHECK(rows[1].pages == 1);
  CHECK(rows[1].wait_reason == "delay");
}

TEST_CASE_FIXTURE(Watched,
                  "hosts are shown by what is in flight, then by their pages, then the oldest first") {
  for (int host = 1; host <= 5; ++host) add(host, 5);
  const auto fetch_of_each = [this](std::set<std::int64_t> hosts_with_page) {
    for (int i = 0; i < 5; ++i) {
      const Job job = next();
      finish(job, hosts_with_page.contains(job.host_id));
    }
  };
  fetch_of_each({2, 3, 4});
  fetch_of_each({3, 4});
  std::vector<Job> in_flight;
  while (in_flight.empty() || in_flight.back().host_id != 5) {
    if (!in_flight.empty()) finish(in_flight.back(), false);
    in_flight.push_back(next());
  }
  std::string names;
  for (const auto& row : frontier.hosts(9)) names += row.name + ' ';
  CHECK(names ==
        "http://h5.example http://h3.example http://h4.example http://h2.example http://h1.example ");
}
