#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

// The programs of a usual guide to asyncio, one case each, on a clock that skips what they sleep.

namespace {

using namespace trawl::aio_fixture;

/// A loop on which hours pass in a moment, and a log of what the programs print.
struct Program {
  template <class T>
  T run(aio::Coroutine<T> main) {
    return loop.run_until_complete(std::move(main));
  }
  aio::Duration elapsed() const { return clock.now() - begin; }

  Log log;
  aio::ManualClock clock{true};
  aio::TimePoint begin = clock.now();
  aio::EventLoop loop{clock};
};

aio::Coroutine<void> hello_world(Log& log) {
  log.push_back("Hello");
  co_await aio::sleep(1s);
  log.push_back("World");
}

aio::Coroutine<int> result_after(aio::Duration delay, int result) {
  co_await aio::sleep(delay);
  co_return result;
}

aio::Coroutine<void> gather_two(Log& log) {
  const auto [first, second] = co_await aio::gather(result_after(2s, 1), result_after(1s, 2));
  log.push_back("results: " + text(first) + " and " + text(second));
}

/// Stands in for a client: what its pages say, and how long each takes.
class Session {
 public:
  aio::Coroutine<std::string> get(std::string url) {
    ++requests_;
    co_await aio::sleep(delays_.at(url));
    co_return "page of " + url;
  }
  int requests() const { return requests_; }

 private:
  std::map<std::string, aio::Duration> delays_{{"/a", 1s}, {"/b", 3s}, {"/c", 2s}};
  int requests_ = 0;
};

aio::Coroutine<Session> open_session() {
  co_return Session();
}

aio::Coroutine<void> close_session(Session&) {
  co_await aio::sleep(0s);
}

aio::Coroutine<void> fetch_all(Session& session, Log& log) {
  std::vector<aio::Coroutine<std::string>> work;
  for (const char* url : {"/a", "/b", "/c"}) work.push_back(session.get(url));
  const auto pages = co_await aio::gather(std::move(work));
  for (const std::string& page : pages) log.push_back(page);
  CHECK(session.requests() == 3);
}

aio::Coroutine<void> fail() {
  co_await aio::sleep(1s);
  throw std::runtime_error("something went wrong");
}

aio::Coroutine<void> try_it(Log& log) {
  try {
    co_await fail();
  } catch (const std::runtime_error& error) {
    log.push_back(std::string("caught: ") + error.what());
  }
  log.push_back("and on");
}

aio::Coroutine<int> add(int a, int b) {
  co_await aio::sleep(1s);
  co_return a + b;
}

aio::Coroutine<void> print_sum(Log& log, int a, int b) {
  const int sum = co_await add(a, b);
  log.push_back(text(a) + " + " + text(b) + " = " + text(sum));
}

/// An iterator with a next() of its own, like a Python class with __anext__.
class Countdown {
 public:
  explicit Countdown(int from) : left_(from) {}
  aio::Coroutine<std::optional<int>> next() {
    if (left_ == 0) co_return std::nullopt;
    co_await aio::sleep(1s);
    co_return left_--;
  }

 private:
  int left_;
};

aio::AsyncGenerator<int> count_to(int last) {
  for (int i = 1; i <= last; ++i) {
    co_await aio::sleep(1s);
    co_yield i;
  }
}

aio::Coroutine<void> iterate(Log& log) {
  Countdown countdown(2);
  while (const auto number = co_await countdown.next()) log.push_back("down " + text(*number));
  auto numbers = count_to(2);
  while (const auto number = co_await numbers.next()) log.push_back("up " + text(*number));
}

aio::Coroutine<void> gather_in_a_loop(Log& log) {
  auto numbers = count_to(2);
  while (const auto number = co_await numbers.next()) {
    const auto [same, square] =
        co_await aio::gather(result_after(1s, *number), result_after(2s, *number * *number));
    log.push_back(text(same) + " squared is " + text(square));
  }
}

aio::Coroutine<void> set_after(aio::Future<std::string> future, aio::Duration delay, std::string value) {
  co_await aio::sleep(delay);
  future.set_result(value);
}

aio::Coroutine<void> await_future(Log& log) {
  auto future = aio::EventLoop::current().create_future<std::string>();
  const auto setter = aio::create_task(set_after(future, 1s, "... world"));
  log.push_back("hello ...");
  log.push_back(co_await future);
}

aio::Coroutine<void> call_back_when_done(Log& log) {
  auto task = aio::create_task(result_after(1s, 42));
  task.add_done_callback([&log, task] { log.push_back("callback: " + text(task.result())); });
  co_await task;
  co_await aio::sleep(0s);
}

aio::Coroutine<void> sleep_an_hour(Log& log) {
  try {
    co_await aio::sleep(1h);
  } catch (const aio::Cancelled&) {
    log.push_back("the task was cancelled");
    throw;
  }
}

aio::Coroutine<void> cancel_a_task(Log& log) {
  auto task = aio::create_task(sleep_an_hour(log));
  co_await aio::sleep(1s);
  task.cancel();
  try {
    co_await task;
  } catch (const aio::Cancelled&) {
    log.push_back(task.cancelled() ? "it is cancelled" : "it is not");
  }
}

}  // namespace

