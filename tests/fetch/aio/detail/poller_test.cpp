#include "fetch/aio/detail/poller.hpp"

#include <array>
#include <csignal>
#include <optional>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// Two connected sockets; what is written to one can be read from the other.
struct Wire {
  Wire() {
    std::array<int, 2> ends;
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    near_end = aio::Descriptor(ends[0]);
    far_end = aio::Descriptor(ends[1]);
  }
  int fd() const { return near_end.fd(); }
  void send() const { CHECK(write(far_end.fd(), "x", 1) == 1); }
  void receive() const {
    char byte;
    CHECK(read(near_end.fd(), &byte, 1) == 1);
  }

  aio::Descriptor near_end, far_end;
};

aio::IoCallback read_and_note(Log& log, const Wire& wire, const std::string& line) {
  return [&log, &wire, line](aio::IoEvents events) {
    CHECK(events.readable);
    wire.receive();
    log.push_back(line);
  };
}

}  // namespace

TEST_CASE(
    "a reader is called when there is something to read, again while something is left, and not otherwise") {
  Stage stage;
  const Wire wire;
  stage.loop.add_reader(wire.fd(), read_and_note(stage.log, wire, "read"));
  stage.settle();
  CHECK(stage.happened().empty());
  wire.send();
  wire.send();
  stage.settle();
  CHECK(stage.happened() == Log{"read", "read"});
  CHECK(stage.loop.remove_reader(wire.fd()));
  CHECK_FALSE(stage.loop.remove_reader(wire.fd()));
  wire.send();
  stage.settle();
  CHECK(stage.happened().empty());
}

TEST_CASE("the reader and the writer of one descriptor are independent") {
  Stage stage;
  const Wire wire;
  stage.loop.add_reader(wire.fd(), read_and_note(stage.log, wire, "read"));
  stage.loop.add_writer(wire.fd(), [&](aio::IoEvents events) {
    CHECK(events.writable);
    stage.log.push_back("write");
    stage.loop.remove_writer(wire.fd());
  });
  stage.settle();
  CHECK(stage.happened() == Log{"write"});
  wire.send();
  stage.settle();
  CHECK(stage.happened() == Log{"read"});
  CHECK_FALSE(stage.loop.remove_writer(wire.fd()));
  CHECK(stage.loop.remove_reader(wire.fd()));
}

TEST_CASE("a writer that the reader of the same descriptor removes is not called, though it was ready") {
  Stage stage;
  const Wire wire;
  stage.loop.add_writer(wire.fd(), [](aio::IoEvents) { FAIL("it was removed"); });
  stage.loop.add_reader(wire.fd(), [&](aio::IoEvents events) {
    CHECK(events.writable);
    wire.receive();
    stage.loop.remove_writer(wire.fd());
  });
  wire.send();
  stage.settle();
  CHECK(stage.loop.remove_reader(wire.fd()));
}

TEST_CASE(
    "after a callback that took long a timer that is due comes before the other callbacks, which keep their "
    "order") {
  Stage stage;
  const Wire wires[3];
  std::vector<std::string> order;
  for (int i = 0; i < 3; ++i) {
    wires[i].send();
    stage.loop.add_reader(wires[i].fd(), [&, i](aio::IoEvents) {
      order.push_back(std::to_string(i));
      stage.clock.advance(20ms);
      if (order.size() > 7)
        for (const Wire& wire : wires) stage.loop.remove_reader(wire.fd());
    });
  }
  stage.loop.call_later(10ms, [&] { order.push_back("timer"); });
  stage.settle();
  REQUIRE(order.size() == 8);
  CHECK(order[1] == "timer");
  order.erase(order.begin() + 1);
  CHECK(order[0] != order[1]);
  CHECK(order[1] != order[2]);
  CHECK(order[2] != order[0]);
  CHECK(std::equal(order.begin(), order.begin() + 3, order.begin() + 3));
}

