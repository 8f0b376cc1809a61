#include "fetch/address/resolver.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "fetch/error.hpp"
#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;
using Addresses = std::vector<std::string>;

/// A lookup that takes a second for each name and counts them.
class FakeLookup final : public fetch::NameLookup {
 public:
  struct Counts {
    std::map<std::string, int> asked;
    int now = 0, most = 0;
  };
  explicit FakeLookup(Counts& counts) : counts_(counts) {}

  aio::Coroutine<fetch::NameAnswer> look_up(std::string host) override {
    const Counted counted(counts_);
    ++counts_.asked[host];
    co_await aio::sleep(host.starts_with("silent") ? 30s : 1s);
    if (host == "broken.test") throw std::runtime_error("out of luck");
    if (host.starts_with("no-")) co_return fetch::NameAnswer(fetch::NameFailure::no_such_name, host);
    fetch::NameAnswer answer;
    answer.addresses = {"192.0.2.1", "2001:db8::1"};
    answer.ttl = 60s;
    co_return answer;
  }

 private:
  struct Counted {
    explicit Counted(Counts& all) : counts(all) { counts.most = std::max(counts.most, ++counts.now); }
    ~Counted() { --counts.now; }
    Counts& counts;
  };

  Counts& counts_;
};

std::string joined(const Addresses& addresses) {
  std::string all;
  for (const std::string& address : addresses) all += (all.empty() ? "" : " ") + address;
  return all;
}

/// A resolver on a clock that skips the time in which nothing happens.
struct Resolving {
  explicit Resolving(std::size_t in_flight = 50, std::initializer_list<const char*> overrides = {},
                     std::chrono::milliseconds patience = 250ms) {
    fetch::ResolverOptions options;
    options.patience = patience;
    options.in_flight = in_flight;
    options.overrides.assign(overrides.begin(), overrides.end());
    resolver.emplace(loop, options, std::make_unique<FakeLookup>(counts));
  }
  ~Resolving() { CHECK_MESSAGE(loop.is_empty(), "left on the loop: ", loop.dump()); }

  aio::Coroutine<void> ask(std::string host, std::uint16_t port = 80) {
    try {
      const Addresses found = co_await resolver->resolve(host, port);
      log.push_back(host + " is at " + joined(found));
    } catch (const fetch::Error& error) {
      CHECK(error.kind() == fetch::ErrorKind::dns);
      CHECK(error.is_final == host.starts_with("no-"));
      log.push_back(error.what());
    } catch (const aio::Cancelled&) {
      log.push_back(host + " cancelled");
      throw;
    }
  }
  aio::Task<void> start(const std::string& host) { return loop.create_task(ask(host)); }
  std::string answer(const std::string& host, std::uint16_t port = 80) {
    log.clear();
    loop.run_until_complete(ask(host, port));
    return log.back();
  }
  void let_pass(aio::Duration time) {
    clock.advance(time);
    loop.run_until_idle();
  }

  aio::ManualClock clock{true};
  aio::EventLoop loop{clock};
  FakeLookup::Counts counts;
  Log log;
  std::optional<fetch::Resolver> resolver;
};

}  // namespace

TEST_CASE("literals and localhost are resolved at once, without a lookup") {
  Resolving on;
  const struct {
    const char *host, *addresses;
  } rows[] = {{"192.0.2.7", "192.0.2.7"},         {"[::1]", "::1"},
              {"[2001:DB8::0:7]", "2001:db8::7"}, {"::1", "::1"},
              {"localhost", "127.0.0.1 ::1"},     {"app.localhost", "127.0.0.1 ::1"}};
  for (const auto& row : rows)
    CHECK(on.answer(row.host) == row.host + std::string(" is at ") + row.addresses);
  CHECK(on.counts.asked.empty());
}

TEST_CASE("an override takes precedence over everything, but only for its port") {
  Resolving on(50, {"a.test:80:127.0.0.9,::9", "localhost:80:127.0.0.8"});
  CHECK(on.answer("a.test") == "a.test is at 127.0.0.9 ::9");
  CHECK(on.answer("localhost") == "localhost is at 127.0.0.8");
  CHECK(on.counts.asked.empty());
  CHECK(on.answer("a.test", 443) == "a.test is at 192.0.2.1 2001:db8::1");
}

