// The numbers of a crawl are the same wherever they are shown: in the rows, the counters, the hosts, the
// summary, the status line, the status page, its metrics, and in those of `trawl serve`.
#include "tests/support/same_numbers.hpp"

#include <atomic>
#include <csignal>
#include <thread>

#include <doctest/doctest.h>
#include <unistd.h>

#include "scraper/cli/print/summary.hpp"
#include "storage/reader.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/local_listener.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;
using crawl::Crawler;

namespace {

/// A crawl after each run of which all places are compared.
struct Compared : TestCrawl {
  Ending run(const std::function<void(Crawler&)>& meet = {}) {
    const Ending ending = TestCrawl::run(meet);
    check_same_numbers(file(), progress, hosts);
    cli::CrawlEnd end;
    end.ending = ending;
    end.numbers = progress;
    check_summary(file(), cli::summary(end, file(), 0));
    return ending;
  }
  std::int64_t number(const std::string& name) const {
    const Numbers numbers = numbers_in_rows(file());
    return numbers.contains(name) ? numbers.at(name) : 0;
  }
};

std::string origin_that_refuses() {
  const int listener = local_listener();
  std::string origin = local_origin(listener);
  close(listener);
  return origin;
}

TestReply with_etag(TestReply reply) {
  return reply.header("ETag", "\"1\"");
}

/// A site with everything that is counted: links out of scope, a sitemap, errors, a page that fails once.
void furnish(TestSite& site) {
  site.robots("Sitemap: /map.xml\nUser-agent: *\nDisallow: /private\n");
  site.page("/map.xml",
            with_etag(plain("<urlset><url><loc>/listed</loc></url><url><loc>/a</loc></url></urlset>")));
  site.page("/", with_etag(links({"/a", "/gone", "/broken", "/silent", "/busy", "/to-a", "/private/x",
                                  "http://elsewhere.test/", "/b", "/c", "/d"})));
  site.pages("/busy", {status(503), html("not any more")});
  site.page("/broken", status(500));
  site.page("/silent", TestReply().hung_up());
  site.page("/to-a", redirect("/a"));
  for (const char* target : {"/a", "/b", "/c", "/d", "/listed"}) site.page(target, with_etag(html(target)));
}

}  // namespace

TEST_CASE_FIXTURE(Compared, "a plain crawl has the same numbers in all places") {
  site.page("/", links({"/a", "/b", "http://elsewhere.test/"}));
  for (const char* target : {"/a", "/b"}) site.page(target, html(target));
  run();
  CHECK(number("pages") == 3);
  CHECK(number("errors") == 0);
  CHECK(number("links") == 3);
  CHECK(number("skipped scope") == 1);
}

TEST_CASE_FIXTURE(Compared, "404, 500, a closed connection and a refused one are errors in all places") {
  options.tries = 1;
  options.obey_robots = false;  // or the host that refuses is never asked for its page
  seeds.push_back(origin_that_refuses() + "/");
  site.page("/", links({"/gone", "/broken", "/silent"}));
  site.page("/broken", status(500));
  site.page("/silent", TestReply().hung_up());
  run();
  CHECK(number("pages") == 5);
  CHECK(number("errors") == 4);
  CHECK(number("error status 404") == 1);
  CHECK(number("error status 500") == 1);
  CHECK(number("error connect") == 1);
  CHECK(number(site.origin() + " errors") == 3);
}

TEST_CASE_FIXTURE(Compared, "a failed try is a retry and no error, in all places and however the URL ends") {
  options.tries = 3;
  site.page("/", links({"/late", "/never", "/gate"}));
  site.pages("/late", {status(503), status(500), html("at last")});
  site.page("/never", status(503));
  site.pages("/gate", {redirect("/gate").header("Set-Cookie", "a=1"), html("in")});
  run();
  CHECK(number("retries") == 2 + 2);
  CHECK(number("errors") == 1);
  CHECK(number("pages") == 4);
}

TEST_CASE_FIXTURE(Compared,
                  "a crawl that is stopped at any page and resumed has the same numbers all the time") {
  options.sitemap = crawl::SitemapUse::automatic;
  options.tries = 2;
  options.retry_pause = 1s;
  furnish(site);
  for (const char* target : {"/gone", "/busy", "/b"}) {
    const bool is_given_up = std::string(target) == "/b";
    if (is_given_up) site.pages("/b", {html("").held(), html("b")});
    run([&](Crawler& crawler) {
      when_asked(target, [&] { is_given_up ? crawler.stop_now() : crawler.stop(); });
    });
    CHECK(number("queued") > 0);
  }
  CHECK(run() == Ending::finished);
  CHECK(number("pages") == 11);
  CHECK(progress.pages_this_run < 11);
  CHECK(number("sitemaps") == 1);
  CHECK(number("errors") == 3);
  CHECK(number("retries") >= 3);  // a request on a kept connection that was dead is sent again
  check_file();
}

TEST_CASE_FIXTURE(Compared, "at its page limit a crawl has the same numbers, and when it goes on") {
  options.page_limit = 4;
  furnish(site);
  CHECK(run() == Ending::page_limit);
  CHECK(number("pages") == 4);
  CHECK(number("queued") > 0);
  CHECK(run() == Ending::page_limit);
  CHECK(number("pages") == 4);
  CHECK(number(site.origin() + " pages") == 4);
  CHECK(count("SELECT count(*) FROM pages") == 4);
  options.page_limit = 6;
  CHECK(run() == Ending::page_limit);
  CHECK(number("pages") == 6);
}