TEST_CASE("a second callback replaces the first, also between the event and the call") {
  Stage stage;
  const Wire first, second;
  stage.loop.add_reader(first.fd(), [](aio::IoEvents) { FAIL("it was replaced"); });
  stage.loop.add_reader(first.fd(), read_and_note(stage.log, first, "new"));
  first.send();
  stage.settle();
  CHECK(stage.happened() == Log{"new"});

  // Whichever of the two is called first replaces the other.
  const auto replace = [&](const Wire& mine, const Wire& other) {
    return [&](aio::IoEvents) {
      mine.receive();
      stage.log.push_back("old");
      stage.loop.add_reader(other.fd(), read_and_note(stage.log, other, "new"));
    };
  };
  stage.loop.add_reader(first.fd(), replace(first, second));
  stage.loop.add_reader(second.fd(), replace(second, first));
  first.send();
  second.send();
  stage.settle();
  CHECK(stage.happened() == Log{"old", "new"});
  stage.loop.remove_reader(first.fd());
  stage.loop.remove_reader(second.fd());
}

TEST_CASE("a reader may remove itself, and is not called for what is left") {
  Stage stage;
  const Wire wire;
  auto held = std::make_shared<std::string>("alive");
  stage.loop.add_reader(wire.fd(), [&stage, &wire, held](aio::IoEvents) {
    stage.loop.remove_reader(wire.fd());
    stage.log.push_back(*held);
  });
  wire.send();
  wire.send();
  stage.settle();
  CHECK(stage.happened() == Log{"alive"});
  CHECK(held.use_count() == 1);
}

TEST_CASE("a reader may add another, and may replace itself") {
  Stage stage;
  const Wire first, second;
  stage.loop.add_reader(first.fd(), [&](aio::IoEvents) {
    first.receive();
    stage.log.push_back("first");
    stage.loop.add_reader(first.fd(), read_and_note(stage.log, first, "first again"));
    stage.loop.add_reader(second.fd(), read_and_note(stage.log, second, "second"));
  });
  second.send();
  first.send();
  stage.settle();
  CHECK(stage.happened() == Log{"first", "second"});
  first.send();
  stage.settle();
  CHECK(stage.happened() == Log{"first again"});
  stage.loop.remove_reader(first.fd());
  stage.loop.remove_reader(second.fd());
}

TEST_CASE("of two descriptors ready at once, the callback of one may close the other and reuse its number") {
  Stage stage;
  std::optional<Wire> first(std::in_place), second(std::in_place);
  std::optional<Wire> reopened;
  const auto close_other = [&](std::optional<Wire>& mine, std::optional<Wire>& other) {
    return [&](aio::IoEvents) {
      mine->receive();
      const int number = other->fd();
      stage.loop.remove_reader(number);
      other.reset();
      reopened.emplace();
      const bool same_number = reopened->fd() == number || reopened->far_end.fd() == number;
      CHECK(same_number);
      stage.loop.add_reader(number, [&](aio::IoEvents) { stage.log.push_back("stale"); });
      stage.log.push_back("closed the other");
      stage.loop.call_soon([&stage, number] { stage.loop.remove_reader(number); });
    };
  };
  stage.loop.add_reader(first->fd(), close_other(first, second));
  stage.loop.add_reader(second->fd(), close_other(second, first));
  first->send();
  second->send();
  stage.settle();
  CHECK(stage.happened() == Log{"closed the other"});
  if (first) stage.loop.remove_reader(first->fd());
  if (second) stage.loop.remove_reader(second->fd());
}

TEST_CASE(
    "a callback for a number whose descriptor was closed without a word is called for the new one alone") {
  for (const bool other_direction : {false, true}) {
    CAPTURE(other_direction);
    Stage stage;
    std::optional<Wire> closed(std::in_place);
    const int number = closed->fd();
    const auto stale = [](aio::IoEvents) { FAIL("its descriptor is closed"); };
    if (other_direction) {
      stage.loop.add_reader(number, stale);
      closed.reset();
    } else {
      stage.loop.add_writer(number, [](aio::IoEvents) {});
      closed.reset();
    }
    const Wire wire;
    REQUIRE(wire.fd() == number);
    wire.send();
    stage.loop.add_writer(number, [&stage, number](aio::IoEvents) {
      stage.log.push_back("written");
      stage.loop.remove_writer(number);
    });
    stage.settle();
    CHECK(stage.happened() == Log{"written"});
    CHECK_FALSE(stage.loop.remove_reader(number));
  }
}

