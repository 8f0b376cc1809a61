// The page in a browser.
#include <memory>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/browser.hpp"
#include "web/server.hpp"

using namespace trawl;

using nlohmann::json;
using storage::CrawlState;

namespace {

storage::LivePage page_number(int number) {
  storage::LivePage page;
  page.url = "http://127.0.0.1/" + std::to_string(number);
  page.fetched_at = "2026-01-31T23:59:" + std::to_string(10 + number) + ".123Z";
  page.content_type = "text/html";
  page.title = "Page " + std::to_string(number);
  page.status = 200;
  return page;
}

storage::LiveHost host(const std::string& name, std::int64_t pages) {
  storage::LiveHost host;
  host.name = "http://" + name;
  host.pages = pages;
  return host;
}

/// A crawl on the board, and a page that shows it.
struct Shown {
  Shown() {
    crawl.name = "http://127.0.0.1/";
    crawl.file = "a b.db";
    crawl.numbers.state = CrawlState::running;
    crawl.numbers.concurrency = 32;
    crawl.numbers.in_flight = 1;
    for (int i = 3; i > 0; --i) crawl.recent.push_back(page_number(i));
    crawl.hosts = {host("a.example", 5), host("b.example", 3)};
    board.publish(crawl);
    if (const std::string program = support::Browser::path(); !program.empty())
      browser = std::make_unique<support::Browser>(program);
  }

  void open() {
    browser->open(server->address());
    browser->wait_until("document.querySelectorAll('#recent a').length >= 3");
  }
  /// Shows what `crawl` is now.
  void publish() {
    ++crawl.numbers.pages;
    board.publish(crawl);
    browser->wait_until("document.getElementById('pages').textContent === '" +
                        std::to_string(crawl.numbers.pages) + "'");
  }
  std::string text(const std::string& id) {
    return browser->value("document.getElementById('" + id + "').textContent");
  }

  storage::LiveCrawl crawl;
  web::StatusBoard board;
  std::unique_ptr<web::Server> server =
      std::make_unique<web::Server>(web::ServerOptions{}, board, web::Commands{[] {}, [] {}, [] {}});
  std::unique_ptr<support::Browser> browser;
};

}  // namespace

TEST_CASE_FIXTURE(Shown,
                  "new pages come on top; the row that has the focus stays, also when it is off the list") {
  if (!browser) return;
  open();
  browser->value("window.held = document.querySelectorAll('#recent a')[1]; held.focus()");
  crawl.recent.insert(crawl.recent.begin(), page_number(4));
  publish();
  CHECK(browser->value("document.querySelector('#recent a').textContent") == "Page 4");
  CHECK(browser->value("document.activeElement === held && held.isConnected") == true);
  crawl.recent = {page_number(6), page_number(5)};
  publish();
  CHECK(browser->value("[...document.querySelectorAll('#recent a')].map((a) => a.textContent)") ==
        json({"Page 6", "Page 5", "Page 2"}));
  CHECK(browser->value("document.activeElement === held") == true);
  browser->value("held.blur()");
  publish();
  CHECK(browser->value("document.querySelectorAll('#recent a').length") == 2);
}

TEST_CASE_FIXTURE(Shown, "selected text stays selected while rows come and go and hosts change places") {
  if (!browser) return;
  open();
  const auto select = [this](const std::string& from, const std::string& to) {
    browser->value("getSelection().setBaseAndExtent(" + from + ", 0, " + to + ", 1)");
    return browser->value("getSelection().toString()");
  };
  const auto selected =
      select("document.querySelectorAll('#recent tr')[0]", "document.querySelectorAll('#recent tr')[1]");
  crawl.recent = {page_number(5), page_number(4)};
  publish();
  CHECK(browser->value("getSelection().toString()") == selected);

  const auto names =
      select("document.querySelectorAll('#hosts tr')[0]", "document.querySelectorAll('#hosts tr')[1]");
  crawl.hosts = {host("c.example", 90), host("b.example", 80), host("a.example", 5)};
  publish();
  CHECK(browser->value("getSelection().toString()") == names);
  browser->value("getSelection().removeAllRanges()");
  publish();
  CHECK(browser->value("[...document.querySelectorAll('#hosts a')].map((a) => a.textContent)") ==
        json({"http://c.example", "http://b.example", "http://a.example"}));
}