TEST_CASE_FIXTURE(Compared,
                  "what a host may not give is skipped in all places, also what is in the store alone") {
  options.host_page_limit = 2;
  std::vector<std::string> targets;
  for (int i = 0; i < 2'000; ++i) targets.push_back("/" + std::to_string(i));
  site.page("/", links(targets));
  run();
  CHECK(number("pages") == 2);
  CHECK(number("skipped host page limit") == 1'999);
  CHECK(number("queued") == 0);
}

TEST_CASE_FIXTURE(Compared, "a recrawl with 304s and sitemaps has its own numbers, the same in all places") {
  options.sitemap = crawl::SitemapUse::automatic;
  furnish(site);
  run();
  const std::int64_t links = number("links");
  for (const char* target : {"/", "/a", "/b", "/c", "/map.xml"}) site.page(target, status(304));
  run();
  CHECK(count("SELECT count(*) FROM pages WHERE status = 304") == 5);
  CHECK(number("pages") == 11);
  CHECK(number("sitemaps") == 1);
  CHECK(number("links") == links);
  CHECK(number("errors") == 3);
  CHECK(number("bytes") < count("SELECT sum(size) FROM pages WHERE crawl_id = 2"));
}

TEST_CASE_FIXTURE(Compared,
                  "a host that was done before the crawl was stopped is shown after it is resumed") {
  options.scope = crawl::ScopePreset::any;
  TestSite other(clock);
  seeds.push_back(other.origin() + "/");
  other.page("/", html("other"));
  site.page("/", links({"/a", "/b", "/c"}));
  run([&](Crawler& crawler) { when_asked("/b", [&crawler] { crawler.stop(); }); });
  CHECK(number(other.origin() + " pages") == 1);
  CHECK(run() == Ending::finished);
  CHECK(hosts.size() == 2);
}

TEST_CASE_FIXTURE(Compared, "each crawl of a file may take a host's page limit anew") {
  options.host_page_limit = 2;
  site.page("/", links({"/a", "/b"}));
  run();
  run();
  CHECK(rows("SELECT crawl_id, count(*) FROM pages GROUP BY 1") == "1 2, 2 2");
}

TEST_CASE_FIXTURE(Compared,
                  "while a crawl runs it shows what is in the file; the queue includes what is in flight") {
  site.page("/", links({"/a"}));
  site.page("/a", links({"/b", "/gone"}));
  storage::LiveNumbers shown;
  std::vector<storage::LiveHost> shown_hosts;
  TestCrawl::run([&](Crawler& crawler) {
    when_asked("/b", [&] {
      check_same_numbers(file());
      shown = crawler.progress();
      shown_hosts = crawler.hosts(10);
      Numbers in_file = numbers_in_rows(file());
      CHECK(shown.in_flight == 1);
      CHECK(in_file.at("queued") == 2);
      CHECK(in_file.at("leased") == 2);
      CHECK(shown.queued == 2);
      CHECK(shown.pages == in_file.at("pages"));
      CHECK(shown_hosts.at(0).queued == 2);
      CHECK(shown_hosts.at(0).pages == 2);
    });
  });
  CHECK(shown.pages == 2);
}

TEST_CASE_FIXTURE(cli::testing::CommandLine,
                  "a crawl that is killed and resumed shows the same numbers everywhere, before and after") {
  if (trawl.empty()) return;
  TestSite site;
  furnish(site);
  site.pages("/c", {html("").held(), html("c")});
  const std::vector<std::string> flags{"--delay", "0", "--ui", "off"};
  const auto with_flags = [&](std::vector<std::string> words) {
    words.insert(words.end(), flags.begin(), flags.end());
    return words;
  };
  const std::filesystem::path file = folder / "a.db";
  {
    Subprocess killed(program(with_flags({site.origin(), "-o", "a.db", "--per-host", "2"})));
    std::atomic<bool> is_asked{false};
    site.when_asked("/c", [&] { is_asked = true; });
    while (!is_asked) std::this_thread::yield();
    killed.send_signal(SIGKILL);
    killed.wait();
  }
  check_same_numbers(file);
  CHECK(numbers_in_rows(file).at("leased") > 0);
  CHECK(storage::Reader(file).newest_crawl()->numbers.in_flight == 0);

  const auto resumed = run(with_flags({"resume", "a.db"}));
  CHECK(resumed.exit_code == 0);
  check_same_numbers(file);
  check_summary(file, resumed.err);
  const Numbers rows = numbers_in_rows(file);
  CHECK(rows.at("pages") == 11);
  CHECK(rows.at(site.origin() + " pages") == 11);

  Subprocess server(program({"serve", "a.db"}));
  const std::string said = server.said("\n");
  const int port = port_of(said.substr(said.find("http://")));
  CHECK(numbers_in_status(answer_to(port, request_text(port, "GET /api/status")).body) == rows);
  CHECK(numbers_in_metrics(answer_to(port, request_text(port, "GET /metrics")).body) == rows);
  server.send_signal(SIGINT);
  server.wait();
}
