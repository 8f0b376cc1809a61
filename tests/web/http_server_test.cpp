#include "web/http_server.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tests/support/http_client.hpp"

using namespace trawl;

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using support::answer_to;
using support::RawConnection;
using support::request_text;
using web::HttpReply;
using web::HttpRequest;
using web::HttpServer;

namespace {

HttpReply echo(const HttpRequest& request) {
  return {
      200, "text/plain", request.method + " " + request.target + " " + request.path, {{"X-Extra", "yes"}}};
}

struct EchoServer {
  HttpServer server{"127.0.0.1", 0, echo};
  int port = support::port_of(server.origin());

  support::HttpAnswer ask(std::string_view line, std::string_view headers = "") {
    return answer_to(port, request_text(port, line, headers));
  }
};

/// Clients that hold a connection and never finish their request.
std::vector<std::unique_ptr<RawConnection>> slow_clients(int port, int count) {
  std::vector<std::unique_ptr<RawConnection>> clients;
  for (int i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<RawConnection>(port));
    clients.back()->send("GET / HTTP/1.1\r\nHo");
  }
  return clients;
}

}  // namespace

TEST_CASE_FIXTURE(EchoServer, "an answer carries status, headers and body, and closes the connection") {
  const auto answer = ask("GET /a%20b?c=d");
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("X-Extra") == "yes");
  CHECK(answer.headers.at("Connection") == "close");
  CHECK(answer.body == "GET /a%20b?c=d /a b");
}

TEST_CASE_FIXTURE(EchoServer, "HEAD gets only the headers") {
  const auto answer = ask("HEAD /");
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("Content-Length") == "8");
  CHECK(answer.body.empty());
}

TEST_CASE_FIXTURE(EchoServer, "the server never compresses an answer by itself") {
  const auto answer = ask("GET /", "Accept-Encoding: gzip, br\r\n");
  CHECK(answer.body == "GET / /");
  CHECK(answer.headers.count("Content-Encoding") == 0);
}

