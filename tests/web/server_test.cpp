#include "web/server.hpp"

#include <atomic>

#include <doctest/doctest.h>

#include "tests/support/conformance.hpp"
#include "tests/support/http_client.hpp"

using namespace trawl;

using support::answer_to;
using support::HttpAnswer;
using support::request_text;
using web::Commands;
using web::Server;
using web::ServerOptions;
using web::StatusBoard;

namespace {

struct RunningCrawl {
  RunningCrawl() {
    storage::LiveCrawl crawl;
    crawl.name = "example crawl";
    crawl.numbers.pages = 41;
    board.publish(crawl);
  }

  HttpAnswer ask(std::string_view line, std::string_view headers = "") {
    return answer_to(port, request_text(port, line, headers));
  }

  StatusBoard board;
  std::atomic<int> paused = 0, resumed = 0, stopped = 0;
  Server server{ServerOptions{}, board,
                Commands{[this] { ++paused; }, [this] { ++resumed; }, [this] { ++stopped; }}};
  std::string link = server.address();
  int port = support::port_of(link);
  std::string token = link.substr(link.find('#') + 1);
  std::string token_header = "X-Trawl-Token: " + token + "\r\n";
};

}  // namespace

TEST_CASE_FIXTURE(RunningCrawl, "the printed link carries the token in its fragment") {
  CHECK(link == "http://127.0.0.1:" + std::to_string(port) + "/#" + token);
  CHECK(token.size() == 64);
}

TEST_CASE_FIXTURE(RunningCrawl, "the page and its parts are served, compressed when the client accepts it") {
  CHECK(ask("GET /").body == support::file_bytes("web/assets/index.html"));
  CHECK(ask("GET /app.js").headers.at("Content-Type") == "text/javascript; charset=utf-8");
  CHECK(ask("GET /style.css").body == support::file_bytes("web/assets/style.css"));
  CHECK(ask("GET /", "Accept-Encoding: gzip\r\n").headers.at("Content-Encoding") == "gzip");
  CHECK(ask("HEAD /").status == 200);
}

