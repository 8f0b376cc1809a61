// A page that leads to very many hosts leaves the loop to others, too.
#include <algorithm>

#include <doctest/doctest.h>

#include "fetch/aio/sleep.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;
using namespace trawl::support;

namespace {

constexpr int kHosts = 1'500;

/// Of hosts that are refused without a socket: private addresses.
std::vector<std::string> forbidden_hosts() {
  std::vector<std::string> urls;
  for (int i = 0; i < kHosts; ++i)
    urls.push_back("http://10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1) + "/");
  return urls;
}

/// The largest steps between two turns of the loop.
struct Steps {
  std::int64_t found = 0, given_up = 0;
  bool is_over = false;
};

std::int64_t given_up_hosts(const crawl::Crawler& crawler) {
  const auto hosts = crawler.hosts(kHosts + 1);
  return std::count_if(hosts.begin(), hosts.end(),
                       [](const auto& host) { return host.wait_reason == "forbidden address"; });
}

aio::Coroutine<void> watch(const crawl::Crawler& crawler, Steps& steps) {
  std::int64_t found = 0, given_up = 0;
  for (;;) {
    co_await aio::sleep(0s);
    if (steps.is_over) co_return;
    const auto found_now = static_cast<std::int64_t>(crawler.hosts(kHosts + 1).size());
    steps.found = std::max(steps.found, found_now - found);
    found = found_now;
    const std::int64_t given_up_now = given_up_hosts(crawler);
    steps.given_up = std::max(steps.given_up, given_up_now - given_up);
    given_up = given_up_now;
  }
}

}  // namespace

TEST_CASE("between two steps of finding and refusing 1,500 hosts others have their turns") {
  TestCrawl crawl(&aio::SteadyClock::instance());
  crawl.site.page("/", links(forbidden_hosts()));
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.concurrency = 1;
  Steps steps;
  crawl.run([&](crawl::Crawler& crawler) { crawl.loop.create_task(watch(crawler, steps)); });
  steps.is_over = true;
  crawl.loop.run_until_idle();
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE skip_reason = 'forbidden address'") == kHosts);
  CHECK(steps.found <= 1'000);
  CHECK(steps.given_up == 1);
}
