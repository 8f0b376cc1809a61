// The order in which a crawl asks, and how much of the frontier it keeps in memory.
#include <doctest/doctest.h>

#include "storage/reader.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {
std::vector<std::string> paths(int n) {
  std::vector<std::string> targets;
  for (int i = 1; i <= n; ++i) targets.push_back("/" + std::to_string(i));
  return targets;
}
}  // namespace

TEST_CASE("the pages of a host are asked for in the order in which they were found") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a", "/b"}));
  crawl.site.page("/a", links({"/a/1", "/a/2"}));
  crawl.site.page("/b", links({"/b/1"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /a /b /a/1 /a/2 /b/1");
}

TEST_CASE("hosts take turns") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.concurrency = 1;
  crawl.options.delay = 1s;
  crawl.seeds.push_back(other.origin() + "/");
  crawl.site.page("/", links(paths(50)));
  other.page("/", links(paths(50)));
  crawl.run();
  const auto a = crawl.site.arrivals(), b = other.arrivals();
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(std::chrono::abs(a[i].at - b[i].at) <= 1s);
}

TEST_CASE("a page with more links than the frontier keeps in memory is crawled to its last link") {
  TestCrawl crawl;
  const auto targets = paths(1'500);
  std::int64_t leased = 0;
  crawl.site.page("/", links(targets));
  crawl.run([&](crawl::Crawler& crawler) {
    crawl.when_asked(targets.at(3), [&] {
      leased = crawl.count("SELECT count(*) FROM urls WHERE state = 'leased'");
      CHECK(crawler.progress().queued > 1'400);
    });
  });
  CHECK(leased > 100);
  CHECK(leased <= 1'024);
  CHECK(crawl.site.arrived() == 1'502);
  CHECK(crawl.count("SELECT count(*) FROM pages") == 1'501);
  crawl.check_file();
}

TEST_CASE("the progress of a running crawl adds up") {
  TestCrawl crawl;
  crawl.options.page_limit = 500;
  crawl.options.concurrency = 9;
  crawl.site.page("/", links(paths(20)));
  crawl.run([&](crawl::Crawler& crawler) {
    crawl.when_asked("/10", [&crawler] {
      const auto now = crawler.progress();
      CHECK(now.state == storage::CrawlState::running);
      CHECK(now.in_flight == 1);
      CHECK(now.pages >= 1);  // what is committed
      CHECK(now.pages <= 10);
      CHECK(now.queued == 21 - now.pages);
      CHECK(now.page_limit == 500);
      CHECK(now.concurrency == 9);
      const auto hosts = crawler.hosts(10);
      REQUIRE(hosts.size() == 1);
      CHECK(hosts[0].pages == now.pages);
      CHECK(hosts[0].queued == now.queued);
      CHECK(hosts[0].in_flight == 1);
      CHECK(hosts[0].wait_reason == "in flight");
    });
  });
  CHECK(crawl.progress.pages == 21);
  CHECK(crawl.progress.queued == 0);
  CHECK(crawl.progress.in_flight == 0);
  CHECK(crawl.progress.links == 20);
}

TEST_CASE("the course of a crawl is kept second by second, up to its end and over its runs") {
  TestCrawl crawl;
  crawl.options.delay = 1s;
  crawl.site.page("/", links(paths(20)));
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/10", [&crawler] { crawler.stop(); }); });
  const auto samples = [&] { return storage::Reader(crawl.file()).samples(); };
  const auto first = samples();
  REQUIRE(first.size() > 9);
  CHECK(first.size() < 14);
  CHECK(first.front().seconds < 1);
  CHECK(first.back().pages == crawl.progress.pages);
  CHECK(first.back().queued == crawl.progress.queued);
  CHECK(first.back().bytes == crawl.progress.bytes);
  const double end = first.back().seconds;

  crawl.run();
  CHECK(crawl.progress.earlier_s == end);
  const auto all = samples();
  CHECK(all.size() > first.size() + 9);
  CHECK(all[first.size()].seconds >= end);
  CHECK(all[first.size()].seconds < end + 2);  // the time between the runs does not count
  CHECK(all.back().pages == 21);
  CHECK(all.back().errors == 20);  // only the first page is there
  CHECK(crawl.progress.hosts_asked == 1);
  CHECK(crawl.progress.hosts == 1);
}

TEST_CASE("the rates that are kept for charts are those of the last ten seconds") {
  TestCrawl crawl;
  crawl.options.delay = 1s;
  crawl.site.page("/", links(paths(40)));
  crawl.run();
  const std::string last = " FROM stats WHERE key = 'pages_per_second' ORDER BY at DESC LIMIT 1";
  CHECK(crawl.count("SELECT count(*) FROM stats WHERE key = 'pages_per_second'") > 5);
  CHECK(crawl.rows("SELECT value BETWEEN 0.9 AND 1.1" + last) == "1");
}
