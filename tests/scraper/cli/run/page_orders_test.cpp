// Orders that the page gives.
#include "scraper/cli/run/page_orders.hpp"

#include <memory>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/storage/crawl_file.hpp"
#include "tests/support/browser.hpp"
#include "web/server.hpp"

using namespace trawl;
using namespace trawl::storage::testing;

using nlohmann::json;

namespace {

/// A file with 30 pages of a calendar and five others that wait, one of them hostile. No crawl runs on it.
struct Waiting : CrawlFile {
  Waiting() {
    commit(fetched(new_url("/")));
    std::vector<storage::NewUrl> urls;
    for (int i = 0; i < 30; ++i) urls.push_back(new_url("/calendar/" + std::to_string(i)));
    for (int i = 0; i < 4; ++i) urls.push_back(new_url("/keep/" + std::to_string(i)));
    urls.push_back(new_url("/keep/\u202e<img src=x onerror=window.broken=1>"));
    add(urls);
    close();
  }
  std::int64_t dropped() { return count("SELECT count(*) FROM urls WHERE skip_reason LIKE 'dropped%'"); }

  const web::Orders orders = cli::page_orders(file());
};

}  // namespace

TEST_CASE_FIXTURE(Waiting,
                  "an order of the page is that of ctl, with its row or the reason why not as the answer") {
  CHECK(json::parse(orders.preview({{"action", "drop"}, {"url", "/calendar/"}}))["count"] == 30);
  const json done = json::parse(orders.give({{"action", "drop"}, {"url", "/calendar/"}, {"host", ""}}));
  CHECK(done["counted"] == 30);
  CHECK(done["source"] == "page");
  CHECK(done["arguments"] == json{{"url", "/calendar/"}});
  CHECK(dropped() == 30);
  CHECK(json::parse(orders.give({{"action", "undo"}}))["state"] == "done");
  CHECK(dropped() == 0);
  for (const web::QueryFields& wrong : {web::QueryFields{},
                                        {{"action", "lose"}},
                                        {{"action", "drop"}},
                                        {{"action", "drop"}, {"where", "no_such_column"}},
                                        {{"action", "pause"}, {"url", "/"}},
                                        {{"action", "undo"}, {"order", "77"}}})
    CHECK_THROWS_AS(orders.give(wrong), web::WrongQuestion);
  CHECK_THROWS_AS(orders.preview({{"action", "pause"}}), web::WrongQuestion);
}

TEST_CASE_FIXTURE(Waiting, "the view Steering counts, shows some, drops and undoes, and says what is wrong") {
  const std::string program = support::Browser::path();
  if (program.empty()) return;
  web::ServerOptions options;
  options.extras.orders = orders;
  const web::StatusBoard board;
  const web::Server server(options, board, web::Commands{[] {}, [] {}, [] {}}, file());
  support::Browser browser(program);
  browser.open(server.address());
  browser.value("location.hash = '#/steer?action=drop&url=%2Fcalendar%2F'");
  browser.wait_until("document.querySelector('#view input[name=url]')?.value === '/calendar/'");
  browser.value("document.querySelector('#view form').requestSubmit()");
  browser.wait_until("document.querySelector('#view button.danger')?.textContent === 'Drop 30 URLs'");
  CHECK(browser.value("document.querySelectorAll('#view table')[0].querySelectorAll('tbody tr').length") ==
        20);
  CHECK(dropped() == 0);
  browser.value("document.querySelector('#view button.danger').click()");
  browser.wait_until("document.querySelector('#view [role=status]')?.textContent === '30 URLs dropped'");
  CHECK(dropped() == 30);
  browser.wait_until("document.querySelector('#view button[aria-label=\"Undo order 1\"]') !== null");
  browser.value("document.querySelector('#view button[aria-label=\"Undo order 1\"]').click()");
  browser.wait_until(
      "document.querySelector('#view tbody tr:nth-child(2) td:nth-child(5)')?.textContent === 'undone'");
  CHECK(dropped() == 0);
  browser.value("location.hash = '#/steer?action=requeue&where=no_such_column'");
  browser.wait_until("document.querySelector('#view select')?.value === 'requeue'");
  browser.value("document.querySelector('#view form').requestSubmit()");
  browser.wait_until("document.querySelector('#view [role=alert]')?.textContent.includes('no_such_column')");
  browser.value("location.hash = '#/steer?action=drop&url=keep'");
  browser.wait_until("document.querySelector('#view select')?.value === 'drop'");
  browser.value("document.querySelector('#view form').requestSubmit()");
  browser.wait_until("document.querySelector('#view button.danger')?.textContent === 'Drop 5 URLs'");
  CHECK(
      browser.value(
          "window.broken === undefined && !document.getElementById('view').textContent.includes('\u202e')") ==
      true);
}
