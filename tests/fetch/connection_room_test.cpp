#include "fetch/connection_room.hpp"

#include <cerrno>

#include <dlfcn.h>
#include <sys/socket.h>

#include "tests/support/fetching.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/skipping_clock.hpp"

using namespace trawl;

namespace {

using namespace trawl::support;
using namespace std::chrono_literals;

/// How many of the next sockets of this process cannot be made, and why.
std::atomic<int> sockets_to_lack = 0, reason = EMFILE;

aio::Coroutine<void> lack(fetch::ConnectionRoom& room, std::size_t taken) {
  std::vector<fetch::ConnectionRoom::Place> places;
  for (std::size_t i = 0; i < taken; ++i) {
    auto place = co_await room.enter();
    places.push_back(std::move(place));
  }
  auto shrinking = room.shrink(std::move(places.back()));
  places.pop_back();
  co_await std::move(shrinking);
}

aio::Coroutine<void> enter_and_leave(fetch::ConnectionRoom& room) {
  const auto place = co_await room.enter();
}

}  // namespace

/// Replaces the C library's: lacks descriptors when a test says so.
extern "C" int socket(int domain, int type, int protocol) noexcept {
  using Function = int (*)(int, int, int);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "socket"));
  if (sockets_to_lack > 0) {
    --sockets_to_lack;
    errno = reason;
    return -1;
  }
  return real(domain, type, protocol);
}

TEST_CASE("when a descriptor is lacking, only as many exchanges run as ran then, and more with time") {
  aio::ManualClock clock;
  aio::EventLoop loop(clock);
  fetch::ConnectionRoom room(loop, 1'000);
  loop.run_until_complete(lack(room, 17));
  CHECK(room.most() == 16);
  const auto after = [&](aio::Duration time) {
    clock.advance(time);
    loop.run_until_complete(enter_and_leave(room));
    return room.most();
  };
  CHECK(after(4s) == 16);
  CHECK(after(1s) == 18);
  CHECK(after(5s) == 20);
  for (int i = 0; i < 50; ++i) after(5s);
  CHECK(room.most() == 1'000);
}

TEST_CASE("the last place stays") {
  aio::EventLoop loop;
  fetch::ConnectionRoom room(loop, 1'000);
  loop.run_until_complete(lack(room, 1));
  CHECK(room.most() == 1'000);
  loop.run_until_complete(lack(room, 2));
  CHECK(room.most() == 1);
  loop.run_until_complete(lack(room, 1));
  CHECK(room.most() == 1);
}

TEST_CASE("a fetch that lacks a descriptor waits and is not the host's failure") {
  for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM}) {
    RawServer server(always(ok("here")));
    SkippingClock clock;
    Fetching fetching(open_options(), clock);
    sockets_to_lack = 3;
    reason = error;
    const fetch::Response response = fetching.get(server.url());
    CHECK(response.status == 200);
    CHECK(response.waited >= 700ms);
    CHECK(response.waited < 800ms);
    CHECK(response.timing.total < 0.5);
    CHECK(fetching.get(server.url()).waited == 0ms);
    CHECK(server.requests().size() == 2);
  }
}

TEST_CASE("while others run, a fetch that lacks a descriptor waits for one of them") {
  RawServer server([](RawServer::Connection& connection) {
    connection.request();
    if (connection.pause()) connection.send(ok("here"));
  });
  aio::ManualClock clock;
  Fetching fetching(open_options(), clock);
  Outcome first, second;
  auto running = fetching.start(request(server.url()), first);
  fetching.run_until([&] { return server.requests().size() == 1; });
  sockets_to_lack = 1;
  reason = EMFILE;
  auto waiting = fetching.start(request(server.url()), second);
  fetching.run_until([&] { return sockets_to_lack == 0; });
  CHECK(server.requests().size() == 1);
  server.proceed();
  fetching.run_until([&] { return server.requests().size() == 2; });
  CHECK(first.text == "200 here");
  CHECK(second.text == "pending");
  server.proceed();
  fetching.run_until([&] { return second.text == "200 here"; });
}

TEST_CASE("a fetch that is alone gives up after half a minute without a descriptor") {
  SkippingClock clock;
  Fetching fetching(open_options(), clock);
  sockets_to_lack = 1'000;
  reason = EMFILE;
  const aio::TimePoint begun = clock.now();
  const Outcome failed = fetching.end_of(request("http://127.0.0.1:9/"));
  sockets_to_lack = 0;
  CHECK(failed.text == "resources");
  CHECK(failed.detail.find("ulimit -n") != std::string::npos);
  CHECK(clock.now() - begun > 20s);
  CHECK(clock.now() - begun < 60s);
}
