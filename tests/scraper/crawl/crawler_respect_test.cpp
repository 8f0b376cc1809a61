// What sites ask of machines, recorded by a crawl and obeyed with --respect, seen from the site.
#include <doctest/doctest.h>

#include "storage/page_details.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

constexpr const char* kAll =
    "SELECT source, ifnull(scope, '-'), label, value, page_id IS NULL FROM usage_preferences ORDER BY id";

struct Asking : TestCrawl {
  Asking() {
    site.robots("User-agent: *\nContent-Usage: /a train-ai=n\nContent-Signal: search=yes, ai-input=no\n");
    site.page("/", links({"/a", "/b", "/c"}));
    site.page("/a", html("a"));
    site.page("/b", links({"/d"}).header("Content-Usage", "train-ai=n"));
    site.page("/c", html("c", "<meta name=tdm-reservation content=1>"));
    site.page("/d", html("d"));
  }
};

}  // namespace

TEST_CASE("what sites ask for is recorded, and not obeyed unless a person says so") {
  Asking crawl;
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.pages() == "/, /a, /b, /c, /d");
  CHECK(crawl.rows(kAll) ==
        "robots.txt content-usage /a train-ai n 1, robots.txt content-signal / search yes 1, "
        "robots.txt content-signal / ai-input no 1, header content-usage - train-ai n 0, "
        "meta tdm-reservation - tdm-reservation 1 0");
  CHECK(crawl.count("SELECT count(*) FROM usage_preferences WHERE host_id NOT IN (SELECT id FROM hosts)") ==
        0);
  CHECK(crawl.site.times_asked("/.well-known/tdmrep.json") == 0);
  const std::int64_t page = crawl.count("SELECT id FROM pages WHERE url LIKE '%/b'");
  CHECK(storage::PageDetails(crawl.file()).usage(page) ==
        std::vector<std::string>{"train-ai=n (header content-usage)"});
  crawl.check_file();
}

TEST_CASE(
    "with --respect a page is not asked for where robots.txt says so, and not kept where it says so itself") {
  Asking crawl;
  crawl.options.respect = {"train-ai"};
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.asked() == "/robots.txt / /b /c");
  CHECK(crawl.fate("/a") == "skipped: usage preference: train-ai=n (robots.txt content-usage)");
  CHECK(crawl.fate("/b") == "skipped: usage preference: train-ai=n (header content-usage)");
  CHECK(crawl.fate("/d") == "");
  CHECK(crawl.pages() == "/, /c");
  CHECK(crawl.count("SELECT count(*) FROM bodies") == 2);
  CHECK(crawl.rows("SELECT scope, label FROM usage_preferences WHERE source LIKE 'header%'") ==
        "/b train-ai");
  crawl.check_file();
  crawl.options.respect = {};
  crawl.options.crawl = 0;
  crawl.run();
  CHECK(crawl.pages() == "/, /, /a, /b, /c, /c, /d");
}

TEST_CASE("a page that is not kept takes no place of the page limit") {
  Asking crawl;
  crawl.options.respect = {"train-ai"};
  crawl.options.page_limit = 2;
  crawl.run();
  CHECK(crawl.pages() == "/, /c");
}

TEST_CASE("tdmrep.json is asked for with --respect tdm, in the pace of the host, and obeyed") {
  Asking crawl;
  crawl.options.respect = {"tdm"};
  crawl.options.delay = 2s;
  crawl.site.page("/.well-known/tdmrep.json", TestReply(200, R"([{"location": "/b", "tdm-reservation": 1}])")
                                                  .header("Content-Type", "application/json"));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /.well-known/tdmrep.json / /a /c");
  for (const double gap : gaps(crawl.site)) CHECK(gap >= 1.99);
  CHECK(crawl.fate("/b") == "skipped: usage preference: tdm-reservation=1 (tdmrep.json)");
  CHECK(crawl.fate("/c") == "skipped: usage preference: tdm-reservation=1 (meta tdm-reservation)");
  CHECK(crawl.rows("SELECT scope FROM usage_preferences WHERE source = 'tdmrep.json'") == "/b");
}

TEST_CASE("a host without tdmrep.json, or with one that is none, reserves nothing") {
  for (const int status : {404, 200, 500}) {
    Asking crawl;
    crawl.options.respect = {"tdm"};
    crawl.site.page("/.well-known/tdmrep.json", TestReply(status, "<html>no</html>"));
    crawl.run();
    CHECK(crawl.pages() == "/, /a, /b, /d");
  }
}

TEST_CASE("what robots.txt asks for takes the place of what it asked before") {
  Asking crawl;
  crawl.run();
  crawl.site.robots("User-agent: *\nContent-Usage: search=y\n");
  crawl.options.crawl = 0;
  crawl.run();
  CHECK(crawl.rows("SELECT source, label, value FROM usage_preferences WHERE page_id IS NULL") ==
        "robots.txt content-usage search y");
}
