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

TEST_CASE("a second wait for the same descriptor and direction throws, and the first goes on") {
  Stage stage;
  const Wire wire;
  const std::string number = std::to_string(wire.near_end->fd());
  stage.start("a", wait_readable(wire.near_end->fd()));
  stage.start("b", wait_readable(wire.near_end->fd()));
  CHECK(stage.happened() == Log{"b failed: another task waits for reading from descriptor " + number});
  wire::fill(wire.far_end);
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
  stage.start("c", wait_writable(wire.far_end->fd()));
  stage.start("d", wait_writable(wire.far_end->fd()));
  const std::string other = std::to_string(wire.far_end->fd());
  CHECK(stage.happened() == Log{"d failed: another task waits for writing to descriptor " + other});
  while (!wire::receive(wire.near_end).empty()) continue;
  stage.settle();
  CHECK(stage.happened() == Log{"c done"});
}

TEST_CASE("a wait and a callback for the same descriptor and direction exclude each other") {
  Stage stage;
  const Wire wire;
  const int fd = wire.near_end->fd();
  stage.loop.add_reader(fd, [](aio::IoEvents) {});
  stage.start("a", wait_readable(fd));
  CHECK(stage.happened() ==
        Log{"a failed: a callback waits for reading from descriptor " + std::to_string(fd)});
  CHECK(stage.loop.remove_reader(fd));
  stage.start("b", wait_readable(fd));
  CHECK_THROWS_AS(stage.loop.add_reader(fd, [](aio::IoEvents) {}), aio::InvalidState);
  CHECK_FALSE(stage.loop.remove_reader(fd));
  wire.send("x");
  stage.settle();
  CHECK(stage.happened() == Log{"b done"});
}

TEST_CASE(
    "a descriptor that is closed under a wait shows when its number is used again, until the wait is over") {
  Stage stage;
  for (const bool other_direction : {false, true}) {
    CAPTURE(other_direction);
    Wire wire;
    const int number = wire.near_end->fd();
    auto stale = stage.start("stale", wait_readable(number));
    wire.near_end = nullptr;
    const Wire other;
    REQUIRE(other.near_end->fd() == number);
    other.send("x");
    stage.start("new", other_direction ? wait_writable(number) : wait_readable(number));
    CHECK_THROWS_AS(stage.loop.add_reader(number, [](aio::IoEvents) {}), aio::InvalidState);
    const std::string why = " was closed while it was watched, and its number is used again";
    CHECK(stage.happened() == Log{"new failed: descriptor " + std::to_string(number) + why});
    stage.cancel(stale);
    stage.start("later", other_direction ? wait_writable(number) : wait_readable(number));
    CHECK(stage.happened() == Log{"stale cancelled", "later done"});
  }
}

TEST_CASE("waits for both directions of a descriptor that was closed under them can be cancelled") {
  Stage stage;
  Wire wire;
  const int number = wire.far_end->fd();
  wire::fill(wire.far_end);
  auto reads = stage.start("reads", wait_readable(number));
  auto writes = stage.start("writes", wait_writable(number));
  wire.far_end = nullptr;
  stage.cancel(reads);
  stage.cancel(writes);
  CHECK(stage.happened() == Log{"reads cancelled", "writes cancelled"});
}

TEST_CASE("a wait for what epoll cannot watch throws") {
  Stage stage;
  const aio::Descriptor file(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  stage.start("a", wait_readable(file.fd()));
  CHECK(stage.happened() == Log{"a failed: cannot watch a descriptor: Operation not permitted"});
}
