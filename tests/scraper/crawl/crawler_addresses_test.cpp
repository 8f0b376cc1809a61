// Many names on one address, at the wire: how many requests are under way at once.
#include <algorithm>

#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;
using namespace trawl::support;

namespace {

/// 30 names on the address of one site, each with its home page, all seeds. The site takes a moment.
struct Names : TestCrawl {
  explicit Names(const std::string& suffix = "shared.test") : TestCrawl(&aio::SteadyClock::instance()) {
    options.resolve = {"*:" + std::to_string(site.port()) + ":127.0.0.1"};
    options.scope = crawl::ScopePreset::any;
    site.page("/robots.txt", status(404).after(30ms));
    site.page("/", html("").after(30ms));
    seeds.clear();
    for (int i = 0; i < 30; ++i)
      seeds.push_back("http://h" + std::to_string(i) + "." + suffix + ":" + std::to_string(site.port()) +
                      "/");
  }
};

}  // namespace

TEST_CASE("thirty names on one address are asked eight at once") {
  Names crawl;
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.most_at_once() == 8);
  CHECK(crawl.site.times_asked("/") == 30);
  CHECK(crawl.count("SELECT count(*) FROM pages WHERE status = 200") == 30);
}

TEST_CASE("as many are asked at once as the user allows for an address, and all without a limit") {
  for (const std::size_t most : {1u, 3u, 0u}) {
    Names crawl;
    crawl.options.per_address = static_cast<int>(most);
    CHECK(crawl.run() == Ending::finished);
    CHECK(crawl.site.times_asked("/") == 30);
    if (most > 0) CHECK(crawl.site.most_at_once() == most);
    if (most == 0) CHECK(crawl.site.most_at_once() > 8);
  }
}

TEST_CASE("as many are asked at once as the user allows for a domain") {
  Names crawl;
  crawl.options.per_domain = 2;
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.most_at_once() == 2);
  CHECK(crawl.site.times_asked("/") == 30);
}

TEST_CASE("names that only a page leads to share their address, too, and wait for it") {
  Names crawl;
  std::vector<std::string> names;
  names.swap(crawl.seeds);
  crawl.seeds = {"/start"};
  crawl.site.page("/start", links(names));
  crawl.options.allow_private = true;
  std::vector<std::string> reasons;
  crawl.run([&](crawl::Crawler& crawler) {
    crawl.loop.call_later(150ms, [&] {
      for (const auto& host : crawler.hosts(100)) reasons.push_back(host.wait_reason);
    });
  });
  CHECK(crawl.site.most_at_once() == 8);
  CHECK(crawl.site.times_asked("/") == 30);
  CHECK(std::count(reasons.begin(), reasons.end(), "address") > 0);
}

TEST_CASE("with a limit for an address each host keeps its own delay") {
  Names crawl;
  crawl.options.delay = 300ms;
  const auto begun = aio::SteadyClock::instance().now();
  CHECK(crawl.run() == Ending::finished);
  CHECK(aio::SteadyClock::instance().now() - begun < 6s);  // not 60 requests, 300 ms apart
}
