// The views of the page in a browser, on a crawl file whose strings are hostile.
#include <memory>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/browser.hpp"
#include "web/server.hpp"

using namespace trawl;
using namespace trawl::storage::testing;

using nlohmann::json;

namespace {

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

  web::Server server{web::ServerOptions{}, file()};
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
  for (const char* view : {"pages", "hosts", "links", "queue", "skipped", "events", "tables",
                           "table?table=links", "page?id=1", "sql?sql=SELECT%20title%20FROM%20pages"}) {
    CAPTURE(std::string(view));
    view == std::string("pages") ? open(view) : go(view);
    CHECK(browser->value("window.broken === undefined") == true);
    CHECK(browser->value("document.querySelectorAll('#view img, #view script').length") == 0);
    CHECK(browser->value("document.body.textContent.includes('\\u202e')") == false);
  }
  go("pages");
  CHECK(browser->value("document.querySelector('#view tbody').textContent.includes('\u27e8U+202E\u27e9')") ==
        true);
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
