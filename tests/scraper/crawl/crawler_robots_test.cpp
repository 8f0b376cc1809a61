// How a crawl obeys robots.txt, seen from the site.
#include <doctest/doctest.h>

#include "tests/support/compression.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

TEST_CASE("robots.txt is asked for first, and once") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a", "/b"}));
  crawl.site.page("/a", html(""));
  crawl.site.page("/b", html(""));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /a /b");
}

TEST_CASE("robots.txt is asked for once although many pages of the host wait for it") {
  TestCrawl crawl;
  crawl.options.per_host = 8;
  crawl.seeds = {"/1", "/2", "/3", "/4", "/5"};
  crawl.site.page("/robots.txt", plain("").after(20ms));
  crawl.run();
  CHECK(crawl.site.asked().starts_with("/robots.txt /1"));
  CHECK(crawl.site.times_asked("/robots.txt") == 1);
}

TEST_CASE("what robots.txt forbids is never asked for") {
  TestCrawl crawl;
  crawl.seeds = {"/", "/secret/seed"};
  crawl.site.robots("User-agent: trawl\nDisallow: /secret\nDisallow: /*?session=\nAllow: /secret/door\n");
  crawl.site.page("/", links({"/secret", "/secret/door", "/open?session=1", "/open"}));
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.asked() == "/robots.txt / /secret/door /open");
  CHECK(crawl.fate("/secret") == "skipped: robots");
  CHECK(crawl.fate("/secret/seed") == "skipped: robots");
  CHECK(crawl.fate("/open?session=1") == "skipped: robots");
  CHECK(crawl.progress.skipped == std::map<std::string, std::int64_t>{{"robots", 3}});
  crawl.check_file();
}

TEST_CASE("a redirect to a forbidden page is not followed") {
  TestCrawl crawl;
  crawl.site.robots("User-agent: *\nDisallow: /secret");
  crawl.site.page("/", redirect("/secret"));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /");
  CHECK(crawl.fate("/secret") == "skipped: robots");
}

TEST_CASE("of a robots.txt beyond 500 KiB the first 500 KiB are obeyed, up to the last whole line") {
  TestCrawl crawl;
  crawl.seeds = {"/", "/secret", "/late", "/half", "/ha"};
  std::string rules = "User-agent: *\nDisallow: /secret\n";
  const std::string last = "\nDisallow: /half";
  rules.append(500 * 1024 - rules.size() - last.size() + 2, '#').append(last).append("\nDisallow: /late\n");
  rules.resize(2'000'000, '#');
  crawl.site.robots(rules);
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.fate("/secret") == "skipped: robots");
  CHECK(crawl.fate("/late") == "done");
  CHECK(crawl.fate("/half") == "done");
  CHECK(crawl.fate("/ha") == "done");
  CHECK(crawl.rows("SELECT robots_status FROM hosts") == "ok");
}

TEST_CASE("a robots.txt with a faulty body is read as far as it goes") {
  const std::string rules = "User-agent: *\nDisallow: /secret\n";
  const std::string long_rules = rules + "Crawl-delay: 0\n" + std::string(100'000, '#') + "\n";
  TestReply reply = plain(rules);
  SUBCASE("the connection ends too early") {
    reply = plain(long_rules).cut();
  }
  SUBCASE("its compressed body is cut short") {
    std::string packed = gzip(long_rules);
    packed.resize(packed.size() - 20);
    reply = TestReply(200, packed).header("Content-Encoding", "gzip");
  }
  SUBCASE("its compressed body lacks the check bytes") {
    std::string packed = gzip(rules);
    packed.resize(packed.size() - 8);
    reply = TestReply(200, packed).header("Content-Encoding", "gzip");
  }
  SUBCASE("its compressed body has wrong check bytes") {
    std::string packed = gzip(rules);
    packed[packed.size() - 6] ^= 1;
    reply = TestReply(200, packed).header("Content-Encoding", "gzip");
  }
  SUBCASE("it is compressed and longer than the limit") {
    reply = TestReply(200, gzip(rules + std::string(2'000'000, '#'))).header("Content-Encoding", "gzip");
  }
  TestCrawl crawl;
  crawl.options.tries = 1;
  crawl.seeds = {"/", "/secret"};
  crawl.site.page("/robots.txt", reply);
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.fate("/") == "done");
  CHECK(crawl.fate("/secret") == "skipped: robots");
  CHECK(crawl.rows("SELECT robots_status FROM hosts") == "ok");
}

TEST_CASE("a robots.txt of which nothing came is unreachable") {
  TestCrawl crawl;
  crawl.options.tries = 1;
  SUBCASE("no byte of the body") {
    crawl.site.page("/robots.txt", TestReply(200, "x").cut());
  }
  SUBCASE("none that could be unpacked") {
    crawl.site.page("/robots.txt", TestReply(200, gzip("x").substr(0, 4)).header("Content-Encoding", "gzip"));
  }
  crawl.run();
  CHECK(crawl.fate("/") == "skipped: robots unreachable: truncated");
}

