// Servers that send answers which nobody asked for: 500 pages each, over HTTP and HTTPS, and none of them
// gets the text of another.
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/siege/siege.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/tls_tunnel.hpp"

using namespace trawl;
using namespace trawl::siege;
using namespace std::chrono_literals;

namespace {

constexpr int kPages = 500;

std::string target_of(const std::string& head) {
  return head.substr(4, head.find(' ', 4) - 4);
}

/// The answer to a target: its title is the target, and "/" links to all pages.
std::string answer_to(const std::string& target) {
  if (target == "/robots.txt") return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  std::string page = "<title>" + target + "</title>";
  for (int i = 1; target == "/" && i < kPages; ++i) page += fmt::format("<a href=/{}>", i);
  return support::ok(page, "Content-Type: text/html\r\n");
}

/// After every `period`th answer, and `pause` later, comes one that nobody asked for.
support::RawServer::Script liar(int period, std::chrono::milliseconds pause) {
  return [=, count = std::make_shared<std::atomic<int>>(0)](support::RawServer::Connection& connection) {
    for (std::string head = connection.request(); !head.empty(); head = connection.request()) {
      const std::string target = target_of(head);
      const bool lies = target != "/robots.txt" && ++*count % period == 0;
      const std::string stray = lies ? answer_to("/stray") : "";
      if (!connection.send(answer_to(target) + (pause == 0ms ? stray : ""))) return;
      if (!lies || pause == 0ms) continue;
      std::this_thread::sleep_for(pause);
      if (!connection.send(stray)) return;
    }
  };
}

void crawl(const std::string& url, const std::string& what, std::vector<std::string> options) {
  const storage::testing::TemporaryFolder folder;
  std::vector<std::string> words{"crawl", url, "-o", "a.db", "-q", "--sitemap", "off"};
  words.insert(words.end(), options.begin(), options.end());
  const Ended ended = run_trawl(std::move(words), folder.path(), 5min);
  CHECK(ended.exit_code == 0);
  const auto file = folder / "a.db";
  const std::string pages = rows_of(file, "SELECT count(*), count(DISTINCT url_id) FROM pages"),
                    poisoned = rows_of(
                        file, "SELECT url FROM pages WHERE title IS NULL OR url NOT LIKE '%' || title"),
                    again = rows_of(file, "SELECT count(*) FROM events WHERE kind = 'stray answer'");
  CHECK(pages == fmt::format("{}\t{}\n", kPages, kPages));
  CHECK(poisoned == "");
  saw(fmt::format("{}: {:.1f} s, pages {}, asked again {}", what, ended.seconds,
                  pages.substr(0, pages.find('\t')), again.substr(0, again.find('\n'))));
}

}  // namespace

TEST_CASE("no page gets an answer that nobody asked for") {
  for (const int period : {1, 7, 40}) {
    for (const auto pause : {0ms, 5ms, 50ms}) {
      support::RawServer server(liar(period, pause));
      const support::TlsTunnel tls(server.port());
      const std::string what = fmt::format("one in {} lies, {} ms later", period, pause.count());
      crawl(server.url(), what, {"--delay", "0"});
      crawl(fmt::format("https://127.0.0.1:{}/", tls.port()), what + ", TLS", {"--delay", "0", "-k"});
    }
  }
}

TEST_CASE("nor with a little time between the requests") {
  support::RawServer server(liar(3, 5ms));
  crawl(server.url(), "one in 3 lies, 5 ms later, a request every 10 ms", {"--delay", "10ms"});
}
