// Pausing, stopping and resuming a crawl.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;
using crawl::Crawler;
using storage::CrawlState;

namespace {

/// 40 pages, linked as a tree and back to the beginning.
void add_site(TestSite& site) {
  for (int i = 0; i < 40; ++i) {
    std::vector<std::string> targets{"/"};
    for (int child = 3 * i + 1; child <= 3 * i + 3 && child < 40; ++child)
      targets.push_back("/" + std::to_string(child));
    site.page(i == 0 ? "/" : "/" + std::to_string(i), links(targets));
  }
}

std::string undisturbed_pages() {
  TestCrawl crawl;
  add_site(crawl.site);
  crawl.run();
  return crawl.pages();
}

}  // namespace

TEST_CASE("a crawl that is stopped again and again gives the same pages, each fetched once") {
  TestCrawl crawl;
  crawl.options.per_host = 3;
  add_site(crawl.site);
  int runs = 0;
  for (Ending ending = Ending::interrupted; ending == Ending::interrupted; ++runs) {
    const std::string next = "/" + std::to_string(7 * runs + 5);
    ending = crawl.run([&](Crawler& crawler) {
      CHECK(crawler.start().resumed == (runs > 0));
      crawl.when_asked(next, [&crawler] { crawler.stop(); });
    });
    crawl.check_file();
  }
  CHECK(runs >= 2);  // three are in flight at a time, so some that should stop a run arrive in the run before
  CHECK(crawl.pages() == undisturbed_pages());
  CHECK(crawl.site.arrivals().size() == 41);
  CHECK(crawl.count("SELECT count(*) FROM crawls") == 1);
  CHECK(crawl.rows("SELECT status, exit_reason FROM crawls") == "finished nothing left to fetch");
}

TEST_CASE("several parsers give the same pages as one, also across stops") {
  TestCrawl crawl;
  crawl.options.parsers = 4;
  crawl.options.per_host = 8;
  add_site(crawl.site);
  const auto stop_at = [&crawl](const char* target) {
    return crawl.run([&](Crawler& crawler) { crawl.when_asked(target, [&crawler] { crawler.stop(); }); });
  };
  CHECK(stop_at("/3") == Ending::interrupted);
  crawl.check_file();
  stop_at("/35");
  crawl.check_file();
  if (crawl.progress.queued > 0) crawl.run();
  CHECK(crawl.pages() == undisturbed_pages());
  CHECK(crawl.site.arrivals().size() == 41);
}

TEST_CASE("a stopped crawl starts nothing more and keeps what was in flight") {
  TestCrawl crawl;
  add_site(crawl.site);
  CHECK(crawl.run([&](Crawler& crawler) {
    crawl.when_asked("/2", [&crawler] {
      crawler.stop();
      CHECK(crawler.progress().state == CrawlState::stopping);
    });
  }) == Ending::interrupted);
  CHECK(crawl.site.asked() == "/robots.txt / /1 /2");
  CHECK(crawl.fate("/2") == "done");
  CHECK(crawl.fate("/3") == "pending");
  CHECK(crawl.progress.state == CrawlState::interrupted);
  CHECK(crawl.rows("SELECT status, exit_reason FROM crawls") == "interrupted interrupted");
}

