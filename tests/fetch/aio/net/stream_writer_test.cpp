#include "fetch/aio/net/stream_writer.hpp"

#include "tests/support/aio_fixture.hpp"
#include "tests/support/wire.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;
using wire::Wire;

aio::Coroutine<void> drain(aio::StreamWriter& writer) {
  co_await writer.drain();
}

aio::Coroutine<void> drain_twice(Log& log, aio::StreamWriter& first, aio::StreamWriter& second) {
  co_await first.drain();
  log.push_back("first passed");
  co_await second.drain();
}

aio::Coroutine<void> wait_closed(aio::StreamWriter& writer) {
  co_await writer.wait_closed();
}

/// A writer whose peer reads nothing by itself, made inside the loop it writes on.
struct SlowPeer {
  explicit SlowPeer(Stage& on_stage, Wire wire = Wire()) : stage(on_stage), end(std::move(wire.near_end)) {
    writer.emplace(stage.loop.run_until_complete(writer_over(std::move(wire.far_end))));
    stage.happened();
  }
  static aio::Coroutine<aio::StreamWriter> writer_over(wire::End end) {
    co_return aio::StreamWriter(std::move(end));
  }
  /// Writes until `left` bytes are unsent.
  void write_until_unsent(std::size_t left) {
    while (writer->unsent() == 0) writer->write(std::string(1024, 'x'));
    writer->write(std::string(left - writer->unsent(), 'x'));
  }
  /// Reads until at most `left` bytes are unsent.
  void read_until_unsent(std::size_t left) {
    while (writer->unsent() > left) {
      arrived += wire::receive(end).size();
      stage.settle();
    }
  }

  Stage& stage;
  wire::End end;
  std::optional<aio::StreamWriter> writer;
  std::size_t arrived = 0;
};

constexpr std::size_t kHigh = aio::StreamWriter::kHighWater, kLow = aio::StreamWriter::kLowWater;

}  // namespace

TEST_CASE("what is written goes out at once, without a turn of the loop") {
  Stage stage;
  SlowPeer peer(stage);
  peer.writer->write("hello ");
  peer.writer->write("world");
  CHECK(wire::receive(peer.end) == "hello world");
  CHECK(peer.writer->unsent() == 0);
}

TEST_CASE("what the peer does not accept yet follows later, complete and in order") {
  Stage stage;
  SlowPeer peer(stage);
  std::string sent;
  for (int i = 0; i < 200'000; ++i) sent += std::to_string(i) + " ";
  peer.writer->write(sent);
  CHECK(peer.writer->unsent() > 0);
  std::string got;
  while (got.size() < sent.size()) {
    got += wire::receive(peer.end);
    stage.settle();
  }
  CHECK((got == sent));
  CHECK(peer.writer->unsent() == 0);
}

TEST_CASE("drain gives the others a turn and does not wait while little is unsent") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(kHigh);
  aio::Task<void> a = stage.loop.create_task(drain(*peer.writer));
  stage.loop.call_soon([&stage, &a] { stage.log.push_back(a.done() ? "done" : "not yet"); });
  stage.settle();
  CHECK(stage.happened() == Log{"not yet"});
  CHECK(a.done());
}

TEST_CASE("io-02: above the high-water mark drain waits, in order, until the low-water mark is reached") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(kHigh + 1);
  stage.start("a", drain(*peer.writer));
  stage.start("b", drain(*peer.writer));
  while (peer.writer->unsent() > kLow) {
    CHECK(stage.happened().empty());
    wire::receive(peer.end);
    stage.settle();
  }
  CHECK(stage.happened() == Log{"a done", "b done"});
}

TEST_CASE("a cancelled drain leaves the others waiting, and what was written is still sent") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(kHigh + 1);
  auto a = stage.start("a", drain(*peer.writer));
  stage.start("b", drain(*peer.writer));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
  peer.read_until_unsent(0);
  CHECK(stage.happened() == Log{"b done"});
}

TEST_CASE("a drain that is cancelled after there was room ends normally; the next wait is cancelled") {
  Stage stage;
  SlowPeer first(stage), second(stage);
  first.write_until_unsent(kHigh + 1);
  second.write_until_unsent(kHigh + 1);
  auto a = stage.start("a", drain_twice(stage.log, *first.writer, *second.writer));
  const auto cancel_if_there_is_room = [&first, &a] {
    if (first.writer->unsent() <= kLow) a.cancel();
  };
  while (first.writer->unsent() > kLow) {
    wire::receive(first.end);
    // The outer callback runs before the writer's, the inner one after it.
    stage.loop.call_soon([&] { stage.loop.call_soon(cancel_if_there_is_room); });
    stage.settle();
  }
  CHECK(stage.happened() == Log{"first passed", "a cancelled"});
}

TEST_CASE("a frame that drains may be destroyed") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(kHigh + 1);
  auto a = stage.start("a", drain(*peer.writer));
  stage.start("b", drain(*peer.writer));
  stage.destroy(a);
  peer.read_until_unsent(0);
  CHECK(stage.happened() == Log{"b done"});
}

TEST_CASE("write_eof is seen by the peer after all that was written, and the stream can still be read") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(2'000);
  peer.writer->write_eof();
  peer.read_until_unsent(0);
  while (!wire::receive(peer.end).empty()) continue;
  char byte;
  CHECK(read(peer.end->fd(), &byte, 1) == 0);
  CHECK(write(peer.end->fd(), "x", 1) == 1);
  CHECK_THROWS_AS(peer.writer->write("more"), aio::InvalidState);
}

TEST_CASE("close sends what is left, then hangs up, and wait_closed waits for that") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(2'000);
  CHECK_FALSE(peer.writer->is_closing());
  peer.writer->close();
  CHECK(peer.writer->is_closing());
  auto a = stage.start("a", wait_closed(*peer.writer));
  stage.start("b", wait_closed(*peer.writer));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
  peer.read_until_unsent(0);
  CHECK(stage.happened() == Log{"b done"});
  while (!wire::receive(peer.end).empty()) continue;
  char byte;
  CHECK(read(peer.end->fd(), &byte, 1) == 0);
  CHECK_THROWS_AS(peer.writer->write("more"), aio::InvalidState);
}

TEST_CASE("when the peer hangs up, waits throw instead of raising a signal, and later writes are discarded") {
  for (const bool over_pipe : {false, true}) {
    CAPTURE(over_pipe);
    Stage stage;
    SlowPeer peer(stage, over_pipe ? Wire::pipe() : Wire());
    peer.write_until_unsent(kHigh + 1);
    stage.start("a", drain(*peer.writer));
    peer.end = nullptr;
    stage.settle();
    CHECK(stage.happened() == Log{"a failed: cannot write to a stream: Broken pipe"});
    peer.writer->write("more");
    CHECK(peer.writer->unsent() == 0);
    peer.writer->close();
    stage.start("b", wait_closed(*peer.writer));
    CHECK(stage.happened() == Log{"b failed: cannot write to a stream: Broken pipe"});
  }
}

TEST_CASE("a writer destroyed with unsent bytes closes its descriptor and leaves the loop alone") {
  const int before = wire::open_descriptors();
  {
    Stage stage;
    SlowPeer peer(stage);
    peer.write_until_unsent(2'000);
    peer.writer.reset();
    stage.settle();
    while (!wire::receive(peer.end).empty()) continue;
    char byte;
    CHECK(read(peer.end->fd(), &byte, 1) == 0);
  }
  CHECK(wire::open_descriptors() == before);
}
