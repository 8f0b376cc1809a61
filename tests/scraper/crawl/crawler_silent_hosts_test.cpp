// Hosts that never answer must not slow down those that do.
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"
#include "tests/support/many_hosts.hpp"
#include "tests/support/silent_hosts.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

constexpr int kSilent = 200, kPages = 200;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kSlower = 10;
#else
constexpr double kSlower = 1;
#endif

/// How long a thread was ready to run while others had the processors; zero where the kernel does not say.
aio::Duration waited_for_a_processor(const std::filesystem::path& thread) {
  std::ifstream file(thread / "schedstat");
  long long running = 0, waiting = 0;
  file >> running >> waiting;
  return std::chrono::nanoseconds(file ? waiting : 0);
}

aio::Duration waited_for_processors() {
  aio::Duration sum{0};
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task"))
    sum += waited_for_a_processor(thread.path());
  return sum;
}

/// The machine's clock, but it stands still while the thread that made it waits for a processor. So other
/// load on the machine makes nothing late.
class OwnTime final : public aio::Clock {
 public:
  aio::TimePoint now() const override {
    return aio::SteadyClock::instance().now() - waited_for_a_processor(thread_);
  }

 private:
  const std::filesystem::path thread_ = std::filesystem::canonical("/proc/thread-self");
};

double seconds(aio::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

aio::Coroutine<void> take_turns(int turns) {
  while (turns-- > 0) co_await aio::sleep(0ms);
}

/// Moves the clock, a millisecond at a time, once all hosts are asked. Just before their patience ends, none
/// is given up.
aio::Coroutine<void> let_time_pass(aio::ManualClock& clock, crawl::Crawler& crawler,
                                   const SilentHosts& silent) {
  while (silent.connected() < kSilent) co_await take_turns(1);
  co_await take_turns(1'000);
  for (int passed = 1;; ++passed) {
    clock.advance(1ms);
    co_await take_turns(10);
    if (passed == 299) CHECK(crawler.progress().in_flight == kSilent);
  }
}

}  // namespace

TEST_CASE("while 200 hosts accept and never answer, another one is crawled at full speed") {
  const SilentHosts silent(kSilent);
  OwnTime own_time;
  TestCrawl crawl(&own_time);
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.concurrency = kSilent + 1;
  crawl.options.per_address = 0;
  crawl.options.tries = 1;
  crawl.options.limits.total = crawl.options.limits.idle = 60s;
  std::vector<std::string> targets;
  for (int i = 1; i < kPages; ++i) targets.push_back("/" + std::to_string(i));
  for (const std::string& target : targets) crawl.site.page(target, links({"/"}));
  crawl.site.page("/", links(targets));
  crawl.seeds = silent.urls();
  crawl.seeds.push_back("/");

  double lag = 0;
  aio::Duration needed{0};
  const auto begun = aio::SteadyClock::instance().now();
  const auto waited = waited_for_processors();
  crawl.run([&](crawl::Crawler& crawler) {
    crawl.when_asked(targets.back(), [&] {
      CHECK(crawler.progress().in_flight == kSilent + 1);
      lag = crawler.progress().loop_lag_ms / 1'000;
      needed = aio::SteadyClock::instance().now() - begun - (waited_for_processors() - waited);
      crawler.stop_now();
    });
  });
  CHECK(silent.connected() == kSilent);
  CHECK(crawl.site.arrived() == kPages + 1);
  CHECK(seconds(needed) < 3 * kSlower);
  CHECK(lag < 0.1 * kSlower);
  crawl.check_file();
}

TEST_CASE("hosts that never answer are given up when their time is over") {
  const SilentHosts silent(kSilent);
  aio::ManualClock clock;
  TestCrawl crawl(&clock);
  crawl.options.obey_robots = false;
  crawl.options.concurrency = kSilent;
  crawl.options.per_address = 0;
  crawl.options.tries = 1;
  crawl.options.limits.idle = 300ms;
  crawl.seeds = silent.urls();
  std::optional<aio::Task<void>> passing;
  CHECK(crawl.run([&](crawl::Crawler& crawler) {
    passing = crawl.loop.create_task(let_time_pass(clock, crawler, silent));
  }) == Ending::finished);
  passing->cancel();
  crawl.loop.run_until_idle();
  CHECK(crawl.count("SELECT count(*) FROM pages WHERE error = 'timeout' AND error_detail LIKE 'idle: %' "
                    "AND elapsed_ms BETWEEN 299 AND 400") == kSilent);
  crawl.check_file();
}

namespace {
/// Crawls 300 dead hosts and one of 200 pages; how many seconds that one took.
double seconds_beside(TestCrawl& crawl, const std::vector<std::string>& dead) {
  std::vector<std::string> targets;
  for (int i = 1; i < kPages; ++i) targets.push_back("/" + std::to_string(i));
  for (const std::string& target : targets) crawl.site.page(target, links({"/"}));
  crawl.site.page("/", links(targets));
  crawl.seeds = dead;
  crawl.seeds.push_back("/");
  const auto begun = aio::SteadyClock::instance().now();
  double needed = 0;
  crawl.run([&](crawl::Crawler& crawler) {
    crawl.when_asked(targets.back(), [&] {
      needed = seconds(aio::SteadyClock::instance().now() - begun);
      crawler.stop_now();
    });
  });
  CHECK(crawl.site.arrived() == kPages + 1);
  crawl.check_file();
  return needed;
}
}  // namespace

TEST_CASE("300 addresses that take no connection do not hold up a healthy host") {
  const DeafHosts deaf;
  OwnTime own_time;
  TestCrawl crawl(&own_time);
  crawl.options.scope = crawl::ScopePreset::any;
  CHECK(seconds_beside(crawl, deaf.urls(300)) < 5 * kSlower);
  CHECK(crawl.options.concurrency == 32);
}

TEST_CASE("300 hosts that accept and never answer do not hold up a healthy one") {
  const SilentHosts silent(300);
  OwnTime own_time;
  TestCrawl crawl(&own_time);
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.per_address = 0;
  CHECK(seconds_beside(crawl, silent.urls()) < 5 * kSlower);
}

TEST_CASE("when no slot can be lent, silent hosts leave a quarter of them to a healthy host") {
  const SilentHosts silent(100);
  OwnTime own_time;
  TestCrawl crawl(&own_time);
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.per_address = 0;
  crawl.options.concurrency = 8;
  crawl.options.silent_most = 0;
  crawl.options.limits.idle = 500ms;
  crawl.options.tries = 1;
  std::size_t most = 0;
  crawl.seeds = silent.urls();
  crawl.seeds.insert(crawl.seeds.begin(), "/");
  crawl.site.page("/", links({"/1", "/2"}));
  crawl.run([&](crawl::Crawler& crawler) {
    crawl.when_asked("/2", [&] {
      most = static_cast<std::size_t>(crawler.progress().in_flight);
      crawler.stop_now();
    });
  });
  CHECK(most == 7);
  CHECK(silent.connected() == 6);
}