TEST_CASE("robots.txt is not asked for when the user ignores it") {
  TestCrawl crawl;
  crawl.options.obey_robots = false;
  crawl.site.robots("User-agent: *\nDisallow: /");
  crawl.site.page("/", html(""));
  crawl.run();
  CHECK(crawl.site.asked() == "/");
}

TEST_CASE("a host without robots.txt may be crawled") {
  for (const int code : {404, 403, 401, 410}) {
    CAPTURE(code);
    TestCrawl crawl;
    crawl.site.page("/robots.txt", status(code));
    crawl.run();
    CHECK(crawl.site.asked() == "/robots.txt /");
    CHECK(crawl.rows("SELECT robots_status FROM hosts") == "none");
  }
}

TEST_CASE(
    "while robots.txt is unreachable nothing of the host is fetched, and in the end the host is given up") {
  TestCrawl crawl;
  crawl.seeds = {"/", "/a"};
  crawl.options.retry_pause = 10s;
  std::string why;
  SUBCASE("because of 5xx") {
    crawl.site.page("/robots.txt", status(500));
    why = "status 500";
  }
  SUBCASE("because of 429") {
    crawl.site.page("/robots.txt", status(429));
    why = "status 429";
  }
  SUBCASE("because of the connection") {
    crawl.site.page("/robots.txt", TestReply().hung_up());
    why = "reset";
  }
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.times_asked("/") == 0);
  CHECK(crawl.fate("/") == "skipped: robots unreachable: " + why);
  CHECK(crawl.fate("/a") == "skipped: robots unreachable: " + why);
  CHECK(crawl.rows("SELECT robots_status, wait_reason FROM hosts") == "unreachable robots unreachable");
  CHECK(crawl.count("SELECT count(*) FROM events WHERE level = 'warning' AND kind = 'robots'") > 0);
  crawl.check_file();
}

TEST_CASE("robots.txt is tried again with growing pauses, as often as a page") {
  TestCrawl crawl;
  crawl.options.retry_pause = 10s;
  crawl.options.tries = 4;
  crawl.site.page("/robots.txt", status(500));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /robots.txt /robots.txt /robots.txt");
  const auto pauses = gaps(crawl.site);
  CHECK(pauses.at(0) == doctest::Approx(10).epsilon(0.001));
  CHECK(pauses.at(1) == doctest::Approx(20).epsilon(0.001));
  CHECK(pauses.at(2) == doctest::Approx(40).epsilon(0.001));
}

TEST_CASE("a host whose robots.txt arrives at the second try is crawled by its rules") {
  TestCrawl crawl;
  crawl.seeds = {"/", "/no"};
  crawl.site.pages("/robots.txt", {status(503), plain("User-agent: *\nDisallow: /no")});
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /robots.txt /");
}

TEST_CASE("a redirected robots.txt is followed, to another host too") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  crawl.seeds = {"/", "/no"};
  crawl.site.page("/robots.txt", redirect("/robots", 301));
  crawl.site.page("/robots", redirect(other.origin() + "/rules", 302));
  other.page("/rules", plain("User-agent: *\nDisallow: /no"));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /robots /");
  CHECK(other.asked() == "/rules");
}

TEST_CASE("a robots.txt that redirects without end counts as none") {
  TestCrawl crawl;
  crawl.site.page("/robots.txt", redirect("/robots.txt"));
  crawl.run();
  CHECK(crawl.site.times_asked("/robots.txt") == 6);
  CHECK(crawl.site.times_asked("/") == 1);
}

TEST_CASE("a resumed crawl uses the robots.txt of the last 24 hours") {
  TestCrawl crawl;
  crawl.site.robots("User-agent: *\nDisallow: /no");
  crawl.site.page("/", links({"/a", "/no", "/b"}));
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/a", [&crawler] { crawler.stop(); }); });
  CHECK(crawl.site.times_asked("/b") == 0);
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /a /b");
}

TEST_CASE("that a host has no robots.txt holds for 24 hours as well, and the error page is not kept") {
  TestCrawl crawl;
  TestReply none = html("User-agent: *");
  none.status = 404;
  crawl.site.page("/robots.txt", none);
  crawl.site.page("/", links({"/a", "/b"}));
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/a", [&crawler] { crawler.stop(); }); });
  CHECK(crawl.rows("SELECT robots_status, robots_txt IS NULL FROM hosts") == "none 1");
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /a /b");
}

TEST_CASE("a robots.txt older than 24 hours is asked for again") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a", "/b"}));
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/a", [&crawler] { crawler.stop(); }); });
  storage::Connection(crawl.file(), storage::Access::write)
      .execute("UPDATE hosts SET robots_fetched_at = robots_fetched_at - 24 * 3600");
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /a /robots.txt /b");
}

TEST_CASE("a crawl that lasts longer than 24 hours asks for robots.txt again, and obeys it") {
  TestCrawl crawl;
  crawl.options.delay = 1s;
  crawl.site.pages("/robots.txt", {status(404), plain("User-agent: *\nDisallow: /c")});
  crawl.site.page("/", links({"/a", "/b", "/c", "/d"}));
  crawl.when_asked(
      "/a", [&crawl] { crawl.loop.call_later(500ms, [&crawl] { crawl.skipping_clock.advance(24h); }); });
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /a /robots.txt /b /d");
}
