// The views of the page in a browser, on a crawl file whose strings are hostile.
#include <memory>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/cli/run/page_extras.hpp"
#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/conformance.hpp"
#include "web/server.hpp"

using namespace trawl;
using namespace trawl::storage::testing;

using nlohmann::json;

namespace {

constexpr const char* kViews[] = {"",
                                  "pages",
                                  "hosts",
                                  "host?name=http://a.example",
                                  "links",
                                  "queue",
                                  "skipped",
                                  "events",
                                  "log",
                                  "tables",
                                  "table?table=links",
                                  "page?id=1",
                                  "page?id=50",
                                  "search?q=script",
                                  "reports",
                                  "report?name=broken_links",
                                  "report?name=duplicate_content",
                                  "steer",
                                  "sql",
                                  "sql?sql=SELECT%20title%20FROM%20pages",
                                  "sql?sql=SELECT%20nothing"};

constexpr const char* kHostile =
    "\u202egnp.<script>window.broken = 1</script><img src=x onerror=\"window.broken = 1\">";

/// A file with 250 pages that link to the next, each with a hostile title and body, and a browser that
/// shows it.
struct Viewed : CrawlFile {
  Viewed() {
    for (int i = 1; i <= 250; ++i) {
      storage::Visit visit = fetched(new_url("/" + std::to_string(i)), i % 50 == 0 ? 404 : 200);
      visit.page->title = std::to_string(i) + " " + kHostile;
      if (i == 1) {
        const std::string body = std::string("<p id=p>words</p>") + kHostile;
        visit.page->body = storage::compress_body(body, storage::hash_bytes(body));
      }
      add_link(visit, new_url("/" + std::to_string(i + 1)), kHostile);
      commit(std::move(visit));
    }
    if (const std::string program = support::Browser::path(); !program.empty())
      browser = std::make_unique<support::Browser>(program);
  }

  void open(const std::string& view) {
    browser->open(server.address() + "#/" + view);
    browser->wait_until("document.querySelectorAll('#view tbody tr').length > 0");
  }
  void go(const std::string& view) {
    browser->value("location.hash = '#/" + view + "'");
    browser->wait_until("document.querySelectorAll('#view tbody tr').length > 0");
  }
  int rows() { return browser->value("document.querySelectorAll('#view tbody tr').length"); }
  void wait_for_rows(int number) {
    browser->wait_until("document.querySelectorAll('#view tbody tr').length === " + std::to_string(number));
  }

  /// Shows a view, whole.
  void show(const std::string& view) {
    browser->value("location.hash = '#/" + view + "'");
    browser->wait_until(
        "!/(Reading|Looking|Counting) …/.test(document.body.textContent) && "
        "(location.hash === '#/' || document.querySelector('#view h2, #view [role=alert]') !== null)");
  }
  /// All that the command line adds, but for the user's own folder.
  static web::ServerOptions with_extras() {
    web::ServerOptions options;
    options.extras = cli::page_extras();
    options.extras.saved_queries = [] {
      return std::vector<std::pair<std::string, std::string>>{
          {"pages", "SELECT id, size FROM pages LIMIT 9"}};
    };
    options.extras.save_query = {};
    return options;
  }

  web::Server server{with_extras(), file()};
  std::unique_ptr<support::Browser> browser;
};

}  // namespace

TEST_CASE_FIXTURE(Viewed, "pages are filtered, sorted and continued, and the address keeps how") {
  if (!browser) return;
  open("pages");
  CHECK(rows() == 100);
  browser->wait_until("document.querySelector('#view [role=status]').textContent === '250 rows'");
  browser->value(
      "[...document.querySelectorAll('#view button')].find((b) => b.textContent === 'More rows').click()");
  wait_for_rows(200);
  browser->value(
      "[...document.querySelectorAll('#view a.chip')].find((a) => a.textContent === 'Client "
      "errors').click()");
  wait_for_rows(5);
  CHECK(browser->value("location.hash") == "#/pages?status_class=4");
  browser->value(
      "[...document.querySelectorAll('#view th button')].find((b) => "
      "b.textContent.startsWith('url')).click()");
  browser->wait_until("document.querySelector('#view th[aria-sort=ascending]')?.textContent === 'url ↑'");
  CHECK(browser->value("document.querySelector('#view tbody a').textContent") == "http://a.example/100");
  browser->value("location.hash = '#/pages?_where=id%20%3D'");
  browser->wait_until("document.querySelector('#view [role=alert]') !== null");
}