TEST_CASE("a stopped crawl waits ten seconds for what is in flight, then gives it back") {
  TestCrawl crawl;
  add_site(crawl.site);
  crawl.site.page("/2", html("").held());
  const auto begun = crawl.clock.now();
  crawl.run([&](Crawler& crawler) {
    crawl.when_asked("/2", [&] {
      crawler.stop();
      crawl.skipping_clock.advance(9'999ms);
      crawl.loop.call_soon([&crawl] { crawl.skipping_clock.advance(1ms); });
    });
  });
  CHECK(crawl.clock.now() - begun >= 10s);
  CHECK(crawl.fate("/2") == "pending");
  CHECK(crawl.rows("SELECT attempts FROM urls WHERE url LIKE '%/2'") == "0");
  crawl.check_file();
}

TEST_CASE("a second stop gives what is in flight no more time") {
  TestCrawl crawl;
  add_site(crawl.site);
  crawl.site.page("/2", html("").held());
  crawl.run([&](Crawler& crawler) {
    crawl.when_asked("/2", [&] {
      crawler.stop();
      crawl.loop.call_later(10'001ms, [&crawl] { crawl.site.release(); });  // too late
      crawl.skipping_clock.advance(9s);
      crawler.stop();
      crawl.loop.call_soon([&crawl] { crawl.skipping_clock.advance(1'002ms); });
    });
  });
  CHECK(crawl.fate("/2") == "pending");
}

TEST_CASE("a crawl that is stopped twice leaves no timer behind when it ends in time") {
  TestCrawl crawl;  // which looks at the loop in the end
  add_site(crawl.site);
  crawl.run([&](Crawler& crawler) {
    crawl.when_asked("/2", [&crawler] {
      crawler.stop();
      crawler.stop();
    });
  });
  CHECK(crawl.fate("/2") == "done");
}

TEST_CASE("stopped at once, a crawl gives back what is in flight, and fetches it when it is resumed") {
  TestCrawl crawl;
  add_site(crawl.site);
  crawl.site.pages("/2", {html("").held(), links({"/7", "/8", "/9"})});
  CHECK(crawl.run([&](Crawler& crawler) { crawl.when_asked("/2", [&crawler] { crawler.stop_now(); }); }) ==
        Ending::interrupted);
  CHECK(crawl.fate("/2") == "pending");
  crawl.check_file();
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.pages() == undisturbed_pages());
  crawl.check_file();
}

TEST_CASE("a second stop may be immediate") {
  TestCrawl crawl;
  crawl.site.page("/", html("").held());
  CHECK(crawl.run([&](Crawler& crawler) {
    crawl.when_asked("/", [&crawler] {
      crawler.stop();
      crawler.stop_now();
    });
  }) == Ending::interrupted);
  CHECK(crawl.fate("/") == "pending");
}

TEST_CASE("a crawl may be stopped while robots.txt is on its way") {
  TestCrawl crawl;
  crawl.site.page("/robots.txt", plain("").held());
  CHECK(crawl.run([&](Crawler& crawler) {
    crawl.when_asked("/robots.txt", [&crawler] { crawler.stop_now(); });
  }) == Ending::interrupted);
  CHECK(crawl.fate("/") == "pending");
}

TEST_CASE("a crawl stopped before it ran fetches nothing and can be resumed") {
  TestCrawl crawl;
  CHECK(crawl.run([](Crawler& crawler) { crawler.stop(); }) == Ending::interrupted);
  CHECK(crawl.site.asked() == "");
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.asked() == "/robots.txt /");
}

TEST_CASE("a crawl whose store cannot be read ends at once with the error") {
  TestCrawl crawl;
  add_site(crawl.site);
  crawl.run([&](Crawler& crawler) { crawl.when_asked("/", [&crawler] { crawler.stop(); }); });
  storage::Connection(crawl.file(), storage::Access::write)
      .execute("UPDATE urls SET kind = 'strange' WHERE state = 'pending'");
  crawl.options.time_limit = 60s;
  const auto begun = crawl.clock.now();
  CHECK_THROWS_AS(crawl.run(), storage::Error);
  CHECK(crawl.clock.now() - begun < 1s);
}

TEST_CASE("an error of the store cancels what is in flight") {
  TestCrawl crawl;
  add_site(crawl.site);
  crawl.site.page("/2", html("").held());
  crawl.options.per_host = 3;
  crawl.run([&](Crawler& crawler) { crawl.when_asked("/", [&crawler] { crawler.stop(); }); });
  storage::Connection(crawl.file(), storage::Access::write).execute(R"sql(
      CREATE TRIGGER estrange AFTER INSERT ON urls BEGIN
        UPDATE urls SET kind = 'strange' WHERE id = new.id;
      END)sql");
  CHECK_THROWS_AS(crawl.run(), storage::Error);
  CHECK(crawl.site.times_asked("/2") == 1);
}

TEST_CASE("a paused crawl starts nothing until it goes on") {
  TestCrawl crawl;
  add_site(crawl.site);
  aio::TimePoint paused;
  crawl.run([&](Crawler& crawler) {
    CHECK(crawler.progress().state == CrawlState::running);
    crawl.when_asked("/2", [&] {
      crawler.pause();
      CHECK(crawler.progress().state == CrawlState::paused);
      paused = crawl.clock.now();
      crawl.loop.call_later(1h, [&] {
        crawler.go_on();
        CHECK(crawler.progress().state == CrawlState::running);
      });
    });
  });
  CHECK(crawl.pages() == undisturbed_pages());
  const auto arrivals = crawl.site.arrivals();
  CHECK(arrivals.at(3).target == "/2");
  CHECK(arrivals.at(4).at - paused >= 1h);
}

TEST_CASE("a paused crawl can be stopped") {
  TestCrawl crawl;
  add_site(crawl.site);
  CHECK(crawl.run([&](Crawler& crawler) {
    crawl.when_asked("/2", [&] {
      crawler.pause();
      crawl.loop.call_later(1min, [&crawler] { crawler.stop(); });
    });
  }) == Ending::interrupted);
  CHECK(crawl.site.asked() == "/robots.txt / /1 /2");
}

TEST_CASE("a finished crawl is not resumed: the next one begins anew and fetches its seeds again") {
  TestCrawl crawl;
  crawl.site.page("/", html(""));
  crawl.run();
  crawl.run([](Crawler& crawler) { CHECK_FALSE(crawler.start().resumed); });
  CHECK(crawl.rows("SELECT crawl_id, url FROM pages ORDER BY id") == "1 /, 2 /");
}

TEST_CASE("two crawls cannot write one file") {
  TestCrawl crawl;
  crawl.run([&](Crawler&) {
    const auto open_again = [&] { Crawler(crawl.loop, crawl.options, {}, "{}"); };
    CHECK_THROWS_AS(open_again(), storage::Error);
  });
}
