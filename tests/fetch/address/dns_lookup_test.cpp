#include "fetch/address/dns_lookup.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>

#include <doctest/doctest.h>

#include "fetch/address/resolver.hpp"
#include "fetch/aio/aio.hpp"
#include "fetch/error.hpp"
#include "tests/support/dns_server.hpp"

using namespace trawl;

namespace {

using namespace std::chrono_literals;
using fetch::NameAnswer;
using Addresses = std::vector<std::string>;

fetch::DnsOptions asking(const support::DnsServer& server, std::chrono::milliseconds timeout = 5s) {
  fetch::DnsOptions options;
  options.servers = server.address();
  options.timeout = timeout;
  options.tries = 2;
  return options;
}

/// A lookup that asks a server of the test.
struct Lookups {
  explicit Lookups(std::chrono::milliseconds timeout = 5s)
      : lookup(dns_lookup(loop, asking(server, timeout))) {}
  ~Lookups() {
    lookup.reset();
    CHECK_MESSAGE(loop.is_empty(), "left on the loop: ", loop.dump());
  }
  NameAnswer answer(const std::string& host) { return loop.run_until_complete(lookup->look_up(host)); }

  support::DnsServer server;
  aio::EventLoop loop;
  std::unique_ptr<fetch::NameLookup> lookup;
};

support::DnsRecords at(Addresses v4, Addresses v6 = {}, std::uint32_t ttl = 60) {
  return {std::move(v4), std::move(v6), ttl};
}
support::DnsRecords failing(int code) {
  return {{}, {}, 0, code};
}
support::DnsRecords silent() {
  return {{}, {}, 0, 0, true};
}

std::string host(int number) {
  return "n" + std::to_string(number) + ".test";
}

aio::Coroutine<int> resolve_all(fetch::Resolver& resolver, int hosts) {
  std::vector<aio::Coroutine<Addresses>> lookups;
  for (int i = 0; i < hosts; ++i) lookups.push_back(resolver.resolve(host(i), 80));
  const std::vector<Addresses> all = co_await aio::gather(std::move(lookups));
  int right = 0;
  for (const Addresses& found : all) right += found == Addresses{"127.0.0.1"} ? 1 : 0;
  co_return right;
}

}  // namespace

TEST_CASE("a name gives its IPv4 and IPv6 addresses and their TTL") {
  Lookups on;
  on.server.add("a.test", at({"127.0.0.1", "127.0.0.2"}, {"::1"}, 77));
  const NameAnswer answer = on.answer("a.test");
  CHECK(answer.failure == "");
  CHECK(answer.ttl == 77s);
  Addresses sorted = answer.addresses;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == Addresses{"127.0.0.1", "127.0.0.2", "::1"});
}

TEST_CASE("of several TTLs the shortest counts, be it of an address or of an alias") {
  struct Ttls {
    std::uint32_t v4, v6, alias;
  };
  for (const Ttls& ttls : {Ttls{77, 300, 400}, Ttls{300, 77, 400}, Ttls{300, 400, 77}}) {
    CAPTURE(ttls.v6);
    Lookups on;
    support::DnsRecords records = at({"127.0.0.1"}, {"::1"}, ttls.v4);
    records.v6_ttl = ttls.v6;
    records.alias = "real.test";
    records.alias_ttl = ttls.alias;
    on.server.add("a.test", records);
    const NameAnswer answer = on.answer("a.test");
    CHECK(answer.addresses.size() == 2);
    CHECK(answer.ttl == 77s);
  }
}

TEST_CASE("a name may have addresses of one family only") {
  Lookups on;
  on.server.add("four.test", at({"127.0.0.1"}));
  on.server.add("six.test", at({}, {"::1"}));
  CHECK(on.answer("four.test").addresses == Addresses{"127.0.0.1"});
  CHECK(on.answer("six.test").addresses == Addresses{"::1"});
}

