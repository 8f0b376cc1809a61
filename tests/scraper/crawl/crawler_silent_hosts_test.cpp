// Hosts that never answer must not slow down those that do.
#include <doctest/doctest.h>

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

double seconds(aio::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

TEST_CASE("while 200 hosts accept and never answer, another one is crawled at full speed") {
  const SilentHosts silent(kSilent);
  aio::SteadyClock real;
  TestCrawl crawl(&real);
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.concurrency = kSilent + 1;
  crawl.options.tries = 1;
  crawl.options.limits.total = crawl.options.limits.idle = 60s;
  std::vector<std::string> targets;
  for (int i = 1; i < kPages; ++i) targets.push_back("/" + std::to_string(i));
  for (const std::string& target : targets) crawl.site.page(target, links({"/"}));
  crawl.site.page("/", links(targets));
  crawl.seeds = silent.urls();
  crawl.seeds.push_back("/");

  double lag = 0;
  const auto begun = real.now();
  crawl.run([&](crawl::Crawler& crawler) {
    crawl.when_asked(targets.back(), [&crawler, &lag] {
      CHECK(crawler.progress().in_flight == kSilent + 1);
      lag = crawler.progress().loop_lag_ms / 1'000;
      crawler.stop_now();
    });
  });
  CHECK(silent.connected() == kSilent);
  CHECK(crawl.site.arrived() == kPages + 1);
  CHECK(seconds(real.now() - begun) < 3 * kSlower);
  CHECK(lag < 0.1 * kSlower);
  crawl.check_file();
}

TEST_CASE("hosts that never answer are given up when their time is over") {
  const SilentHosts silent(kSilent);
  aio::SteadyClock real;
  TestCrawl crawl(&real);
  crawl.options.obey_robots = false;
  crawl.options.concurrency = kSilent;
  crawl.options.tries = 1;
  crawl.options.limits.idle = 300ms;
  crawl.seeds = silent.urls();
  const auto begun = real.now();
  CHECK(crawl.run() == Ending::finished);
  CHECK(seconds(real.now() - begun) < 2 * kSlower);
  CHECK(crawl.count("SELECT count(*) FROM pages WHERE error = 'timeout' AND error_detail LIKE 'idle: %'") ==
        kSilent);
  crawl.check_file();
}
