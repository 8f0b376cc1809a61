#include "fetch/aio/net/stream_reader.hpp"

#include "tests/support/aio_fixture.hpp"
#include "tests/support/wire.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;
using wire::Wire;

aio::Coroutine<void> read_some(Log& log, aio::StreamReader& reader, std::size_t most) {
  log.push_back(co_await reader.read(most));
}

aio::Coroutine<void> read_all(Log& log, aio::StreamReader& reader) {
  log.push_back(co_await reader.read());
}

aio::Coroutine<void> read_exactly(Log& log, aio::StreamReader& reader, std::size_t count) {
  log.push_back(co_await reader.readexactly(count));
}

aio::Coroutine<void> read_until(Log& log, aio::StreamReader& reader, std::string separator) {
  log.push_back(co_await reader.readuntil(separator));
}

aio::Coroutine<void> read_line(Log& log, aio::StreamReader& reader) {
  log.push_back(co_await reader.readline());
}

aio::Coroutine<void> read_lines(Log& log, aio::StreamReader& reader) {
  for (;;) {
    const std::string line = co_await reader.readline();
    if (line.empty()) co_return;
    log.push_back(line);
  }
}

aio::Coroutine<void> count_bytes(aio::StreamReader& reader, std::size_t& sum) {
  for (;;) {
    const std::string piece = co_await reader.read(1'000);
    sum += piece.size();
  }
}

aio::Coroutine<std::string> partial_of(aio::StreamReader& reader, std::size_t count) {
  try {
    co_return co_await reader.readexactly(count);
  } catch (const aio::IncompleteReadError& error) {
    co_return error.partial() + " of " + std::to_string(error.expected());
  }
}

}  // namespace

TEST_CASE("read(n) gives what is there, no more than n, and waits only when there is nothing") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end);
  stage.start("a", read_some(stage.log, reader, 3));
  CHECK(stage.happened().empty());
  wire.send("hello");
  stage.settle();
  CHECK(stage.happened() == Log{"hel", "a done"});
  stage.start("b", read_some(stage.log, reader, 100));
  CHECK(stage.happened() == Log{"lo", "b done"});
  stage.start("c", read_some(stage.log, reader, 0));
  CHECK(stage.happened() == Log{"", "c done"});
}

TEST_CASE("read() gives everything until the end; then the stream is at its end and gives nothing") {
  Stage stage;
  Wire wire;
  aio::StreamReader reader(wire.near_end);
  stage.start("a", read_all(stage.log, reader));
  wire.send("one ");
  stage.settle();
  CHECK_FALSE(reader.at_eof());
  wire.send("two");
  wire.hang_up();
  stage.settle();
  CHECK(stage.happened() == Log{"one two", "a done"});
  CHECK(reader.at_eof());
  stage.start("b", read_some(stage.log, reader, 10));
  CHECK(stage.happened() == Log{"", "b done"});
}

TEST_CASE("readexactly waits for all its bytes and leaves the rest") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end);
  stage.start("a", read_exactly(stage.log, reader, 4));
  wire.send("abc");
  stage.settle();
  CHECK(stage.happened().empty());
  wire.send("def");
  stage.settle();
  CHECK(stage.happened() == Log{"abcd", "a done"});
  stage.start("b", read_exactly(stage.log, reader, 2));
  CHECK(stage.happened() == Log{"ef", "b done"});
  stage.start("c", read_exactly(stage.log, reader, 0));
  CHECK(stage.happened() == Log{"", "c done"});
}

TEST_CASE("at the end of the stream, the error of readexactly holds what there was") {
  Stage stage;
  Wire wire;
  aio::StreamReader reader(wire.near_end);
  wire.send("abc");
  wire.hang_up();
  CHECK(stage.loop.run_until_complete(partial_of(reader, 5)) == "abc of 5");
  CHECK(reader.at_eof());
}

TEST_CASE("readline gives lines with their ends, and the last one without if it has none") {
  Stage stage;
  Wire wire;
  aio::StreamReader reader(wire.near_end);
  stage.start("a", read_lines(stage.log, reader));
  wire.send("one\ntwo\n\nth");
  stage.settle();
  CHECK(stage.happened() == Log{"one\n", "two\n", "\n"});
  wire.send("ree");
  wire.hang_up();
  stage.settle();
  CHECK(stage.happened() == Log{"three", "a done"});
}

