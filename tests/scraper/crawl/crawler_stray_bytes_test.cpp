// Servers that send answers which nobody asked for: their text must not become another page's.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fetch/aio/aio.hpp"
#include "fetch/kept_connections.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;
using namespace trawl::support;

namespace {

constexpr int kPages = 120;

std::string target_of(const std::string& head) {
  return head.substr(4, head.find(' ', 4) - 4);
}

/// The answer to a target: its title is the target, and "/" links to all pages.
std::string answer_to(const std::string& target) {
  if (target == "/robots.txt") return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  std::string page = "<title>" + target + "</title>";
  for (int i = 0; target == "/" && i < kPages; ++i) page += fmt::format("<a href=/{}>", i);
  return ok(page, "Content-Type: text/html\r\n");
}

/// Every `period`th answer is followed by one that nobody asked for. `when` says at which moment.
enum class When {
  same_read,    ///< with the answer
  next_request  ///< when the next request has come, and before its own answer
};

RawServer::Script liar(int period, When when) {
  return [=, count = std::make_shared<std::atomic<int>>(0)](RawServer::Connection& connection) {
    const std::string stray = answer_to("/stray");
    bool owes = false;
    for (std::string head = connection.request(); !head.empty(); head = connection.request()) {
      const bool is_early = std::exchange(owes, false);
      std::string bytes = (is_early ? stray : "") + answer_to(target_of(head));
      const bool lies = target_of(head) != "/robots.txt" && ++*count % period == 0;
      if (lies && when == When::same_read) bytes += stray;
      if (lies && when == When::next_request) owes = true;
      if (!connection.send(bytes)) return;
    }
  };
}

struct LyingCrawl : TestCrawl {
  explicit LyingCrawl(RawServer::Script script)
      : TestCrawl(&aio::SteadyClock::instance()), server(std::move(script)) {
    seeds = {server.url("/")};
    options.per_host = 4;
  }
  std::int64_t poisoned() const {
    return count("SELECT count(*) FROM pages WHERE url NOT LIKE '%' || title OR title IS NULL");
  }
  std::int64_t withdrawn() const { return count("SELECT count(*) FROM events WHERE kind = 'stray answer'"); }

  RawServer server;
};

}  // namespace

TEST_CASE("an answer that nobody asked for never becomes a page, whenever it is sent and however often") {
  for (const When when : {When::same_read, When::next_request}) {
    for (const int period : {1, 3, 50}) {
      CAPTURE(static_cast<int>(when));
      CAPTURE(period);
      LyingCrawl crawl(liar(period, when));
      CHECK(crawl.run() == Ending::finished);
      CHECK(crawl.poisoned() == 0);
      CHECK(crawl.count("SELECT count(*) FROM pages") == kPages + 1);
      CHECK(crawl.count("SELECT count(DISTINCT url_id) FROM pages") == kPages + 1);
      crawl.check_file();
    }
  }
}

TEST_CASE("a page that was another's is withdrawn, with its links, and its URL asked again") {
  // While the server thinks about one page the other connections are silent; from then on it is believed.
  const auto script = [first = std::make_shared<std::atomic<bool>>(true)](RawServer::Connection& connection) {
    for (std::string head = connection.request(); !head.empty(); head = connection.request()) {
      const std::string target = target_of(head);
      if (target == "/30") std::this_thread::sleep_for(2 * fetch::KeptConnections::kRest);
      const std::string stray =
          target == "/60" && first->exchange(false)
              ? ok("<title>/stray</title><a href=/from-stray>", "Content-Type: text/html\r\n")
              : "";
      if (!connection.send(stray + answer_to(target))) return;
    }
  };
  LyingCrawl crawl(script);
  crawl.options.per_host = 1;
  crawl.options.delay = 0ms;
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.withdrawn() >= 1);
  CHECK(crawl.poisoned() == 0);
  CHECK(crawl.rows("SELECT title FROM pages WHERE url LIKE '%/60'") == "/60");
  CHECK(crawl.count("SELECT count(*) FROM links AS l JOIN pages AS p ON p.id = l.page_id "
                    "JOIN urls AS u ON u.id = l.url_id WHERE u.url LIKE '%from-stray'") == 0);
  crawl.check_file();
}

TEST_CASE("at the page limit, what is withdrawn makes room for others") {
  LyingCrawl crawl(liar(5, When::next_request));
  crawl.options.page_limit = 60;
  CHECK(crawl.run() == Ending::page_limit);
  CHECK(crawl.poisoned() == 0);
  CHECK(crawl.count("SELECT count(*) FROM pages") == 60);
  crawl.check_file();
}
