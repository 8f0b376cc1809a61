#include "fetch/curl_multi.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>

#include <dlfcn.h>
#include <sys/epoll.h>

#include "tests/support/fetching.hpp"
#include "tests/support/raw_server.hpp"

using namespace trawl;

namespace {

using namespace trawl::support;
using namespace std::chrono_literals;

/// Fetches on a clock that stands still.
struct Stage {
  void pass(aio::Duration time) {
    clock.advance(time);
    fetching.loop.run_until_idle();
  }
  /// Starts a fetch and returns when the server has seen this many requests.
  void start(RawServer& server, fetch::Request request, std::size_t requests = 1) {
    tasks.push_back(fetching.start(std::move(request), outcome));
    fetching.run_until([&] { return server.requests().size() == requests; });
  }

  aio::ManualClock clock;
  Outcome outcome;
  Fetching fetching{open_options(), clock};
  std::vector<aio::Task<void>> tasks;
};

/// A script that sends the beginning of an answer, then one byte on each call of the test, and counts them.
RawServer::Script trickle(std::atomic<int>& sent) {
  return [&sent](RawServer::Connection& connection) {
    connection.request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (connection.pause()) {
      connection.send("x");
      ++sent;
    }
  };
}

const RawServer::Script kSilent = [](RawServer::Connection& connection) {
  connection.request();
  connection.hang();
};

/// A CurlMulti without a client around it.
struct Bare {
  static aio::Coroutine<int> perform(fetch::CurlMulti& multi, fetch::CurlHandle& handle, fetch::Limits limits,
                                     aio::TimePoint since) {
    co_return co_await multi.perform(handle, limits, since);
  }
  /// Performs the exchange as if it had begun this long ago. "here", or how it failed.
  std::string end_of(const fetch::Request& request, const std::vector<std::string>& addresses = {},
                     aio::Duration ago = {}) {
    fetch::CurlHandle handle(request, policy, connections, addresses, fetch::Sending::kept);
    try {
      const int code = loop.run_until_complete(perform(multi, handle, request.limits, loop.time() - ago));
      return handle.finish(code).body;
    } catch (const fetch::Error& error) {
      return std::string(name_of(error.kind())) + ": " + error.what();
    }
  }

  fetch::ConnectionPolicy policy;
  aio::EventLoop loop;
  fetch::KeptConnections connections{loop, true};
  fetch::CurlMulti multi{loop, 4};
};

std::atomic<int> sockets_to_refuse = 0;

}  // namespace

/// Replaces the C library's: refuses to watch connections when a test says so.
extern "C" int epoll_ctl(int epoll, int operation, int fd, epoll_event* event) noexcept {
  using Function = int (*)(int, int, int, epoll_event*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "epoll_ctl"));
  if (operation == EPOLL_CTL_ADD && sockets_to_refuse > 0) {
    --sockets_to_refuse;
    errno = ENOSPC;
    return -1;
  }
  return real(epoll, operation, fd, event);
}

