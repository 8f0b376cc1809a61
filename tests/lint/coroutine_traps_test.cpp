#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tests/lint/lazy.hpp"

// Runs each form of coroutine statement that the project allows. A compiler that breaks one gives a wrong
// value, or destroys an object more or less often than it made it.

namespace {

using lint::Lazy;
using lint::Series;

int alive = 0;
int made = 0;

/// Counts itself: if an object is destroyed twice or never, `alive` does not end at zero.
class Counted {
 public:
  explicit Counted(std::string of_text) : text(std::move(of_text)) { born(); }
  Counted(const Counted& other) : text(other.text) { born(); }
  Counted(Counted&& other) noexcept : text(std::move(other.text)) { born(); }
  Counted& operator=(const Counted&) = default;
  Counted& operator=(Counted&&) = default;
  ~Counted() { --alive; }
  std::string text;

 private:
  static void born() {
    ++alive;
    ++made;
  }
};

/// Checks in its destructor that everything made in the scope is gone.
class Balance {
 public:
  Balance() { alive = made = 0; }
  ~Balance() {
    CHECK(made > 0);
    CHECK(alive == 0);
  }
};

struct Request {
  Counted url;
  int depth = 0;
};

const std::string kLong = "a text that is too long to live inside the string object itself";

Lazy<Counted> counted(std::string text) {
  co_return Counted(std::move(text));
}
Lazy<std::string> url_of(Request request) {
  co_return std::move(request.url.text);
}
Lazy<std::size_t> call(std::function<std::size_t()> f) {
  co_return f();
}
Lazy<std::string> joined(Counted a, std::unique_ptr<Counted> b, std::optional<Counted> c,
                         std::tuple<Counted, int> d) {
  co_return a.text + b->text + c->text + std::get<0>(d).text;
}
Lazy<bool> less(int a, int b) {
  co_return a < b;
}
Lazy<std::optional<Counted>> counted_while(int& left) {
  if (left-- == 0) co_return std::nullopt;
  co_return Counted(kLong);
}
Lazy<Counted> failing() {
  const Counted witness(kLong);
  throw std::runtime_error(witness.text);
  co_return witness;
}

Lazy<std::string> aggregate_named_first() {
  Request request{.url = Counted(kLong), .depth = 1};
  co_return co_await url_of(std::move(request));
}

Lazy<std::size_t> aggregate_filled_after_the_await() {
  std::vector<Request> all;
  Counted url = co_await counted(kLong);
  all.push_back({std::move(url), 1});
  co_return all.front().url.text.size();
}

Series<Request> aggregates_yielded() {
  for (int depth = 0; depth < 3; ++depth) {
    Request each{.url = Counted(kLong), .depth = depth};
    co_yield std::move(each);
  }
}

Lazy<std::size_t> lambda_named_first() {
  const Counted text(kLong);
  const auto length = [text] { return text.text.size(); };
  co_return co_await call(length);
}

Lazy<std::string> branch_instead_of_conditional(bool yes) {
  Counted chosen(std::string{});
  if (yes) {
    chosen = co_await counted(kLong);
  } else {
    chosen = Counted("none");
  }
  co_return chosen.text;
}

Lazy<int> conditions_with_a_local() {
  int sum = 0;
  for (int i = 0; i < 4; ++i) {
    if (const bool ok = co_await less(i, 2); ok) {
      sum += 1;
    } else if (const bool below = co_await less(i, 3); below) {
      sum += 10;
    } else {
      sum += 100;
    }
  }
  co_return sum;
}

Lazy<int> loop_over_optionals() {
  int left = 3;
  int seen = 0;
  while (auto each = co_await counted_while(left)) {
    if (each->text == kLong) ++seen;
  }
  co_return seen;
}

Lazy<std::string> class_types_as_arguments() {
  co_return co_await joined(Counted("a"), std::make_unique<Counted>("b"), std::optional<Counted>("c"),
                            std::tuple<Counted, int>(Counted(kLong), 1));
}

Lazy<std::string> nested_awaits_as_arguments() {
  co_return (co_await counted((co_await counted(kLong)).text)).text + (co_await counted("b")).text;
}

Lazy<std::pair<Counted, Counted>> pair_of(std::string a, std::string b) {
  co_return std::pair<Counted, Counted>(Counted(std::move(a)), Counted(std::move(b)));
}

Lazy<std::string> structured_binding() {
  auto [first, second] = co_await pair_of("a", kLong);
  co_return first.text + second.text;
}

Lazy<std::string> await_after_the_handler() {
  const Counted local(kLong);
  std::string caught;
  try {
    const Counted never = co_await failing();
    caught = "nothing";
  } catch (const std::runtime_error& error) {
    caught = error.what();
  }
  const Counted next = co_await counted("+");
  co_return caught + next.text;
}

template <typename... Parts>
Lazy<std::tuple<Parts...>> all_of(Lazy<Parts>... parts) {
  co_return std::tuple<Parts...>(co_await std::move(parts)...);
}

Lazy<std::string> pack_of_awaits() {
  auto [a, b, c] = co_await all_of(counted("a"), less(1, 2), counted(kLong));
  co_return b ? a.text + c.text : "";
}

Lazy<int> chain(int hops) {
  int sum = 0;
  for (int i = 0; i < hops; ++i) {
    if (const bool small = co_await less(i, hops); small) ++sum;
  }
  co_return sum;
}

}  // namespace

