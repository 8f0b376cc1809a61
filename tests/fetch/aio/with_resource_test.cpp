#include "fetch/aio/with_resource.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// A resource that takes a second to open and a second to close.
struct Connection {
  explicit Connection(Log& stage_log) : log(&stage_log) {}
  Log* log;
};

aio::Coroutine<Connection> connect(Log& log) {
  co_await aio::sleep(1s);
  log.push_back("open");
  co_return Connection(log);
}

aio::Coroutine<Connection> fail_to_connect() {
  co_await aio::sleep(1s);
  throw std::runtime_error("refused");
}

aio::Coroutine<void> disconnect(Connection& connection) {
  connection.log->push_back("closing");
  co_await aio::sleep(1s);
  connection.log->push_back("closed");
}

aio::Coroutine<void> fail_to_disconnect(Connection&) {
  co_await aio::sleep(1s);
  throw std::runtime_error("lost");
}

aio::Coroutine<int> use(Connection& connection, aio::Event& event, int value) {
  connection.log->push_back("in use");
  co_await event.wait();
  co_return value;
}

aio::Coroutine<void> misuse(Connection&) {
  co_await aio::sleep(0s);
  throw std::runtime_error("misused");
}

aio::AsyncGenerator<int> numbers(Log& log) {
  const Witness frame(log, "frame died");
  for (int i = 1;; ++i) {
    co_await aio::sleep(1s);
    co_yield i;
  }
}

aio::Coroutine<int> first_of(aio::AsyncGenerator<int>& generator) {
  const auto item = co_await generator.next();
  co_return *item;
}

aio::Coroutine<int> fail_at_first(aio::AsyncGenerator<int>& generator) {
  co_await generator.next();
  throw std::runtime_error("enough");
}

}  // namespace

TEST_CASE("the release is awaited after a result, which comes out afterwards") {
  Stage stage;
  aio::Event event;
  event.set();
  stage.start("a", aio::with_resource(connect(stage.log), disconnect, use, std::ref(event), 7));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"open", "in use", "closing"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"closed", "a got 7"});
}

TEST_CASE("the release is awaited after an error, which comes out afterwards") {
  Stage stage;
  stage.start("a", aio::with_resource(connect(stage.log), disconnect, misuse));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"open", "closing"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"closed", "a failed: misused"});
}

TEST_CASE("the release is awaited after a cancel; another cancel can reach it") {
  Stage stage;
  aio::Event never;
  auto once = stage.start("a", aio::with_resource(connect(stage.log), disconnect, use, std::ref(never), 7));
  stage.pass(1s);
  stage.cancel(once);
  CHECK(stage.happened() == Log{"open", "in use", "closing"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"closed", "a cancelled"});

  auto twice = stage.start("b", aio::with_resource(connect(stage.log), disconnect, use, std::ref(never), 7));
  stage.pass(1s);
  stage.cancel(twice);
  stage.cancel(twice);
  CHECK(stage.happened() == Log{"open", "in use", "closing", "b cancelled"});
}

TEST_CASE("a resource that was not acquired, or only in part, is not released") {
  Stage stage;
  stage.start("a", aio::with_resource(fail_to_connect(), disconnect, misuse));
  stage.pass(1s);
  auto cancelled = stage.start("b", aio::with_resource(connect(stage.log), disconnect, misuse));
  stage.cancel(cancelled);
  CHECK(stage.happened() == Log{"a failed: refused", "b cancelled"});
}

TEST_CASE("an error of the release wins, and the body's is reported") {
  Stage stage;
  stage.start("a", aio::with_resource(connect(stage.log), fail_to_disconnect, misuse));
  stage.pass(1s);
  stage.pass(1s);
  CHECK(stage.happened() == Log{"open", "error before a release that failed too: misused", "a failed: lost"});
}

TEST_CASE("a frame inside a resource's scope may be destroyed") {
  Stage stage;
  aio::Event never;
  auto opens = stage.start("a", aio::with_resource(connect(stage.log), disconnect, misuse));
  auto uses = stage.start("b", aio::with_resource(connect(stage.log), disconnect, use, std::ref(never), 7));
  stage.destroy(opens);
  stage.pass(1s);
  stage.destroy(uses);
  CHECK(stage.happened() == Log{"open", "in use"});
}

TEST_CASE("with_aclosing closes a generator on every path") {
  Stage stage;
  stage.start("result", aio::with_aclosing(numbers(stage.log), first_of));
  stage.start("error", aio::with_aclosing(numbers(stage.log), fail_at_first));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"frame died", "result got 1", "frame died", "error failed: enough"});
  auto a = stage.start("a", aio::with_aclosing(numbers(stage.log), first_of));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"frame died", "a cancelled"});
}