TEST_CASE_FIXTURE(EchoServer, "ranges, single or many, do not change the answer") {
  std::string many = "Range: bytes=0-";
  for (int i = 0; i < 2'600; ++i) many += ",0-";
  for (const std::string& header :
       {std::string("Range: bytes=0-1"), std::string("rANGE: bytes=0-1"), many, std::string("Range: x")}) {
    const auto answer = ask("GET /", header + "\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.body == "GET / /");
  }
}

TEST_CASE("a Range line arrives unchanged wherever the request is cut into pieces, like other lines") {
  const HttpServer server("127.0.0.1", 0, [](const HttpRequest& request) {
    std::string seen;
    for (const auto& [name, value] : request.headers)
      seen += name.ends_with("ange") ? name + "=" + value : "";
    return web::text_reply(200, seen);
  });
  const int port = support::port_of(server.origin());
  for (int filler = 3'950; filler < 4'060; ++filler) {
    const std::string headers = "F: " + std::string(static_cast<std::size_t>(filler), 'x') +
                                "\r\nRange: bytes=0-1\r\nX-Range: 1\r\nOrange: 2\r\n";
    const auto answer = answer_to(port, request_text(port, "GET /", headers));
    CHECK(answer.status == 200);
    CHECK(answer.body == "Orange=2Range=bytes=0-1X-Range=1\n");
  }
}

TEST_CASE_FIXTURE(EchoServer, "bytes after a request are not read as another request") {
  const std::string second = request_text(port, "GET /second");
  const auto answer = answer_to(
      port, request_text(port, "POST /first", "Content-Length: " + std::to_string(second.size()) + "\r\n") +
                second);
  CHECK(answer.body == "POST /first /first");
}

TEST_CASE_FIXTURE(EchoServer, "a request of more than 32 kB is cut off") {
  std::string headers;
  while (headers.size() < 80'000) headers += "X-Filler: " + std::string(1000, 'x') + "\r\n";
  RawConnection connection(port);
  try {
    connection.send(request_text(port, "GET /", headers));
  } catch (const std::system_error&) {
    return;  // closed while we were still sending
  }
  CHECK(connection.rest().find("200 OK") == std::string::npos);
}

TEST_CASE_FIXTURE(EchoServer, "a request that is not HTTP gets a 400") {
  CHECK(answer_to(port, "hello\r\n\r\n").status == 400);
}

TEST_CASE_FIXTURE(EchoServer, "the 65th client is answered at once while 64 are slow") {
  const auto clients = slow_clients(port, 64);
  const auto start = steady_clock::now();
  CHECK(ask("GET /").status == 200);
  CHECK(steady_clock::now() - start < 1s);
}

TEST_CASE_FIXTURE(EchoServer, "300 clients, 64 of them slow, are each answered within two seconds") {
  const auto slow = slow_clients(port, 64);
  std::atomic<int> answered = 0;
  std::atomic<std::int64_t> longest = 0;  // ms
  std::vector<std::thread> clients;
  for (int i = 0; i < 300; ++i) {
    clients.emplace_back([&] {
      const auto start = steady_clock::now();
      answered += ask("GET /").status == 200 ? 1 : 0;
      const auto took = (steady_clock::now() - start) / 1ms;
      for (std::int64_t before = longest; before < took && !longest.compare_exchange_weak(before, took);) {
      }
    });
  }
  for (std::thread& client : clients) client.join();
  CHECK(answered == 300);
  CHECK(longest < 2'000);
}

TEST_CASE("an answer stays open and gets more; 100 of them hold no thread, and end with the server") {
  std::atomic<int> turns = 0;
  auto server = std::make_unique<HttpServer>("127.0.0.1", 0, [&](const HttpRequest& request) {
    if (request.path != "/events") return web::text_reply(200, "status");
    HttpReply reply{200, "text/event-stream", "retry: 2000\n\n", {}};
    reply.more = [&turns, is_first = true]() mutable {
      turns += is_first ? 1 : 0;
      return std::string(std::exchange(is_first, false) ? "data: 1\n\n" : "");
    };
    return reply;
  });
  const int port = support::port_of(server->origin());
  std::vector<std::unique_ptr<RawConnection>> listeners;
  for (int i = 0; i < 100; ++i) {
    listeners.push_back(std::make_unique<RawConnection>(port));
    listeners.back()->send(request_text(port, "GET /events"));
  }
  for (int i = 0; i < 80; ++i) CHECK(answer_to(port, request_text(port, "GET /")).status == 200);
  const auto start = steady_clock::now();
  while (turns < 100 && steady_clock::now() - start < 10s) std::this_thread::yield();
  CHECK(answer_to(port, request_text(port, "HEAD /events")).status == 200);
  const auto begun = steady_clock::now();
  server.reset();
  CHECK(steady_clock::now() - begun < 1s);
  int heard = 0;
  for (const auto& listener : listeners) {
    const std::string text = listener->rest();
    CHECK(text.starts_with("HTTP/1.1 200 OK"));
    CHECK(text.find("Content-Length") == std::string::npos);
    heard += text.ends_with("retry: 2000\n\ndata: 1\n\n") ? 1 : 0;
  }
  CHECK(heard == 100);
}

TEST_CASE("more than 256 open answers are refused, until one of them has gone") {
  const HttpServer server("127.0.0.1", 0, [](const HttpRequest&) {
    HttpReply reply{200, "text/event-stream", "begins\n", {}};
    reply.more = [] { return std::string(); };
    return reply;
  });
  const int port = support::port_of(server.origin());
  const auto refused = [port] {
    RawConnection one(port);
    one.send(request_text(port, "GET /"));
    return one.until("\r\n").starts_with("HTTP/1.1 503");
  };
  std::vector<std::unique_ptr<RawConnection>> listeners;
  for (int i = 0; i < 256; ++i) {
    listeners.push_back(std::make_unique<RawConnection>(port));
    listeners.back()->send(request_text(port, "GET /"));
    listeners.back()->until("begins\n");
  }
  const auto start = steady_clock::now();
  bool is_refused = false;
  while (!is_refused && steady_clock::now() - start < 10s) is_refused = refused();
  CHECK(is_refused);
  listeners.pop_back();
  while (is_refused && steady_clock::now() - start < 20s) is_refused = refused();
  CHECK_FALSE(is_refused);
}

TEST_CASE("any exception becomes a 500 with a body of ours that does not reveal what happened") {
  const HttpServer server("127.0.0.1", 0, [](const HttpRequest& request) -> HttpReply {
    if (request.path == "/odd") throw 42;
    throw std::runtime_error("secret");
  });
  const int port = support::port_of(server.origin());
  for (const char* line : {"GET /", "GET /odd", "POST /"}) {
    CAPTURE(line);
    RawConnection connection(port);
    connection.send(request_text(port, line));
    const std::string text = connection.rest();
    CHECK(text.starts_with("HTTP/1.1 500"));
    CHECK(text.ends_with("\r\n\r\ninternal error\n"));
    for (const char* hint : {"secret", "EXCEPTION", "UNKNOWN"}) CHECK(text.find(hint) == std::string::npos);
  }
}

TEST_CASE("the server ends within a second even while clients hold connections") {
  auto server = std::make_unique<HttpServer>("127.0.0.1", 0, echo);
  const auto clients = slow_clients(support::port_of(server->origin()), 100);
  const auto start = steady_clock::now();
  server.reset();
  CHECK(steady_clock::now() - start < 1s);
}

TEST_CASE("a server can be destroyed right after it has started") {
  for (int i = 0; i < 20; ++i) const HttpServer server("127.0.0.1", 0, echo);
}

TEST_CASE_FIXTURE(EchoServer,
                  "a port in use is an error that names the port; a server that ends frees its port") {
  CHECK_THROWS_WITH_AS(HttpServer("127.0.0.1", port, echo),
                       doctest::Contains(("port " + std::to_string(port)).c_str()), web::Error);
  CHECK_THROWS_WITH_AS(HttpServer("127.0.0.1", port, echo), doctest::Contains("in use"), web::Error);
  int used = 0;
  {
    const HttpServer first("127.0.0.1", 0, echo);
    used = support::port_of(first.origin());
    CHECK(answer_to(used, request_text(used, "GET /")).status == 200);
  }
  CHECK_NOTHROW(HttpServer("127.0.0.1", used, echo));
}

TEST_CASE("an address of another machine is an error") {
  CHECK_THROWS_AS(HttpServer("192.0.2.1", 0, echo), web::Error);
  CHECK_THROWS_AS(HttpServer("192.0.2.1", 8080, echo), web::Error);
}
