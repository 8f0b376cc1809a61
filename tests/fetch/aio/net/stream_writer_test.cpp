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

aio::Coroutine<void> drain_often(Log& log, aio::StreamWriter& writer, int times) {
  for (int i = 0; i < times; ++i) co_await writer.drain();
  log.push_back("drained");
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

TEST_CASE("drain neither waits while little is unsent nor gives up its turn, but for one call in 4,096") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(kHigh);
  stage.loop.create_task(drain_often(stage.log, *peer.writer, 4'095));
  stage.loop.call_soon([&stage] { stage.log.push_back("another"); });
  stage.settle();
  CHECK(stage.happened() == Log{"drained", "another"});
  stage.loop.create_task(drain_often(stage.log, *peer.writer, 1));
  stage.loop.call_soon([&stage] { stage.log.push_back("another"); });
  stage.settle();
  CHECK(stage.happened() == Log{"another", "drained"});
}

TEST_CASE("a task that has drained for 2 ms without a turn of the others gives them one") {
  const auto drain_slowly = [](Stage& on, aio::StreamWriter& writer,
                               aio::Duration pause) -> aio::Coroutine<void> {
    for (int i = 0; i < 64; ++i) co_await writer.drain();
    on.clock.advance(pause);
    for (int i = 0; i < 64; ++i) co_await writer.drain();
    on.log.push_back("drained");
  };
  Stage stage;
  SlowPeer peer(stage);
  for (const auto pause : {1ms, 2ms}) {
    CAPTURE(pause.count());
    stage.loop.create_task(drain_slowly(stage, *peer.writer, pause));
    stage.loop.call_soon([&stage] { stage.log.push_back("another"); });
    stage.settle();
    CHECK(stage.happened() == (pause < 2ms ? Log{"drained", "another"} : Log{"another", "drained"}));
  }
}

TEST_CASE("a task that drains one after the other of many writers does not keep the loop to itself") {
  const auto drain_until = [](const bool& over,
                              std::vector<aio::StreamWriter*> writers) -> aio::Coroutine<void> {
    while (!over) {
      for (aio::StreamWriter* const writer : writers) co_await writer->drain();
    }
  };
  Stage stage;
  SlowPeer first(stage), second(stage), third(stage);
  bool over = false;
  std::vector<aio::StreamWriter*> writers{&*first.writer, &*second.writer, &*third.writer};
  auto task = stage.loop.create_task(drain_until(over, writers));
  stage.loop.call_soon([&over] { over = true; });
  stage.loop.run_until_complete(task);
  CHECK(over);
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

TEST_CASE("wait_closed of a stream that failed throws its error, without close") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(kHigh + 1);
  stage.start("a", wait_closed(*peer.writer));
  peer.end = nullptr;
  stage.settle();
  stage.start("b", wait_closed(*peer.writer));
  CHECK(stage.happened() == Log{"a failed: cannot write to a stream: Broken pipe",
                                "b failed: cannot write to a stream: Broken pipe"});
}

TEST_CASE(
    "what a writer has not sent when it is destroyed, closed or not, the loop sends before it hangs up") {
  const int before = wire::open_descriptors();
  for (const bool is_closed : {false, true}) {
    for (const bool over_pipe : {false, true}) {
      CAPTURE(is_closed);
      CAPTURE(over_pipe);
      Stage stage;
      SlowPeer peer(stage, over_pipe ? Wire::pipe() : Wire());
      std::string sent;
      for (int i = 0; i < 100'000; ++i) sent += std::to_string(i) + " ";
      peer.writer->write(sent);
      REQUIRE(peer.writer->unsent() > 0);
      if (is_closed) peer.writer->close();
      peer.writer.reset();
      std::string got;
      while (got.size() < sent.size()) {
        got += wire::receive(peer.end);
        stage.settle();
      }
      CHECK((got == sent));
      char byte;
      CHECK(read(peer.end->fd(), &byte, 1) == 0);
    }
  }
  CHECK(wire::open_descriptors() == before);
}

TEST_CASE("a writer that another is moved into sends the rest of its own stream, too") {
  Stage stage;
  SlowPeer first(stage), second(stage);
  first.write_until_unsent(2'000);
  second.write_until_unsent(3'000);
  first.writer->write("the end");
  *first.writer = std::move(*second.writer);
  CHECK(first.writer->unsent() == 3'000);
  for (const wire::End* const end : {&first.end, &second.end}) {
    std::string all, piece;
    do {
      piece = wire::receive(*end);
      all += piece;
      stage.settle();
    } while (!piece.empty());
    CHECK(all.ends_with("the end") == (end == &first.end));
  }
  CHECK(first.writer->unsent() == 0);
  char byte;
  CHECK(read(first.end->fd(), &byte, 1) == 0);
  CHECK(read(second.end->fd(), &byte, 1) == -1);
}

TEST_CASE("the rest of a writer that is gone goes with its peer, and with the loop") {
  const int before = wire::open_descriptors();
  {
    Stage stage;
    SlowPeer peer(stage), slow(stage);
    peer.write_until_unsent(2'000);
    peer.writer.reset();
    peer.end = nullptr;
    stage.settle();
    CHECK(wire::open_descriptors() == before + 2 + 2);  // those of the loop, and of the other two
    slow.write_until_unsent(2'000);
    slow.writer.reset();
  }
  CHECK(wire::open_descriptors() == before);
}

TEST_CASE("a writer that outlives its loop may be destroyed") {
  const Wire wire;
  std::optional<aio::StreamWriter> survivor;
  {
    aio::EventLoop loop;
    survivor.emplace(loop.run_until_complete(SlowPeer::writer_over(wire.far_end)));
    while (survivor->unsent() == 0) survivor->write(std::string(1024, 'x'));
  }
  survivor.reset();
}

TEST_CASE("abort discards what is left, hangs up at once, and ends the waits") {
  Stage stage;
  SlowPeer peer(stage);
  peer.write_until_unsent(kHigh + 1);
  stage.start("a", drain(*peer.writer));
  stage.start("b", wait_closed(*peer.writer));
  peer.writer->abort();
  CHECK(peer.writer->is_closing());
  CHECK(peer.writer->unsent() == 0);
  stage.settle();
  CHECK(stage.happened() == Log{"a done", "b done"});
  while (!wire::receive(peer.end).empty()) continue;
  char byte;
  CHECK(read(peer.end->fd(), &byte, 1) == 0);
  peer.writer->abort();
}
