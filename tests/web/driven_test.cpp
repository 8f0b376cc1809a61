// A person who follows a crawl on its page, from its start to its end.
#include <csignal>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::support;
using nlohmann::json;

namespace {

/// A site of 24 pages, of which the last five are held back, so that the crawl waits for us: of a host it
/// asks for four at once, so one of them waits.
struct Followed : cli::testing::CommandLine {
  Followed() {
    site.robots("User-agent: *\nDisallow: /private\n");
    std::vector<std::string> targets{"/private/x", "/gone"};
    for (int i = 1; i < 24; ++i) targets.push_back("/" + std::to_string(i));
    site.page("/", links(targets));
    for (int i = 1; i < 24; ++i) {
      const std::string name = std::to_string(i);
      site.page("/" + name, html("<p>words of page " + name));
    }
    for (int i = 19; i < 24; ++i) site.page("/" + std::to_string(i), html("held").held());
    if (const std::string path = Browser::path(); !path.empty()) browser = std::make_unique<Browser>(path);
  }
  std::string text(const std::string& selector) {
    return browser->value("document.querySelector('" + selector + "')?.textContent ?? ''");
  }
  void press_button(const std::string& name) {
    browser->value("[...document.querySelectorAll('button')].find((b) => b.textContent === '" + name +
                   "').click()");
  }
  void wait_for_button(const std::string& name) {
    browser->wait_until("[...document.querySelectorAll('button')].some((b) => b.textContent === '" + name +
                        "')");
  }
  /// Keeps pictures of the view at three widths where people and machines find them.
  void keep(const std::string& name) {
    for (const int width : {400, 1024, 1920}) {
      browser->set_size(width, 900);
      browser->keep_picture("build/screenshots/" + name + "-" + std::to_string(width) + ".png");
    }
    browser->set_size(1280, 900);
  }

  TestSite site;
  std::unique_ptr<Browser> browser;
};

}  // namespace

TEST_CASE_FIXTURE(Followed,
                  "a crawl is followed, paused, steered, looked into and seen to its end on its page") {
  if (trawl.empty() || !browser) return;
  Subprocess crawl(
      program({"crawl", site.origin() + "/", "--delay", "0", "--per-host", "4", "--ui", "0", "-o", "a.db"}));
  const std::string said = crawl.said("#");
  const std::size_t begin = said.find("http://127.0.0.1", said.find("watch it at"));
  std::string rest = said.substr(begin);
  while (rest.find('\n') == std::string::npos) rest = crawl.said("\n").substr(begin);
  browser->open(rest.substr(0, rest.find('\n')));
  browser->wait_until("Number(document.getElementById('pages').textContent) >= 10");
  CHECK(text("#state") == "running");
  browser->wait_until("document.querySelectorAll('#charts canvas').length > 0");
  CHECK(std::string(browser->value("document.title")).find('%') != std::string::npos);
  browser->wait_until("document.querySelectorAll('#depths tr').length === 2");
  keep("running");

  press_button("Pause");
  browser->wait_until("document.getElementById('state').textContent === 'paused'");
  press_button("Resume");
  browser->wait_until("document.getElementById('state').textContent === 'running'");

  browser->value("document.querySelector('#hosts a').click()");
  browser->wait_until("document.querySelector('#view pre')?.textContent.includes('Disallow: /private')");
  keep("host");
  press_button("Pause this host");
  wait_for_button("Resume this host");
  press_button("Resume this host");
  wait_for_button("Pause this host");
  browser->value("location.hash = '#/pages?status_class=4'");
  browser->wait_until("document.querySelectorAll('#view tbody tr').length === 1");
  browser->value("location.hash = '#/pages?url__contains=%2F7'");
  browser->wait_until("document.querySelector('#view tbody a')?.textContent.endsWith('/7')");
  keep("pages");
  browser->value("document.querySelector('#view tbody a').click()");
  browser->wait_until(
      "[...document.querySelectorAll('#view dt')].some((dt) => dt.textContent === 'allowed')");
  keep("page");
  browser->value("location.hash = '#/sql?sql=SELECT+count(*)+AS+n+FROM+pages'");
  browser->wait_until("Number(document.querySelector('#view .result td')?.textContent) >= 10");
  keep("sql");
  for (const char* view : {"hosts", "links", "queue", "skipped", "search?q=words", "reports", "log", "events",
                           "tables", "steer"}) {
    browser->value("location.hash = '#/" + std::string(view) + "'");
    browser->wait_until(
        "document.querySelector('#view h2') !== null && !/(Reading|Looking|Counting) "
        "…/.test(document.body.textContent)");
    const std::string name = view;
    keep(name.substr(0, name.find('?')));
  }
  browser->value("location.hash = '#/steer?action=drop&url=127.0.0.1'");
  wait_for_button("Preview");
  press_button("Preview");
  const std::string drop =
      "[...document.querySelectorAll('button')].find((b) => /^Drop \\d+ URL/.test(b.textContent))";
  browser->wait_until(drop);
  keep("preview");
  browser->value(drop + ".click()");
  const std::string row =
      "[...document.querySelectorAll('#view tr')].find((row) => row.cells[3]?.textContent === 'drop')";
  browser->wait_until(row + "?.querySelector('button')");
  browser->value(row + ".querySelector('button').click()");
  browser->wait_until(row + "?.textContent.includes('undone')");

  browser->value("location.hash = '#/'");
  browser->set_colours("dark");
  browser->set_size(375, 800);
  CHECK(browser->value("document.documentElement.scrollWidth <= innerWidth") == true);
  keep("dark");

  press_button("Stop");
  browser->press("Escape");
  CHECK(browser->value("document.getElementById('stop-question').open") == false);
  CHECK(text("#state") == "running");
  CHECK(json(browser->problems()) == json::array());
  site.release();
  browser->wait_until("document.getElementById('state').textContent === 'finished'");
  CHECK(text("#pages") == "25");
  CHECK(text("#depths tr:nth-child(2) td:nth-child(3)") == "24");
  browser->wait_until("document.querySelector('#charts .legend b') !== null");
  CHECK(crawl.wait().exit_code == 0);
  keep("finished");
}