TEST_CASE_FIXTURE(RunningCrawl, "each answer shows the numbers that the board holds at that moment") {
  CHECK(ask("GET /api/status").body.find("\"pages\":41") != std::string::npos);
  CHECK(ask("GET /api/status").body.find("\"can_command\":true") != std::string::npos);
  storage::LiveCrawl later;
  later.numbers.pages = 42;
  board.publish(later);
  CHECK(ask("GET /api/status?now").body.find("\"pages\":42") != std::string::npos);
  CHECK(ask("GET /metrics").body.find("\ntrawl_pages_total 42\n") != std::string::npos);
  CHECK(ask("GET /metrics").headers.at("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
}

TEST_CASE_FIXTURE(RunningCrawl,
                  "the end is awaited by a page that named itself, until it has got the last numbers") {
  CHECK(ask("GET /api/status").status == 200);
  CHECK(ask("GET /metrics", "X-Trawl-Page: a\r\n").status == 200);
  CHECK_FALSE(server.has_waiting_page());
  CHECK(ask("GET /api/status", "X-Trawl-Page: a\r\n").status == 200);
  CHECK(server.has_waiting_page());
  for (const storage::CrawlState state :
       {storage::CrawlState::finished, storage::CrawlState::interrupted, storage::CrawlState::failed}) {
    const std::string page = "X-Trawl-Page: of " + std::string(storage::name_of(state)) + "\r\n";
    storage::LiveCrawl crawl;
    crawl.numbers.state = storage::CrawlState::stopping;
    board.publish(crawl);
    ask("GET /api/status", page);
    CHECK(server.has_waiting_page());
    crawl.numbers.state = state;
    board.publish(crawl);
    CHECK(ask("GET /api/status?more", page).status == 200);
    CHECK(server.has_waiting_page());
    CHECK(ask("GET /api/status", "X-Trawl-Page: a\r\n").status == 200);
    CHECK(server.has_waiting_page());
    CHECK(ask("GET /api/status", page).status == 200);
    CHECK_FALSE(server.has_waiting_page());
  }
}

TEST_CASE_FIXTURE(RunningCrawl, "without a file the history is empty") {
  CHECK(ask("GET /api/history").body.find("\"pages\":[]") != std::string::npos);
  CHECK(ask("POST /api/history", token_header).status == 405);
  CHECK(ask("GET /api/items").body == R"({"fields":[],"tables":[]})");
}

TEST_CASE_FIXTURE(RunningCrawl, "every answer keeps other sites out, also an error") {
  for (const char* line : {"GET /", "GET /api/status", "GET /none", "POST /api/stop"}) {
    CAPTURE(line);
    const auto headers = ask(line).headers;
    CHECK(headers.at("Content-Security-Policy").starts_with("default-src 'none'; script-src 'self';"));
    CHECK(headers.at("X-Content-Type-Options") == "nosniff");
    CHECK(headers.at("Referrer-Policy") == "no-referrer");
    CHECK(headers.at("Cross-Origin-Resource-Policy") == "same-origin");
    CHECK(headers.at("Cache-Control") == "no-store");
    CHECK(headers.count("Access-Control-Allow-Origin") == 0);
  }
}

TEST_CASE_FIXTURE(RunningCrawl, "a command with the token is passed on") {
  CHECK(ask("POST /api/pause", token_header).status == 202);
  CHECK(ask("POST /api/resume", token_header).status == 202);
  CHECK(ask("POST /api/stop", token_header + "Content-Length: 0\r\n").status == 202);
  CHECK(paused == 1);
  CHECK(resumed == 1);
  CHECK(stopped == 1);
}

TEST_CASE_FIXTURE(RunningCrawl, "nothing but a command changes anything") {
  CHECK(ask("GET /api/stop", token_header).status == 405);
  CHECK(ask("GET /api/stop", token_header).headers.at("Allow") == "POST");
  CHECK(ask("HEAD /api/stop", token_header).status == 405);
  CHECK(ask("POST /api/stop").status == 403);
  CHECK(ask("POST /api/stop?token=" + token).status == 403);
  CHECK(ask("POST /api/stop", "X-Trawl-Token: " + std::string(64, '0') + "\r\n").status == 403);
  CHECK(ask("POST /api/stop", token_header + "Origin: http://evil.example\r\n").status == 403);
  CHECK(ask("POST /api/stop", token_header + "Content-Length: 4\r\n").status == 400);
  CHECK(answer_to(port, "POST /api/stop HTTP/1.1\r\nHost: evil.example\r\n" + token_header + "\r\n").status ==
        403);
  CHECK(stopped == 0);
}

TEST_CASE_FIXTURE(RunningCrawl, "requests for another server are refused") {
  const std::string own_port = std::to_string(port);
  CHECK(answer_to(port, "GET /api/status HTTP/1.1\r\nHost: evil.example:" + own_port + "\r\n\r\n").status ==
        403);
  CHECK(answer_to(port, "GET /api/status HTTP/1.1\r\nHost: localhost:" + own_port + "\r\n\r\n").status ==
        200);
  CHECK(answer_to(port, "GET /api/status HTTP/1.1\r\n\r\n").status == 400);
  CHECK(ask("GET /", "Range: bytes=0-9\r\n").status == 400);
  CHECK(ask("GET /", "Transfer-Encoding: chunked\r\n").status == 400);
  CHECK(ask("GET /", "Content-Length: 3\r\n").status == 400);
  CHECK(ask("POST /", token_header).status == 405);
  CHECK(ask("DELETE /api/status", token_header).status == 405);
}

TEST_CASE_FIXTURE(RunningCrawl, "routes are exact") {
  for (const char* path : {"/appxjs", "/app.js/", "//app.js", "/index.html", "/api", "/../web/server.cpp",
                           "/%2e%2e/", "/api%2Fstatus"}) {
    CAPTURE(path);
    CHECK(ask(std::string("GET ") + path).status == 404);
  }
}

TEST_CASE("without commands there is no token, and commands are refused") {
  const StatusBoard board;
  const Server server({}, board, {});
  const int port = support::port_of(server.address());
  CHECK(server.address() == "http://127.0.0.1:" + std::to_string(port) + "/");
  CHECK(answer_to(port, request_text(port, "POST /api/stop")).status == 403);
  CHECK(answer_to(port, request_text(port, "GET /api/status")).body.find("\"can_command\":false") !=
        std::string::npos);
}

TEST_CASE("an address other than loopback needs a password, and every request must carry it") {
  const StatusBoard board;
  CHECK_THROWS_WITH_AS(Server({"0.0.0.0", 0, ""}, board, {}), doctest::Contains("password"), web::Error);
  const Server server({"0.0.0.0", 0, "pw"}, board, {});
  const int port = support::port_of(server.address());
  CHECK(answer_to(port, request_text(port, "GET /")).status == 401);
  CHECK(answer_to(port, request_text(port, "GET /", "Authorization: Basic eDpwdw==\r\n")).status == 200);
}

TEST_CASE("the page never turns strings into markup or code") {
  for (const auto& entry : std::filesystem::recursive_directory_iterator("web/assets")) {
    if (entry.path().extension() != ".js") continue;
    CAPTURE(entry.path());
    const std::string script = support::file_bytes(entry.path());
    for (const char* word :
         {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("}) {
      CAPTURE(word);
      CHECK(script.find(word) == std::string::npos);
    }
  }
  const std::string page = support::file_bytes("web/assets/index.html");
  for (const char* word : {"style=", "onclick", "<style", "<script>"})
    CHECK(page.find(word) == std::string::npos);
}