TEST_CASE("hello, sleep, world") {
  Program program;
  program.run(hello_world(program.log));
  CHECK(program.log == Log{"Hello", "World"});
  CHECK(program.elapsed() == 1s);
}

TEST_CASE("two tasks gathered give 1 and 2, in the time of the slower") {
  Program program;
  program.run(gather_two(program.log));
  CHECK(program.log == Log{"results: 1 and 2"});
  CHECK(program.elapsed() == 2s);
}

TEST_CASE("several pages are fetched with one session in the time of the slowest") {
  Program program;
  program.run(aio::with_resource(open_session(), close_session, fetch_all, std::ref(program.log)));
  CHECK(program.log == Log{"page of /a", "page of /b", "page of /c"});
  CHECK(program.elapsed() == 3s);
}

TEST_CASE("an error is caught around the await") {
  Program program;
  program.run(try_it(program.log));
  CHECK(program.log == Log{"caught: something went wrong", "and on"});
}

TEST_CASE("a coroutine awaits another and uses its result") {
  Program program;
  program.run(print_sum(program.log, 1, 2));
  CHECK(program.log == Log{"1 + 2 = 3"});
}

TEST_CASE("a loop over an asynchronous iterator, and over a generator") {
  Program program;
  program.run(iterate(program.log));
  CHECK(program.log == Log{"down 2", "down 1", "up 1", "up 2"});
  CHECK(program.elapsed() == 4s);
}

TEST_CASE("gather inside a loop over a generator") {
  Program program;
  program.run(gather_in_a_loop(program.log));
  CHECK(program.log == Log{"1 squared is 1", "2 squared is 4"});
  CHECK(program.elapsed() == 6s);
}

TEST_CASE("a future is created, set by a task and awaited") {
  Program program;
  program.run(await_future(program.log));
  CHECK(program.log == Log{"hello ...", "... world"});
}

TEST_CASE("a callback hears that a task is done") {
  Program program;
  program.run(call_back_when_done(program.log));
  CHECK(program.log == Log{"callback: 42"});
}

TEST_CASE("a task is cancelled and asked for its state") {
  Program program;
  program.run(cancel_a_task(program.log));
  CHECK(program.log == Log{"the task was cancelled", "it is cancelled"});
}

TEST_CASE("a loop is run until a task is complete, and closed, by hand") {
  aio::ManualClock clock(true);
  aio::EventLoop loop(clock);
  auto task = loop.create_task(result_after(1s, 42));
  CHECK(loop.run_until_complete(task) == 42);
  CHECK_FALSE(loop.is_running());
  loop.close();
  CHECK(loop.is_closed());
}

TEST_CASE("a loop runs forever until a callback stops it") {
  Program program;
  program.loop.call_later(1s, [&program] { program.log.push_back("tick"); });
  program.loop.call_later(2s, [&program] { program.loop.stop(); });
  program.loop.run_forever();
  CHECK(program.log == Log{"tick"});
  CHECK(program.elapsed() == 2s);
}

TEST_CASE("run makes a loop, runs the program and cleans up") {
  CHECK(aio::run(result_after(1ms, 42)) == 42);
}