TEST_CASE_FIXTURE(Viewed, "no string of a page becomes markup, turns text around or runs") {
  if (!browser) return;
  const std::string address = server.address();
  browser->open(address);
  for (const char* view : kViews) {
    CAPTURE(std::string(view));
    show(view);
    CHECK(browser->value("window.broken === undefined") == true);
    CHECK(browser->value("document.querySelectorAll('#view img, #view script').length") == 0);
    CHECK(browser->value("document.body.textContent.includes('\\u202e')") == false);
  }
  go("pages");
  CHECK(browser->value("document.querySelector('#view tbody').textContent.includes('\u27e8U+202E\u27e9')") ==
        true);
  for (const std::string& problem : browser->problems()) {
    CAPTURE(problem);
    CHECK(problem.find("the server responded with a status of 400") != std::string::npos);
  }
}

TEST_CASE_FIXTURE(
    Viewed, "every view keeps the rules of accessibility, in light and dark, and fits a narrow window") {
  if (!browser) return;
  const std::string rules = support::file_bytes("tests/data/web/accessibility.js");
  browser->open(server.address());
  for (const char* colours : {"light", "dark"}) {
    browser->set_colours(colours);
    for (const char* view : kViews) {
      CAPTURE(std::string(view));
      CAPTURE(std::string(colours));
      show(view);
      CHECK(browser->value(rules) == json::array());
    }
  }
  for (const int width : {360, 1440}) {
    browser->set_size(width, 900);
    for (const char* view : kViews) {
      CAPTURE(std::string(view));
      show(view);
      CHECK(browser->value("document.documentElement.scrollWidth <= innerWidth") == true);
    }
  }
}

