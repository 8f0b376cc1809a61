#include "fetch/aio/coroutine.hpp"

#include <memory>
#include <tuple>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> give(int value) {
  co_return value;
}

aio::Coroutine<void> note(Log& log, std::string line) {
  const Witness witness(log, line + " ends");
  log.push_back(line);
  co_return;
}

aio::Coroutine<int> add(aio::Coroutine<int> a, aio::Coroutine<int> b) {
  const int first = co_await std::move(a);
  const int second = co_await std::move(b);
  co_return first + second;
}

aio::Coroutine<int&> lend(int& value) {
  co_return value;
}

aio::Coroutine<int> raise_borrowed(int& value) {
  int& same = co_await lend(value);
  same += 1;
  co_return value;
}

aio::Coroutine<std::unique_ptr<int>> make_unique_int(std::unique_ptr<int> value) {
  co_return value;
}

aio::Coroutine<int> unpack() {
  const std::unique_ptr<int> value = co_await make_unique_int(std::make_unique<int>(7));
  co_return *value;
}

aio::Coroutine<int> fail(std::string why) {
  if (!why.empty()) throw std::runtime_error(why);
  co_return 0;
}

aio::Coroutine<int> recover() {
  int tries = 0;
  try {
    tries += co_await fail("first try");
  } catch (const std::runtime_error&) {
    tries += 1;
  }
  tries += co_await fail("");
  co_return tries;
}

aio::Coroutine<void> hold_and_wait(Log& log, aio::Event& event) {
  const Witness outer(log, "outer dies");
  const Witness inner(log, "inner dies");
  co_await event.wait();
}

aio::Coroutine<void> wait_below(Log& log, aio::Event& event) {
  const Witness witness(log, "awaiter dies");
  co_await hold_and_wait(log, event);
}

template <class... T>
aio::Coroutine<int> sum_of_pack(T... parts) {
  const std::tuple<typename T::result_type...> values(co_await std::move(parts)...);
  co_return std::apply([](auto... value) { return (value + ...); }, values);
}

aio::Coroutine<std::tuple<int, std::string>> pair_of(int number, std::string word) {
  co_return std::tuple<int, std::string>(number, std::move(word));
}

aio::Coroutine<std::string> sanctioned_forms(aio::Queue<int>& queue) {
  std::string out;
  const auto [number, word] = co_await pair_of(1, std::string(100, 'x'));
  out += text(number) + text(static_cast<int>(word.size()));
  while (const auto item = co_await queue.get()) out += text(*item);
  if (const int value = co_await give(5); value == 5) out += "=";
  out += text(co_await add(give(co_await give(1)), give(2)));
  co_return out;
}

}  // namespace

TEST_CASE("a coroutine is lazy: nothing runs until it is awaited") {
  Stage stage;
  aio::Coroutine<void> lazy = note(stage.log, "it runs");
  CHECK(stage.happened().empty());
  stage.loop.run_until_complete(std::move(lazy));
  CHECK(stage.happened() == Log{"it runs", "it runs ends"});
}

TEST_CASE("a coroutine that is never awaited is destroyed with its arguments, without running") {
  Stage stage;
  auto value = std::make_shared<int>(1);
  {
    const auto keep = [](std::shared_ptr<int>) -> aio::Coroutine<void> { co_return; };
    const aio::Coroutine<void> unused = keep(value);
    CHECK(value.use_count() == 2);
  }
  CHECK(value.use_count() == 1);
}

TEST_CASE("results come out of the await: values, references, move-only types") {
  Stage stage;
  CHECK(stage.loop.run_until_complete(add(give(1), give(2))) == 3);
  int value = 1;
  CHECK(stage.loop.run_until_complete(raise_borrowed(value)) == 2);
  CHECK(&stage.loop.run_until_complete(lend(value)) == &value);
  CHECK(stage.loop.run_until_complete(unpack()) == 7);
}

TEST_CASE("what a coroutine throws comes out of the await with its type, and can be recovered from") {
  Stage stage;
  CHECK_THROWS_WITH_AS(stage.loop.run_until_complete(fail("why")), "why", std::runtime_error);
  CHECK(stage.loop.run_until_complete(recover()) == 1);
}

TEST_CASE("a moved coroutine remains the only owner of its frame") {
  Stage stage;
  aio::Coroutine<int> first = give(1);
  aio::Coroutine<int> second = give(2);
  second = std::move(first);
  aio::Coroutine<int> third = std::move(second);
  CHECK(stage.loop.run_until_complete(std::move(third)) == 1);
}

TEST_CASE(
    "a parked chain of frames is destroyed from the innermost outwards, each frame's locals in reverse") {
  Stage stage;
  aio::Event event;
  auto task = stage.start("a", wait_below(stage.log, event));
  stage.destroy(task);
  CHECK(stage.happened() == Log{"inner dies", "outer dies", "awaiter dies"});
}

TEST_CASE("locals are destroyed before the awaiter goes on, also when the coroutine throws") {
  Stage stage;
  const auto two = [](Log& log) -> aio::Coroutine<void> {
    co_await note(log, "one");
    co_await note(log, "two");
  };
  stage.loop.run_until_complete(two(stage.log));
  CHECK(stage.happened() == Log{"one", "one ends", "two", "two ends"});
}

TEST_CASE("the sanctioned forms of an await give what they should with this compiler") {
  Stage stage;
  aio::Queue<int> queue;
  for (int i = 1; i <= 3; ++i) queue.put_nowait(int{i});
  queue.close();
  CHECK(stage.loop.run_until_complete(sanctioned_forms(queue)) == "1100123=3");
  CHECK(stage.loop.run_until_complete(sum_of_pack(give(1), give(2), give(3))) == 6);
}
