#include "fetch/aio/detail/inbox.hpp"

#include <cstdint>
#include <optional>
#include <thread>

#include <unistd.h>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// An inbox without its loop.
struct Door {
  /// Makes the calls and gives their lines, in order.
  Log open() {
    for (const auto& call : inbox.take()) call();
    return std::exchange(log_, {});
  }
  void put(const std::string& line) {
    CHECK(inbox.put([this, line] { log_.push_back(line); }));
  }
  /// How often it was rung since the last call of this.
  std::uint64_t rings() const {
    std::uint64_t count = 0;
    return read(wake_up->fd(), &count, sizeof count) == sizeof count ? count : 0;
  }

  std::shared_ptr<const aio::WakeUp> wake_up = std::make_shared<const aio::WakeUp>();
  aio::Inbox inbox{wake_up};

 private:
  Log log_;
};

}  // namespace

TEST_CASE("an inbox gives its calls once, in the order they came") {
  Door door;
  CHECK(door.open().empty());
  door.put("one");
  door.put("two");
  CHECK(door.open() == Log{"one", "two"});
  CHECK(door.open().empty());
}

TEST_CASE("a busy loop is not woken") {
  Door door;
  door.put("one");
  door.open();
  door.put("two");
  CHECK(door.rings() == 0);
}

TEST_CASE("a loop that sleeps is woken by the first call, once") {
  Door door;
  CHECK(door.inbox.fall_asleep());
  door.put("one");
  door.put("two");
  CHECK(door.rings() == 1);
  door.open();
  door.put("three");
  CHECK(door.rings() == 0);
}

TEST_CASE("a loop does not fall asleep while a call waits") {
  Door door;
  door.put("one");
  CHECK_FALSE(door.inbox.fall_asleep());
  door.put("two");
  CHECK(door.rings() == 0);
  CHECK(door.open() == Log{"one", "two"});
  CHECK(door.inbox.fall_asleep());
}

TEST_CASE("a closed inbox destroys the calls that were not made, and refuses those that still come") {
  Door door;
  const auto held = std::make_shared<int>(1);
  REQUIRE(door.inbox.put([held] { FAIL("nobody takes it"); }));
  REQUIRE(door.inbox.fall_asleep() == false);
  door.inbox.close();
  CHECK(held.use_count() == 1);
  CHECK_FALSE(door.inbox.put([held] {}));
  CHECK(held.use_count() == 1);
  CHECK(door.rings() == 0);
  CHECK(door.open().empty());
}

TEST_CASE("calls to a loop that falls asleep again and again are all made") {
  aio::EventLoop loop;
  int calls = 0;
  std::thread other([&] {
    for (int i = 0; i < 10'000; ++i) {
      loop.call_soon_threadsafe([&] {
        if (++calls == 10'000) loop.stop();
      });
      if (i % 7 == 0) std::this_thread::yield();
    }
  });
  loop.run_forever();
  other.join();
  CHECK(calls == 10'000);
}

TEST_CASE("a call may destroy the loop that runs it while its sender still wakes that loop") {
  for (int i = 0; i < 200; ++i) {
    std::optional<aio::EventLoop> loop(std::in_place);
    std::thread other([&] { loop->call_soon_threadsafe([&] { loop->stop(); }); });
    loop->run_forever();
    loop.reset();
    other.join();
  }
}