TEST_CASE_FIXTURE(Viewed, "the first load is under 150 kB, and nothing is asked of another server") {
  if (!browser) return;
  browser->open(server.address());
  browser->wait_until("document.getElementById('pages').textContent === '250'");
  const std::string loaded =
      "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]";
  CHECK(browser->value(loaded + ".reduce((sum, entry) => sum + entry.transferSize, 0)") < 150'000);
  for (const char* view : kViews) show(view);
  CHECK(browser->value(loaded + ".every((entry) => entry.name.startsWith(location.origin))") == true);
}

TEST_CASE_FIXTURE(Viewed, "the keyboard alone goes to a view, through its rows and into a page") {
  if (!browser) return;
  browser->open(server.address());
  browser->wait_until("document.querySelector('#views a') !== null");
  browser->press("Tab");
  CHECK(browser->value("document.activeElement.id") == "skip");
  CHECK(browser->value("document.activeElement.getBoundingClientRect().left >= 0") == true);
  browser->press("Enter");
  CHECK(browser->value("document.activeElement.id") == "status");
  for (int i = 0; i < 60 && browser->value("document.activeElement.textContent") != "Pages"; ++i) {
    if (i == 0) browser->value("document.querySelector('#views a').focus()");
    browser->press("Tab");
    CHECK(browser->value("getComputedStyle(document.activeElement).outlineStyle") != "none");
  }
  browser->press("Enter");
  browser->wait_until("document.querySelectorAll('#view tbody a').length === 100");
  CHECK(browser->value("document.activeElement.id") == "view");
  browser->value("document.querySelector('#view [role=region]').focus()");
  browser->press("ArrowDown");
  browser->press("ArrowDown");
  CHECK(browser->value("document.activeElement === document.querySelectorAll('#view tbody a')[1]") == true);
  browser->press("End");
  CHECK(browser->value("document.activeElement === [...document.querySelectorAll('#view tbody a')].at(-1)") ==
        true);
  browser->press("Home");
  browser->press("Enter");
  browser->wait_until("location.hash.startsWith('#/page?id=')");
}

TEST_CASE_FIXTURE(Viewed,
                  "words lead to pages, reports to their rows, and a host to all that is known of it") {
  if (!browser) return;
  browser->open(server.address());
  show("search?q=words");
  browser->wait_until("document.querySelectorAll('#view .hits li').length === 1");
  CHECK(browser->value("document.querySelector('#view mark').textContent") == "words");
  show("reports");
  browser->wait_until("document.querySelectorAll('#view tbody .number a').length > 0");
  browser->value(
      "[...document.querySelectorAll('#view tbody a')].find((a) => a.textContent === 'Broken "
      "links').click()");
  browser->wait_until(
      "document.querySelector('#view h2')?.textContent === 'Broken links' && "
      "document.querySelectorAll('#view tbody tr').length === 5");
  show("host?name=http://a.example");
  CHECK(browser->value("document.querySelector('#view .pairs a').textContent") == "250");
}

TEST_CASE_FIXTURE(Viewed, "the log shows what happens while it is looked at, through its filter") {
  if (!browser) return;
  browser->open(server.address());
  show("log?level=warning");
  browser->wait_until("document.querySelector('#view [role=status]').textContent === 'live'");
  storage::Batch batch;
  for (const char* level : {"info", "warning"}) {
    storage::Event& event = batch.events.emplace_back();
    event.level = level;
    event.kind = "test";
    event.message = std::string(level) + kHostile;
  }
  store().commit(batch);
  browser->wait_until("document.querySelectorAll('#view tbody tr').length === 1");
  CHECK(browser->value(
            "document.querySelector('#view tbody').textContent.includes('warning\u27e8U+202E\u27e9')") ==
        true);
  CHECK(browser->value("window.broken === undefined") == true);
}

TEST_CASE_FIXTURE(Viewed, "a page shows its answer, links both ways and its body, which runs nothing") {
  if (!browser) return;
  open("page?id=2");
  CHECK(browser->value("document.querySelector('#view .pairs dd').textContent") == "200");
  browser->wait_until(
      "document.querySelector('#view [aria-label=\"Links to this page\"] tbody tr') !== null");
  CHECK(browser->value("document.querySelector('#view [aria-label=\"Links on this page\"] a').textContent") ==
        "http://a.example/3");
  go("page?id=1");
  browser->wait_until("document.querySelector('#view .choice button') !== null");
  browser->value("document.querySelectorAll('#view .choice button')[1].click()");
  browser->wait_until("document.querySelector('#view pre')?.textContent.includes('<p id=p>')");
  browser->value("document.querySelectorAll('#view .choice button')[2].click()");
  browser->wait_until("document.querySelector('#view iframe') !== null");
  CHECK(browser->value("document.querySelector('#view iframe').getAttribute('sandbox')") == "");
  CHECK(browser->value("window.broken === undefined") == true);
}

TEST_CASE_FIXTURE(Viewed, "SQL is answered beside its schema; the address keeps the question") {
  if (!browser) return;
  open("sql?sql=SELECT%20status%2C%20count(*)%20AS%20n%20FROM%20pages%20GROUP%20BY%201");
  CHECK(browser->value("document.querySelector('#view tbody').textContent") ==
        "20024540"
        "45");
  browser->wait_until("document.querySelectorAll('#view .schema details').length > 20");
  browser->value("document.querySelector('#view textarea').value = 'DELETE FROM pages'");
  browser->value("document.querySelector('#view form').requestSubmit()");
  browser->wait_until("document.querySelector('#view [role=alert]')?.textContent.includes('only reading')");
  CHECK(browser->value("location.hash") == "#/sql?sql=DELETE+FROM+pages");
}

TEST_CASE_FIXTURE(Viewed, "an answer is a table or a chart, and saved queries are at hand") {
  if (!browser) return;
  browser->open(server.address());
  show("sql");
  browser->wait_until("document.querySelector('#view .saved button') !== null");
  browser->value("document.querySelector('#view .saved button').click()");
  browser->wait_until("document.querySelectorAll('#view .result tbody tr').length === 9");
  browser->value(
      "[...document.querySelectorAll('#view .choice button')].find((b) => b.textContent === "
      "'Chart').click()");
  browser->wait_until("document.querySelector('#view .plot canvas') !== null");
  CHECK(browser->value("document.querySelector('#view .legend').textContent.trim()") == "size");
  CHECK(browser->value("[...document.querySelectorAll('#view .result a')].map((a) => a.textContent)") ==
        json({"CSV", "JSON", "JSONL"}));
}

TEST_CASE_FIXTURE(Viewed, "a page tells its story and what changed between its fetches") {
  if (!browser) return;
  store().finish_crawl("finished", "", "{}", 1'700'000'010);
  store().start_crawl(storage::CrawlChoice("again", "{}"), 1'700'000'020);
  storage::Visit visit = fetched(new_url("/7"), 200);
  visit.page->title = "Another title";
  commit(std::move(visit));
  browser->open(server.address());
  show("page?id=251");
  browser->wait_until("document.querySelector('#view [aria-label=Fetches] ins') !== null");
  CHECK(browser->value("document.querySelector('#view [aria-label=Fetches] ins').textContent") ==
        "Another title");
  browser->wait_until(
      "[...document.querySelectorAll('#view p')].some((p) => p.textContent.startsWith('It was fetched 2 "
      "times'))");
}

TEST_CASE_FIXTURE(Viewed, "the status links each number to the rows that it counts") {
  if (!browser) return;
  browser->open(server.address());
  browser->wait_until("document.getElementById('pages').textContent === '250'");
  CHECK(browser->value("document.getElementById('view').hidden") == true);
  browser->value("document.querySelector('#errors a').click()");
  wait_for_rows(5);
  CHECK(browser->value("document.getElementById('status').hidden") == true);
  CHECK(browser->value("document.querySelector('nav a[aria-current]').textContent") == "Pages");
  browser->value("history.back()");
  browser->wait_until("!document.getElementById('status').hidden");
}