TEST_CASE_FIXTURE(Shown, "the last state stays: the page says how the crawl ended and asks no more") {
  if (!browser) return;
  open();
  CHECK(server->has_waiting_page());
  crawl.numbers.state = CrawlState::interrupted;
  crawl.exit_reason = "page limit";
  crawl.numbers.page_limit = 5;
  crawl.numbers.queued = 7;
  publish();
  CHECK_FALSE(server->has_waiting_page());
  server.reset();
  CHECK(text("state") == "interrupted");
  CHECK(text("sentence") ==
        "The page limit is reached. 7 URLs wait; trawl resume 'a b.db' -n 6 goes on. This page keeps its "
        "numbers; "
        "trawl serve 'a b.db' shows them again.");
  CHECK(browser->value("document.getElementById('commands').hidden") == true);
  browser->value("document.dispatchEvent(new Event('visibilitychange'))");
  browser->wait_until("failures > 0");
  browser->value("document.dispatchEvent(new Event('visibilitychange'))");
  browser->wait_until("failures > 1");
  CHECK(text("state") == "interrupted");
}

TEST_CASE_FIXTURE(Shown, "a page that loses its server says so and keeps the last numbers") {
  if (!browser) return;
  open();
  publish();
  server.reset();
  browser->wait_until("document.getElementById('state').textContent === 'no answer'");
  const std::string said = text("sentence");
  CHECK(said.starts_with("trawl has not answered since "));
  CHECK(said.ends_with("these are its last numbers. If it has ended, trawl serve 'a b.db' shows its crawl."));
  CHECK(text("pages") == "1");
  CHECK(browser->value("document.querySelectorAll('#recent a').length") == 3);
  CHECK(browser->value("document.getElementById('notice').hidden") == true);
}

TEST_CASE_FIXTURE(Shown, "the hosts list says how many were asked, and how many more are known") {
  if (!browser) return;
  for (int i = 2; i < 100; ++i) crawl.hosts.push_back(host(std::to_string(i) + ".example", 1));
  crawl.numbers.hosts_asked = 214;
  crawl.numbers.hosts = 1'245;
  board.publish(crawl);
  open();
  CHECK(text("hosts-note") == "the 100 busiest of 214 asked; 1,031 others are known and not asked");
  crawl.hosts.resize(2);
  crawl.numbers.hosts_asked = crawl.numbers.hosts = 2;
  publish();
  CHECK(text("hosts-note") == "2 asked");
}

TEST_CASE_FIXTURE(Shown, "the time to go is what the crawl computes, and none when that is not known") {
  if (!browser) return;
  crawl.numbers.queued = 600;
  crawl.numbers.pages_per_s = 10;
  board.publish(crawl);
  open();
  CHECK(text("eta") == "about 1 min to go");
  crawl.numbers.pages_per_s = 0;
  publish();
  CHECK(text("eta") == "");
}

TEST_CASE_FIXTURE(Shown, "the page says in a sentence why the crawl stands still") {
  if (!browser) return;
  open();
  CHECK(text("sentence") == "");
  crawl.numbers.waiting = "waits for http://a.example: retry-after, 30s more, until 14:05:06";
  publish();
  CHECK(text("sentence") == "Waits for http://a.example: retry-after, 30s more, until 14:05:06.");
  crawl.numbers.in_flight = 0;
  crawl.numbers.state = CrawlState::paused;
  publish();
  CHECK(text("sentence") == "Paused: nothing is fetched until you resume.");
  crawl.numbers.state = CrawlState::stopping;
  crawl.numbers.in_flight = 2;
  publish();
  CHECK(text("sentence") == "Stopping: 2 fetches under way may take up to 10 s more.");
  crawl.numbers.state = CrawlState::failed;
  crawl.exit_reason = "a.db: the disk is full; free some space";
  publish();
  CHECK(text("sentence") == "Failed: a.db: the disk is full; free some space.");
}

TEST_CASE_FIXTURE(Shown, "a resumed crawl says how much of it is of earlier runs") {
  if (!browser) return;
  crawl.numbers.pages = 50;
  crawl.numbers.pages_this_run = 10;
  crawl.numbers.earlier_s = 75;
  board.publish(crawl);
  open();
  CHECK(text("earlier") == "resumed: 40 pages are of earlier runs, which took 1 min 15 s");
}