TEST_CASE("a closed loop forgets the callbacks of descriptors and accepts none") {
  Stage stage;
  const Wire wire;
  const auto held = std::make_shared<int>(1);
  stage.loop.add_reader(wire.fd(), [held](aio::IoEvents) {});
  stage.loop.close();
  CHECK(held.use_count() == 1);
  CHECK_FALSE(stage.loop.remove_reader(wire.fd()));
  CHECK_THROWS_AS(stage.loop.add_reader(wire.fd(), [](aio::IoEvents) {}), aio::InvalidState);
  CHECK_THROWS_AS(stage.loop.add_writer(wire.fd(), [](aio::IoEvents) {}), aio::InvalidState);
  CHECK_THROWS_AS(stage.loop.add_signal_handler(SIGUSR1, [] {}), aio::InvalidState);
}

TEST_CASE("a hang-up reaches both reader and writer") {
  Stage stage;
  Wire wire;
  const auto note = [&stage, &wire](const char* line) {
    return [&stage, &wire, line](aio::IoEvents events) {
      CHECK(events.failed);
      stage.log.push_back(line);
      stage.loop.remove_reader(wire.fd());
      stage.loop.call_soon([&] { stage.loop.remove_writer(wire.fd()); });
    };
  };
  wire.far_end = aio::Descriptor();
  stage.loop.add_reader(wire.fd(), note("reader"));
  stage.loop.add_writer(wire.fd(), note("writer"));
  stage.settle();
  CHECK(stage.happened() == Log{"reader", "writer"});
}

TEST_CASE("a descriptor that cannot be watched is an error, and is not remembered") {
  Stage stage;
  const aio::Descriptor regular(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  CHECK_THROWS_AS(stage.loop.add_reader(regular.fd(), [](aio::IoEvents) {}), std::system_error);
  CHECK_FALSE(stage.loop.remove_reader(regular.fd()));
}

TEST_CASE("an error in the callback of a descriptor is reported and stops nobody else") {
  Stage stage;
  const Wire wire;
  stage.loop.add_reader(wire.fd(), [&](aio::IoEvents) {
    wire.receive();
    throw std::runtime_error("broken");
  });
  wire.send();
  stage.settle();
  CHECK(stage.happened() == Log{"error in the callback of a descriptor: broken"});
  stage.loop.remove_reader(wire.fd());
}

TEST_CASE("a reader that sets a future wakes the task that awaits it") {
  const auto read_one = [](const Wire& wire) -> aio::Coroutine<int> {
    aio::EventLoop& loop = aio::EventLoop::current();
    auto is_readable = loop.create_future();
    loop.add_reader(wire.fd(), [&is_readable](aio::IoEvents) {
      if (!is_readable.done()) is_readable.set_result();
    });
    co_await is_readable;
    loop.remove_reader(wire.fd());
    wire.receive();
    co_return 1;
  };
  aio::EventLoop loop;
  const Wire wire;
  loop.call_later(1ms, [&wire] { wire.send(); });
  CHECK(loop.run_until_complete(read_one(wire)) == 1);
}

TEST_CASE("more descriptors than one batch holds are all served") {
  Stage stage;
  std::vector<std::unique_ptr<Wire>> wires;
  int reads = 0;
  for (int i = 0; i < 400; ++i) {
    const Wire& wire = *wires.emplace_back(std::make_unique<Wire>());
    stage.loop.add_reader(wire.fd(), [&reads, &wire](aio::IoEvents) {
      wire.receive();
      ++reads;
    });
    wire.send();
  }
  stage.settle();
  CHECK(reads == 400);
  for (const auto& wire : wires) stage.loop.remove_reader(wire->fd());
}

namespace {

/// From here on the kernel tells this process that there is no epoll_pwait2.
bool forbid_epoll_pwait2() {
  std::array<sock_filter, 4> steps{
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_epoll_pwait2, 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{static_cast<unsigned short>(steps.size()), steps.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

aio::Coroutine<void> nap() {
  co_await aio::sleep(std::chrono::microseconds(1500));
}

/// The exit status of a child that sleeps on a loop without epoll_pwait2.
int sleep_in_the_sandbox() {
  if (!forbid_epoll_pwait2()) return 2;
  const auto start = std::chrono::steady_clock::now();
  aio::run(nap());
  return std::chrono::steady_clock::now() - start >= std::chrono::microseconds(1500) ? 0 : 1;
}

}  // namespace

TEST_CASE("loops and timers work on a system without epoll_pwait2") {
  const pid_t child = fork();
  if (child == 0) {
    int status = 3;
    try {
      status = sleep_in_the_sandbox();
    } catch (...) {
    }
    _exit(status);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
