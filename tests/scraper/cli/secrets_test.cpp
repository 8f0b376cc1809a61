// No secret that a user gives or a server sends reaches the file, the screen or the status page.
#include <csignal>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using namespace trawl::support;

namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

/// A site whose every answer has secrets in its headers.
void add_pages(TestSite& site) {
  const auto with_secrets = [](TestReply reply) {
    return reply.header("Set-Cookie", "id=sesame-cookie; HttpOnly")
        .header("Authorization", "Bearer sesame-echo")
        .header("X-Session-Token", "sesame-token");
  };
  site.page("/robots.txt", status(404));
  site.page("/", with_secrets(links({"/away", "/none"})));
  site.page("/away", with_secrets(redirect("http://user:sesame-location@127.0.0.1:1/x")));
}

struct Secrets : CommandLine {
  Secrets() { add_pages(site); }
  std::string rows(const std::string& file) const {
    std::string all;
    for (const char* table : {"crawls", "hosts", "urls", "pages", "links", "cookies", "events", "stats",
                              "counters", "pages_latest", "host_summary", "error_summary"})
      all += run({"query", file, std::string("SELECT * FROM ") + table, "--jsonl"}).out;
    return all;
  }
  std::string seed(const std::string& user) const {
    return "http://" + user + "@" + site.origin().substr(7) + "/";
  }

  TestSite site;
};

}  // namespace

TEST_CASE_FIXTURE(Secrets, "secrets are sent, but neither stored nor shown") {
  if (trawl.empty()) return;
  environment.emplace_back("TRAWL_UI_PASSWORD", "sesame-ui");
  const Finished crawl = run({seed("user:sesame-seed"), "-H", "X-Api-Key: sesame-key", "-b", "s=sesame-given",
                              "-v", "--delay", "0", "--sitemap", "off", "-o", "a.db"});
  CAPTURE(crawl.err);
  CHECK(crawl.exit_code == 0);
  const std::string head = site.arrivals().at(1).head;
  CHECK(holds(head, "sesame-key"));
  CHECK(holds(head, "Authorization: Basic "));

  CHECK_FALSE(holds(crawl.err + crawl.out, "sesame"));
  const std::string rows = this->rows("a.db");
  CHECK(holds(rows, "id=***; HttpOnly"));
  CHECK_FALSE(holds(rows, "sesame"));
  std::string bytes = bytes_of(folder / "a.db");
  const std::string cookie = "sesame-cookie";  // which the next crawl sends
  REQUIRE(holds(bytes, cookie));
  while (holds(bytes, cookie)) bytes.erase(bytes.find(cookie), cookie.size());
  CHECK_FALSE(holds(bytes, "sesame"));
  CHECK_FALSE(holds(bytes, "c2VzYW1l"));  // the beginning, in base64
}

TEST_CASE_FIXTURE(
    Secrets, "secret headers of start requests stay out of the file, and a later crawl wants them again") {
  if (trawl.empty()) return;
  const auto sent = [this](const std::string& target) {
    std::string last;
    for (const Arrival& arrival : site.arrivals()) {
      if (arrival.target == target) last = arrival.head;
    }
    return last;
  };
  for (const char* page : {"/a", "/b"}) site.page(page, links({std::string(page) + "/next"}));
  for (const char* page : {"/a/next", "/b/next"}) site.page(page, html(""));
  const auto start = [this](const std::string& name) {
    return "- {url: '" + site.origin() + "/" + name + "', headers: {Authorization: Bearer sesame-" + name +
           ", X-Plain: kept}}\n";
  };
  write("s.yaml", "start:\n" + start("a") + start("b") + "follow: [a]\n");
  const Finished crawl = run({"crawl", "-f", "s.yaml", "--delay", "0", "--ui", "off", "-o", "a.db"});
  CAPTURE(crawl.err);
  CHECK(crawl.exit_code == 0);
  for (const char* page : {"/a", "/a/next", "/b", "/b/next"}) {
    CAPTURE(page);
    CHECK(holds(sent(page), "\r\nAuthorization: Bearer sesame-" + std::string(1, page[1])));
    CHECK(holds(sent(page), "X-Plain: kept"));
  }
  CHECK_FALSE(holds(bytes_of(folder / "a.db"), "sesame"));

  const std::string reminder = "the header Authorization of 'start'";
  for (int crawls = 0; crawls < 2; ++crawls) {
    const Finished again = run({"recrawl", "a.db", "--delay", "0", "--ui", "off"});
    CHECK(holds(again.err, reminder));
    CHECK_FALSE(holds(sent("/a") + sent("/b/next"), "Authorization"));
    CHECK(holds(sent("/a"), "X-Plain: kept"));
  }
  const Finished given =
      run({"recrawl", "a.db", "-H", "Authorization: Bearer sesame-new", "--delay", "0", "--ui", "off"});
  CHECK_FALSE(holds(given.err, reminder));
  CHECK(holds(sent("/a"), "Authorization: Bearer sesame-new"));
  CHECK(holds(sent("/b/next"), "Authorization: Bearer sesame-new"));
  CHECK_FALSE(holds(bytes_of(folder / "a.db"), "sesame"));
}

TEST_CASE_FIXTURE(Secrets, "an unreachable proxy is named without its password") {
  if (trawl.empty()) return;
  environment.emplace_back("TRAWL_PROXY", "http://user:sesame-proxy@127.0.0.1:1");
  const Finished crawl =
      run({seed("u:sesame"), "--retries", "0", "-v", "--ui", "off", "--delay", "0", "-o", "a.db"});
  CAPTURE(crawl.err);
  CHECK(crawl.exit_code == 5);
  CHECK_FALSE(holds(crawl.err + crawl.out + rows("a.db") + bytes_of(folder / "a.db"), "sesame"));
}

TEST_CASE_FIXTURE(Secrets, "the status page of a stored crawl shows no secret") {
  if (trawl.empty()) return;
  run({seed("user:sesame-seed"), "--delay", "0", "--ui", "off", "--sitemap", "off", "-o", "a.db"});
  Subprocess server(program({"serve", "a.db"}));
  const int port = port_of(server.said("\n").substr(std::string("watch it at ").size()));
  for (const char* target : {"GET /api/status", "GET /metrics"}) {
    const HttpAnswer answer = answer_to(port, request_text(port, target));
    CHECK(answer.status == 200);
    CHECK_FALSE(holds(answer.body, "sesame"));
  }
  server.send_signal(SIGINT);
  CHECK(server.wait().exit_code == 0);
}