TEST_CASE("an aggregate that was named first is destroyed once") {
  const Balance balance;
  CHECK(aggregate_named_first().run() == kLong);
}

TEST_CASE("an aggregate filled after the await is destroyed once") {
  const Balance balance;
  CHECK(aggregate_filled_after_the_await().run() == kLong.size());
}

TEST_CASE("a named aggregate is yielded whole") {
  const Balance balance;
  auto series = aggregates_yielded();
  for (int depth = 0; depth < 3; ++depth) {
    const auto each = series.next();
    REQUIRE(each);
    CHECK(each->depth == depth);
    CHECK(each->url.text == kLong);
  }
  CHECK(!series.next());
}

TEST_CASE("a generator left half-way destroys what it holds") {
  const Balance balance;
  auto series = aggregates_yielded();
  CHECK(series.next());
}

TEST_CASE("a lambda that was named first keeps its captures") {
  const Balance balance;
  CHECK(lambda_named_first().run() == kLong.size());
}

TEST_CASE("a branch takes the place of a conditional expression") {
  const Balance balance;
  CHECK(branch_instead_of_conditional(true).run() == kLong);
  CHECK(branch_instead_of_conditional(false).run() == "none");
}

TEST_CASE("a condition with a local sees the awaited value") {
  CHECK(conditions_with_a_local().run() == 1 + 1 + 10 + 100);
}

TEST_CASE("a loop over awaited optionals ends with the empty one") {
  const Balance balance;
  CHECK(loop_over_optionals().run() == 3);
}

TEST_CASE("class types with constructors are arguments") {
  const Balance balance;
  CHECK(class_types_as_arguments().run() == "abc" + kLong);
}

TEST_CASE("awaits are arguments of awaited calls") {
  const Balance balance;
  CHECK(nested_awaits_as_arguments().run() == kLong + "b");
}

TEST_CASE("an await is bound to several names") {
  const Balance balance;
  CHECK(structured_binding().run() == "a" + kLong);
}

TEST_CASE("an error passes through an await, and the next await stands behind the handler") {
  const Balance balance;
  CHECK(await_after_the_handler().run() == kLong + "+");
}

TEST_CASE("a pack of awaits builds a tuple") {
  const Balance balance;
  CHECK(pack_of_awaits().run() == "a" + kLong);
}

TEST_CASE("a hundred thousand hops leave the stack where it was") {
  CHECK(chain(100'000).run() == 100'000);
}
