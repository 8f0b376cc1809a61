#include "fetch/aio/net/io.hpp"

#include "tests/support/aio_fixture.hpp"
#include "tests/support/wire.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;
using wire::Wire;

aio::Coroutine<void> wait_readable(int fd) {
  co_await aio::readable(fd);
}

aio::Coroutine<void> wait_writable(int fd) {
  co_await aio::writable(fd);
}

aio::Coroutine<void> wait_readable_twice(Log& log, int first, int second) {
  co_await aio::readable(first);
  log.push_back("first passed");
  co_await aio::readable(second);
}

}  // namespace

TEST_CASE("readable() waits until there is something to read, and names the descriptor meanwhile") {
  Stage stage;
  const Wire wire;
  stage.start("a", wait_readable(wire.near_end->fd()));
  CHECK(stage.happened().empty());
  CHECK(stage.loop.dump() == "a: reading from descriptor " + std::to_string(wire.near_end->fd()) + "\n");
  wire.send("x");
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("readable() ends when the other side hangs up") {
  Stage stage;
  Wire wire;
  stage.start("a", wait_readable(wire.near_end->fd()));
  wire.hang_up();
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("writable() waits until there is room, or the other side hangs up") {
  Stage stage;
  Wire wire;
  wire::fill(wire.far_end);
  stage.start("a", wait_writable(wire.far_end->fd()));
  CHECK(stage.happened().empty());
  while (!wire::receive(wire.near_end).empty()) continue;
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
  wire::fill(wire.far_end);
  stage.start("b", wait_writable(wire.far_end->fd()));
  wire.near_end = nullptr;
  stage.settle();
  CHECK(stage.happened() == Log{"b done"});
}

TEST_CASE("waits for different descriptors end in the order in which these become ready") {
  Stage stage;
  const Wire first, second;
  stage.start("a", wait_readable(first.near_end->fd()));
  stage.start("b", wait_readable(second.near_end->fd()));
  second.send("x");
  stage.settle();
  first.send("x");
  stage.settle();
  CHECK(stage.happened() == Log{"b done", "a done"});
}

TEST_CASE("one descriptor can be waited on for reading and writing at the same time") {
  Stage stage;
  const Wire wire;
  stage.start("a", wait_readable(wire.near_end->fd()));
  stage.start("b", wait_writable(wire.near_end->fd()));
  CHECK(stage.happened() == Log{"b done"});
  wire.send("x");
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE(
    "io-03: a cancelled wait leaves nothing in the poll set, and its descriptor's number can be reused") {
  Stage stage;
  Wire wire;
  const int number = wire.near_end->fd();
  auto a = stage.start("a", wait_readable(number));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK_FALSE(stage.loop.remove_reader(number));
  wire.near_end = nullptr;
  const Wire other;
  REQUIRE(other.near_end->fd() == number);
  stage.start("b", wait_readable(number));
  wire.hang_up();
  stage.settle();
  CHECK(stage.happened().empty());
  other.send("x");
  stage.settle();
  CHECK(stage.happened() == Log{"b done"});
}

TEST_CASE(
    "a wait that is cancelled after its descriptor became ready ends normally; the next one is cancelled") {
  Stage stage;
  const Wire first, second;
  auto a = stage.start("a", wait_readable_twice(stage.log, first.near_end->fd(), second.near_end->fd()));
  first.send("x");
  // The outer callback runs before the descriptor's, the inner one after it: the wait is over by then.
  stage.loop.call_soon([&stage, &a] { stage.loop.call_soon([&a] { a.cancel(); }); });
  stage.settle();
  CHECK(stage.happened() == Log{"first passed", "a cancelled"});
}

TEST_CASE("a frame that waits for a descriptor may be destroyed, before it was woken and after") {
  Stage stage;
  const Wire wire;
  auto waits = stage.start("a", wait_readable(wire.near_end->fd()));
  stage.destroy(waits);
  CHECK_FALSE(stage.loop.remove_reader(wire.near_end->fd()));
  auto woken = stage.start("b", wait_readable(wire.near_end->fd()));
  wire.send("x");
  stage.loop.call_soon([&stage, &woken] { stage.loop.call_soon([&woken] { woken.state()->drop(); }); });
  stage.settle();
  CHECK(woken.cancelled());
  CHECK(stage.happened().empty());
}

TEST_CASE("a wait for what epoll cannot watch throws") {
  Stage stage;
  const aio::Descriptor file(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  stage.start("a", wait_readable(file.fd()));
  CHECK(stage.happened() == Log{"a failed: cannot watch a descriptor: Operation not permitted"});
}