TEST_CASE("a handshake that takes too long is a timeout in the connect phase") {
  RawServer server([](RawServer::Connection& connection) { connection.hang(); });
  Stage stage;
  stage.fetching.start(request("https://127.0.0.1:" + std::to_string(server.port())), stage.outcome);
  stage.fetching.run_until([&] { return server.connections() == 1; });
  stage.pass(9'999ms);
  CHECK(stage.outcome.text == "pending");
  stage.pass(1ms);
  CHECK(stage.outcome.text == "timeout connect");
  CHECK(stage.outcome.detail == "no connection within 10000 ms");
  server.wait_until_closed(1);
}

TEST_CASE("a server that falls silent is a timeout in the idle phase, and not earlier") {
  std::atomic<int> sent = 0;
  RawServer server(trickle(sent));
  Stage stage;
  stage.start(server, request(server.url()));
  for (int byte = 1; byte <= 3; ++byte) {
    stage.pass(12s);
    server.proceed();
    stage.fetching.run_until([&] { return sent == byte; });
  }
  stage.pass(4s);  // sees the last byte
  stage.pass(14'900ms);
  CHECK(stage.outcome.text == "pending");
  stage.pass(100ms);
  CHECK(stage.outcome.text == "200 but timeout idle");
  CHECK(stage.outcome.detail == "not a byte for 15000 ms");
}

TEST_CASE("a response that never ends is a timeout of the total limit") {
  std::atomic<int> sent = 0;
  RawServer server(trickle(sent));
  Stage stage;
  stage.start(server, request(server.url()));
  for (int byte = 1; byte <= 5; ++byte) {
    stage.pass(11s);
    server.proceed();
    stage.fetching.run_until([&] { return sent == byte; });
  }
  stage.pass(4'999ms);
  CHECK(stage.outcome.text == "pending");
  stage.pass(1ms);
  CHECK(stage.outcome.text == "200 but timeout total");
}

TEST_CASE("even the shortest limits do not keep the loop busy") {
  RawServer server(kSilent);
  Stage stage;
  fetch::Request to = request(server.url());
  to.limits.idle = 0ms;
  stage.start(server, to);
  stage.pass(1ms);
  CHECK(stage.outcome.text == "timeout idle");
}

TEST_CASE("the total limit counts from the time that the caller gives") {
  RawServer server(kSilent);
  CHECK(Bare().end_of(request(server.url()), {}, 60s) == "timeout: not complete within 60000 ms");
}

TEST_CASE("a cancelled fetch ends at once and closes its connection") {
  RawServer server(kSilent);
  Stage stage;
  stage.start(server, request(server.url()));
  stage.tasks[0].cancel();
  stage.fetching.loop.run_until_idle();
  CHECK(stage.outcome.text == "cancelled");
  server.wait_until_closed(1);
}

TEST_CASE("a fetch may be destroyed while it waits") {
  RawServer server(kSilent);
  Stage stage;
  stage.start(server, request(server.url()));
  stage.tasks[0].state()->drop();
  server.wait_until_closed(1);
  CHECK(stage.outcome.text == "pending");
}

TEST_CASE("a fetch may be cancelled before its first turn, and right after it") {
  RawServer server(kSilent);
  Stage stage;
  aio::Task<void> never = stage.fetching.start(request(server.url()), stage.outcome);
  never.cancel();
  stage.fetching.loop.run_until_idle();
  CHECK(stage.outcome.text == "pending");
  Outcome second;
  aio::Task<void> begun = stage.fetching.start(request(server.url()), second);
  stage.fetching.loop.call_soon([&] { begun.cancel(); });
  stage.fetching.loop.run_until_idle();
  CHECK(second.text == "cancelled");
}

TEST_CASE("a connection is kept for the next request, and serves one at a time") {
  RawServer server([](RawServer::Connection& connection) {
    while (!connection.request().empty() && connection.pause()) connection.send(ok("here"));
  });
  aio::ManualClock clock;
  Fetching fetching(support::open_options(), clock);
  std::list<Outcome> outcomes(3);
  const auto all_are = [&](const std::string& text) {
    return std::all_of(outcomes.begin(), outcomes.end(),
                       [&](const Outcome& one) { return one.text == text; });
  };
  for (std::size_t round = 1; round <= 2; ++round) {
    for (Outcome& outcome : outcomes) fetching.start(request(server.url()), outcome = {});
    fetching.run_until([&] { return server.requests().size() == round * outcomes.size(); });
    CHECK(all_are("pending"));
    for (std::size_t i = 0; i < outcomes.size(); ++i) server.proceed();
    fetching.run_until([&] { return all_are("200 here"); });
    clock.advance(fetch::KeptConnections::kRest);
  }
  CHECK(server.connections() == 3);
}

TEST_CASE("a host whose address has changed is asked at the new address") {
  RawServer server(once(ok("here")));
  const fetch::Request to = request("http://moved.test:" + std::to_string(server.port()));
  Bare bare;
  CHECK(bare.end_of(to, {"127.0.0.2"}).starts_with("connect: "));
  CHECK(bare.end_of(to, {"127.0.0.1"}) == "here");
  server.wait_until_closed(1);
  CHECK(bare.end_of(to, {"127.0.0.2"}).starts_with("connect: "));
}

TEST_CASE("an address that is now forbidden is refused even on a kept connection") {
  RawServer server(always(ok("here")));
  bool is_forbidden = false;
  Bare bare;
  bare.policy.refuses = [&](const fetch::Request&, std::string_view) {
    return is_forbidden ? std::optional<std::string>("by now") : std::nullopt;
  };
  CHECK(bare.end_of(request(server.url())) == "here");
  is_forbidden = true;
  CHECK(bare.end_of(request(server.url())) == "address_forbidden: by now");
  CHECK(server.connections() == 1);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a socket that cannot be watched fails only its own transfer, for lack of resources") {
  RawServer server(always(ok("here")));
  Bare bare;
  sockets_to_refuse = 1;
  const std::string failed = bare.end_of(request(server.url()));
  CHECK(failed.starts_with("resources: cannot watch"));
  CHECK(bare.end_of(request(server.url())) == "here");
}

TEST_CASE("two hundred hanging connections do not slow down other fetches") {
  RawServer hanging(kSilent), quick(always(ok("here")));
  fetch::ClientOptions options = open_options();
  options.connections = 300;
  Fetching fetching(options);
  std::list<Outcome> stuck(200);
  std::vector<aio::Task<void>> tasks;
  for (Outcome& outcome : stuck) tasks.push_back(fetching.start(request(hanging.url()), outcome));
  fetching.run_until([&] { return hanging.requests().size() == stuck.size(); });

  const auto look = [](std::vector<aio::Duration>& lags) -> aio::Coroutine<void> {
    for (;;) {
      const aio::TimePoint due = aio::EventLoop::current().time() + 1ms;
      co_await aio::sleep(1ms);
      lags.push_back(aio::EventLoop::current().time() - due);
    }
  };
  std::vector<aio::Duration> lags;
  aio::Task<void> looking = fetching.loop.create_task(look(lags));
  for (int i = 0; i < 200; ++i) CHECK(fetching.outcome(quick.url()) == "200 here");
  std::sort(lags.begin(), lags.end());
  REQUIRE(!lags.empty());
  CHECK(lags[lags.size() * 9 / 10] < 100ms);

  looking.cancel();
  for (aio::Task<void>& task : tasks) task.cancel();
  fetching.loop.run_until_idle();
  CHECK(std::all_of(stuck.begin(), stuck.end(), [](const Outcome& one) { return one.text == "cancelled"; }));
  hanging.wait_until_closed(stuck.size());
}
