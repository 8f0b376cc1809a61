// What the runtime's basic operations cost. aio_bench.py measures the same ones, asio_bench.cpp those
// without sockets.
#include <algorithm>
#include <atomic>
#include <coroutine>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "fetch/aio/aio.hpp"
#include "tests/bench/measure.hpp"

using namespace trawl;

namespace {

/// A coroutine without a scheduler, with its frame from a free list: the least that an await can cost where
/// coroutines hand over to a loop, as g++ has no symmetric transfer without optimisation.
struct Bare {
  struct promise_type {
    struct Final {
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
        next = ended.promise().awaiting;
      }
      void await_resume() noexcept {}
    };
    static void* operator new(std::size_t size) {
      if (free_frames == nullptr) return ::operator new(std::max<std::size_t>(size, 256));
      return std::exchange(free_frames, *static_cast<void**>(free_frames));
    }
    static void operator delete(void* frame) {
      *static_cast<void**>(frame) = std::exchange(free_frames, frame);
    }
    Bare get_return_object() { return Bare(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    Final final_suspend() noexcept { return Final(); }
    void return_value(int result) { value = result; }
    void unhandled_exception() {}

    static inline void* free_frames = nullptr;  // each holds the address of the next
    std::coroutine_handle<> awaiting;
    int value = 0;
  };
  explicit Bare(std::coroutine_handle<promise_type> handle) : frame(handle) {}
  Bare(Bare&& other) noexcept : frame(std::exchange(other.frame, nullptr)) {}
  Bare& operator=(Bare&&) = delete;
  ~Bare() {
    if (frame) frame.destroy();
  }
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) const {
    frame.promise().awaiting = awaiting;
    next = frame;
  }
  int await_resume() const { return frame.promise().value; }
  static inline std::coroutine_handle<> next;  // what the loop resumes
  std::coroutine_handle<promise_type> frame;
};

[[gnu::noinline]] Bare bare_one() {
  co_return 1;
}

[[gnu::noinline]] Bare await_bare_often(int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) sum += co_await bare_one();
  co_return sum;
}

void run_bare(int times) {
  const Bare all = await_bare_often(times);
  for (Bare::next = all.frame; Bare::next;) std::exchange(Bare::next, nullptr).resume();
}

aio::Coroutine<int> one() {
  co_return 1;
}

aio::Coroutine<int> await_often(int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) sum += co_await one();
  co_return sum;
}

aio::Coroutine<int> spawn_and_join(int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) sum += co_await aio::create_task(one());
  co_return sum;
}

aio::Coroutine<void> put_all(aio::Queue<int>& queue, int times) {
  for (int i = 0; i < times; ++i) co_await queue.put(i);
}

aio::Coroutine<int> get_all(aio::Queue<int>& queue, int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) {
    const auto item = co_await queue.get();
    sum += *item;
  }
  co_return sum;
}

aio::Coroutine<void> hand_over(int times) {
  aio::Queue<int> queue(1);
  co_await aio::gather(put_all(queue, times), get_all(queue, times));
}

void expire_timers(int times) {
  aio::EventLoop loop;
  bench::Delays delays;
  int left = times;
  for (int i = 0; i < times; ++i) {
    loop.call_later(std::chrono::microseconds(delays.next()), [&loop, &left] {
      if (--left == 0) loop.stop();
    });
  }
  loop.run_forever();
}

aio::Coroutine<void> nap(aio::Duration duration) {
  co_await aio::sleep(duration);
}

aio::Coroutine<void> gather_sleeps(int times) {
  bench::Delays delays;
  std::vector<aio::Coroutine<void>> naps;
  naps.reserve(static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) naps.push_back(nap(std::chrono::microseconds(delays.next())));
  co_await aio::gather(std::move(naps));
}

/// A thread calls the loop and waits for its answer, one call after another.
void ask_from_thread(int times) {
  aio::EventLoop loop;
  std::thread asker([&loop, times] {
    std::atomic<int> answers = 0;
    for (int i = 0; i < times; ++i) {
      loop.call_soon_threadsafe([&answers] {
        ++answers;
        answers.notify_one();
      });
      answers.wait(i);
    }
    loop.call_soon_threadsafe([&loop] { loop.stop(); });
  });
  loop.run_forever();
  asker.join();
}