TEST_CASE("each kind of failure names the host and says what to do") {
  Lookups on(50ms);
  on.server.add("empty.test", at({}));
  on.server.add("broken.test", failing(2));
  on.server.add("refused.test", failing(5));
  on.server.add("silent.test", silent());
  const struct {
    std::string host;
    fetch::NameFailure why;
  } rows[] = {{"no-such.test", fetch::NameFailure::no_such_name},
              {"empty.test", fetch::NameFailure::no_address},
              {"broken.test", fetch::NameFailure::refused},
              {"refused.test", fetch::NameFailure::refused},
              {"silent.test", fetch::NameFailure::no_answer},
              {std::string(64, 'x') + ".test", fetch::NameFailure::bad_name}};
  for (const auto& row : rows) CHECK(on.answer(row.host).failure == NameAnswer(row.why, row.host).failure);
}

TEST_CASE("names are looked up as they are, without search domains") {
  setenv("LOCALDOMAIN", "search.test", 1);
  Lookups on;
  unsetenv("LOCALDOMAIN");
  on.answer("no-such.test");
  CHECK(on.server.asked("no-such.test") == 1);
  CHECK(on.server.asked_in_all() == 1);
}

TEST_CASE("an answer too long for a datagram is fetched over TCP") {
  Lookups on;
  Addresses many;
  for (int i = 1; i <= 60; ++i) many.push_back("127.0.0." + std::to_string(i));
  on.server.add("many.test", at(many, {"::1"}));
  CHECK(on.answer("many.test").addresses.size() == 61);
}

TEST_CASE("a silent server is asked in each try, and then the lookup fails") {
  Lookups on(50ms);
  on.server.add("silent.test", silent());
  const auto start = std::chrono::steady_clock::now();
  CHECK(on.answer("silent.test").failure.starts_with("no name server answered for silent.test"));
  CHECK(std::chrono::steady_clock::now() - start >= 150ms);
  CHECK(on.server.asked("silent.test") == 2);
}

TEST_CASE("c-ares survives when a lookup is destroyed before its answer") {
  Lookups on(50ms);
  on.server.add("silent.test", silent());
  on.server.add("a.test", at({"127.0.0.1"}));
  auto dropped = on.loop.create_task(on.lookup->look_up("silent.test"));
  on.loop.run_until_idle();
  dropped.cancel();
  on.loop.run_until_idle();
  CHECK(dropped.cancelled());
  CHECK(on.answer("a.test").addresses == Addresses{"127.0.0.1"});
  CHECK(on.answer("silent.test").failure != "");
}

TEST_CASE("it may be destroyed while lookups are in flight") {
  support::DnsServer server;
  server.add("silent.test", silent());
  aio::EventLoop loop;
  auto resolver = std::make_optional<fetch::Resolver>(loop, [&] {
    fetch::ResolverOptions options;
    options.dns = asking(server);
    return options;
  }());
  auto waiting = loop.create_task(resolver->resolve("silent.test", 80));
  loop.run_until_idle();
  resolver.reset();
  loop.run_until_idle();
  REQUIRE(waiting.done());
  CHECK_THROWS_WITH_AS(waiting.result(), "the lookup of silent.test was cancelled", fetch::Error);
  CHECK(loop.is_empty());
}

TEST_CASE("at most 50 of 1,000 lookups are in flight at a time, and none is lost") {
  support::DnsServer server;
  for (int i = 0; i < 1'000; ++i) server.add(host(i), at({"127.0.0.1"}));
  server.answer_in_batches_of(50);
  aio::EventLoop loop;
  fetch::ResolverOptions options;
  options.dns = asking(server);
  fetch::Resolver resolver(loop, options);
  CHECK(loop.run_until_complete(resolve_all(resolver, 1'000)) == 1'000);
  CHECK(server.most_waiting() == 50);
}

TEST_CASE("a malformed list of name servers is refused") {
  aio::EventLoop loop;
  fetch::DnsOptions options;
  options.servers = "no address";
  CHECK_THROWS_AS(fetch::dns_lookup(loop, options), fetch::Error);
}