TEST_CASE("an answer is used until its TTL has passed, then the name is looked up again") {
  Resolving on;
  CHECK(on.answer("a.test") == "a.test is at 192.0.2.1 2001:db8::1");
  on.clock.advance(59s);
  CHECK(on.answer("a.test", 443) == "a.test is at 192.0.2.1 2001:db8::1");
  CHECK(on.counts.asked["a.test"] == 1);
  on.clock.advance(1s);
  on.answer("a.test");
  CHECK(on.counts.asked["a.test"] == 2);
}

TEST_CASE("a name that does not exist is an error, which is cached for half a minute") {
  Resolving on;
  for (const int times : {1, 1, 2}) {
    CHECK(on.answer("no-such.test") ==
          "there is no host no-such.test: check the spelling, and whether the domain still exists");
    CHECK(on.counts.asked["no-such.test"] == times);
    on.clock.advance(15s);
  }
}

TEST_CASE("a lookup that throws fails only for its own name") {
  Resolving on;
  CHECK(on.answer("broken.test") == "looking up broken.test failed: out of luck");
  CHECK(on.answer("a.test") == "a.test is at 192.0.2.1 2001:db8::1");
}

TEST_CASE("a name that many ask for at the same time is looked up once") {
  Resolving on;
  for (int i = 0; i < 5; ++i) on.start("a.test");
  on.loop.run_until_idle();
  on.let_pass(1s);
  CHECK(on.log == Log(5, "a.test is at 192.0.2.1 2001:db8::1"));
  CHECK(on.counts.asked["a.test"] == 1);
}

TEST_CASE("a cancelled caller stops waiting at once, and the others get the answer") {
  Resolving on;
  auto first = on.start("a.test");
  on.start("a.test");
  on.loop.run_until_idle();
  first.cancel();
  on.loop.run_until_idle();
  CHECK(on.log == Log{"a.test cancelled"});
  on.let_pass(1s);
  CHECK(on.log == Log{"a.test cancelled", "a.test is at 192.0.2.1 2001:db8::1"});
  CHECK(on.counts.asked["a.test"] == 1);
}

TEST_CASE("a lookup that no caller waits for any more still fills the cache") {
  Resolving on;
  auto only = on.start("a.test");
  on.loop.run_until_idle();
  only.cancel();
  on.loop.run_until_idle();
  on.let_pass(1s);
  CHECK(on.answer("a.test") == "a.test is at 192.0.2.1 2001:db8::1");
  CHECK(on.counts.asked["a.test"] == 1);
}

TEST_CASE("no more quick lookups than the limit are in flight, and none is lost") {
  Resolving on(50, {}, 2s);
  for (int i = 0; i < 1'000; ++i) on.start("n" + std::to_string(i) + ".test");
  on.loop.run_until_idle();
  CHECK(on.counts.now == 50);
  while (on.log.size() < 1'000) on.let_pass(1s);
  CHECK(on.counts.most == 50);
  CHECK(on.counts.asked.size() == 1'000);
}

TEST_CASE("names that nobody answers for do not hold up others") {
  Resolving on(50);
  for (int i = 0; i < 300; ++i) on.start("silent-" + std::to_string(i) + ".test");
  on.start("a.test");
  on.loop.run_until_idle();
  for (int round = 1; round <= 6; ++round) {
    CHECK(on.counts.asked.count("a.test") == 0);
    on.let_pass(250ms);
  }
  on.let_pass(1s);
  CHECK(on.log == Log{"a.test is at 192.0.2.1 2001:db8::1"});
  CHECK(on.counts.now == 300);
  on.let_pass(1h);
}

TEST_CASE("when a resolver dies, all waiting callers get an error, whether their lookup had begun or not") {
  Resolving on(1);
  on.start("a.test");
  on.start("b.test");
  on.loop.run_until_idle();
  on.resolver.reset();
  on.loop.run_until_idle();
  CHECK(on.log == Log{"the lookup of a.test was cancelled", "the lookup of b.test was cancelled"});
  CHECK(on.counts.now == 0);
}

TEST_CASE("after the loop has cancelled everything during lookups, the resolver works again") {
  Resolving on(1);
  on.start("a.test");
  on.start("b.test");
  on.loop.run_until_idle();
  on.loop.cancel_all();
  CHECK(on.log == Log{"a.test cancelled", "b.test cancelled"});
  CHECK(on.answer("b.test") == "b.test is at 192.0.2.1 2001:db8::1");
}