constexpr int kMembers = 500;
using Line = std::shared_ptr<const std::string>;
using Lines = aio::Queue<Line>;

/// A chat server: sends each line that a member says to all members.
class Chat {
 public:
  aio::Coroutine<void> serve(aio::StreamReader& reader, aio::StreamWriter& writer) {
    Lines lines;
    lines.put_nowait(std::make_shared<const std::string>("welcome\n"));
    const auto member = members_.insert(&lines).first;
    aio::TaskGroup group;
    group.create_task(send_all(lines, writer));
    for (;;) {
      const std::string said = co_await reader.readline();
      if (said.empty()) break;
      const auto line = std::make_shared<const std::string>(said);
      for (Lines* const each : members_) each->put_nowait(Line(line));
    }
    members_.erase(member);
    lines.close();
    co_await group.join();
  }

 private:
  static aio::Coroutine<void> send_all(Lines& lines, aio::StreamWriter& writer) {
    while (const auto line = co_await lines.get()) {
      writer.write(**line);
      co_await writer.drain();
    }
  }

  std::set<Lines*> members_;
};

aio::Coroutine<void> hear(aio::StreamReader& reader, int lines) {
  for (; lines > 0; --lines) co_await reader.readline();
}

aio::Coroutine<void> say(aio::StreamWriter& writer, int member, int lines) {
  for (int i = 0; i < lines; ++i) {
    writer.write("client " + std::to_string(member) + " says " + std::to_string(i) + "\n");
    co_await writer.drain();
  }
}

aio::Coroutine<void> attend(std::uint16_t port, int member, int lines, aio::Barrier& all_are_there) {
  auto [reader, writer] = co_await aio::open_connection("127.0.0.1", port);
  co_await reader.readline();
  co_await all_are_there.wait();
  co_await aio::gather(hear(reader, kMembers * lines), say(writer, member, lines));
  writer.close();
  co_await writer.wait_closed();
}

/// Every member says the same number of lines, so that all members together hear `times` lines.
aio::Coroutine<void> chat(int times) {
  Chat room;
  aio::Barrier all_are_there(kMembers);
  const aio::ConnectionHandler serve = [&room](aio::StreamReader& reader, aio::StreamWriter& writer) {
    return room.serve(reader, writer);
  };
  const auto server = co_await aio::start_server(serve, "127.0.0.1", 0);
  std::vector<aio::Coroutine<void>> members;
  for (int i = 0; i < kMembers; ++i)
    members.push_back(attend(server->port(), i, times / (kMembers * kMembers), all_are_there));
  co_await aio::gather(std::move(members));
  co_await server->close(std::chrono::seconds(1));
}

aio::Coroutine<void> wait_for(aio::Event& event) {
  co_await event.wait();
}

void print_bytes_per_task(int count) {
  aio::EventLoop loop;
  aio::Event event;
  const double before = bench::resident_bytes();
  for (int i = 0; i < count; ++i) loop.create_task(wait_for(event));
  loop.run_until_idle();
  std::printf("bytes per parked task\t%.0f\n", (bench::resident_bytes() - before) / count);
}

}  // namespace

int main() {
  print_bytes_per_task(1'000'000);
  using bench::measure, bench::processor_nanoseconds, bench::wall_nanoseconds;
  measure("await of a bare coroutine", 10'000'000, processor_nanoseconds, run_bare);
  measure("await of a ready coroutine", 10'000'000, processor_nanoseconds,
          [](int times) { aio::run(await_often(times)); });
  measure("task spawned and joined", 1'000'000, processor_nanoseconds,
          [](int times) { aio::run(spawn_and_join(times)); });
  measure("item from task to task", 1'000'000, processor_nanoseconds,
          [](int times) { aio::run(hand_over(times)); });
  measure("timer of a million", 1'000'000, processor_nanoseconds, expire_timers);
  measure("sleep of 100,000 gathered", 100'000, processor_nanoseconds,
          [](int times) { aio::run(gather_sleeps(times)); });
  measure("thread to loop and back", 20'000, wall_nanoseconds, ask_from_thread);
  measure("line heard in a chat of 500", 500'000, processor_nanoseconds,
          [](int times) { aio::run(chat(times)); });
}