TEST_CASE("readuntil finds a separator that comes in two pieces") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end);
  stage.start("a", read_until(stage.log, reader, "--end--"));
  for (const char* piece : {"x--e", "nd-", "-y"}) {
    wire.send(piece);
    stage.settle();
  }
  CHECK(stage.happened() == Log{"x--end--", "a done"});
  stage.start("b", read_until(stage.log, reader, ""));
  CHECK(stage.happened() == Log{"b failed: an empty separator"});
}

TEST_CASE(
    "io-01: a separator beyond the limit is an error before memory grows; the bytes can still be read") {
  Stage stage;
  Wire wire;
  aio::StreamReader reader(wire.near_end, 8);
  wire.send("123456789");
  stage.start("a", read_until(stage.log, reader, "\n"));
  CHECK(stage.happened() == Log{"a failed: no separator within 9 bytes"});
  wire.send("0\n");
  stage.start("b", read_until(stage.log, reader, "\n"));
  CHECK(stage.happened() == Log{"b failed: no separator within 9 bytes"});
  wire.hang_up();
  stage.start("c", read_all(stage.log, reader));
  CHECK(stage.happened() == Log{"1234567890\n", "c done"});
}

TEST_CASE("a piece of exactly the limit passes") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end, 8);
  wire.send("12345678\n");
  stage.start("a", read_line(stage.log, reader));
  CHECK(stage.happened() == Log{"12345678\n", "a done"});
}

TEST_CASE("io-01: readline discards a line beyond the limit, and then gives the next one") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end, 8);
  wire.send("123456789\nnext\n");
  stage.start("a", read_line(stage.log, reader));
  stage.start("b", read_line(stage.log, reader));
  CHECK(stage.happened() == Log{"a failed: no separator within 9 bytes", "next\n", "b done"});
}

TEST_CASE("a reader takes no more from the descriptor than somebody has asked for") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end);
  const std::size_t filled = wire::fill(wire.far_end);
  stage.start("a", read_some(stage.log, reader, 1));
  CHECK(stage.happened() == Log{"x", "a done"});
  CHECK(wire::receive(wire.near_end).size() >= filled - 64 * 1024);
}

TEST_CASE("a source that never runs dry leaves the others their turns") {
  Stage stage;
  const auto zero =
      std::make_shared<const aio::Descriptor>(open("/dev/zero", O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  aio::StreamReader reader(zero);
  std::size_t sum = 0;
  aio::Task<void> endless = stage.loop.create_task(count_bytes(reader, sum));
  stage.loop.call_later(0s, [&endless] { endless.cancel(); });
  stage.settle();
  CHECK(endless.cancelled());
  CHECK(sum > 0);
}

TEST_CASE("a second reader of the same stream is refused, and the first goes on") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end);
  stage.start("a", read_some(stage.log, reader, 10));
  stage.start("b", read_some(stage.log, reader, 10));
  CHECK(stage.happened() == Log{"b failed: another task reads from this stream"});
  wire.send("x");
  stage.settle();
  CHECK(stage.happened() == Log{"x", "a done"});
}

TEST_CASE("a cancelled read takes nothing: the next one gets what had come") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end);
  auto a = stage.start("a", read_exactly(stage.log, reader, 5));
  wire.send("abc");
  stage.settle();
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
  wire.send("de");
  stage.start("b", read_exactly(stage.log, reader, 5));
  CHECK(stage.happened() == Log{"abcde", "b done"});
}

TEST_CASE("a read that is cancelled after its bytes had come loses none of them") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end);
  auto a = stage.start("a", read_exactly(stage.log, reader, 3));
  wire.send("ab");
  stage.loop.call_soon([&stage, &a] { stage.loop.call_soon([&a] { a.cancel(); }); });
  stage.settle();
  CHECK(stage.happened() == Log{"a cancelled"});
  wire.send("c");
  stage.start("b", read_exactly(stage.log, reader, 3));
  CHECK(stage.happened() == Log{"abc", "b done"});
}

TEST_CASE("a frame that reads may be destroyed; the stream serves the next one") {
  Stage stage;
  const Wire wire;
  aio::StreamReader reader(wire.near_end);
  auto a = stage.start("a", read_line(stage.log, reader));
  wire.send("on");
  stage.settle();
  stage.destroy(a);
  wire.send("e\n");
  stage.start("b", read_line(stage.log, reader));
  CHECK(stage.happened() == Log{"one\n", "b done"});
}

TEST_CASE("an error of the descriptor comes out of the read") {
  Stage stage;
  const Wire pipe = Wire::pipe();
  aio::StreamReader reader(pipe.far_end);
  stage.start("a", read_some(stage.log, reader, 1));
  CHECK(stage.happened() == Log{"a failed: cannot read from a stream: Bad file descriptor"});
}
