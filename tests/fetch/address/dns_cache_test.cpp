#include "fetch/address/dns_cache.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

using namespace std::chrono_literals;

fetch::NameAnswer answer(const char* address, std::chrono::seconds ttl) {
  fetch::NameAnswer good;
  good.addresses = {address};
  good.ttl = ttl;
  return good;
}

struct Cache : fetch::DnsCache {
  using DnsCache::DnsCache;
  bool knows(const char* host) { return find(host, now) != nullptr; }
  TimePoint now{1'000s};
};

}  // namespace

TEST_CASE("an answer is valid for exactly its TTL") {
  Cache cache;
  cache.store("a.test", answer("192.0.2.1", 60s), cache.now);
  REQUIRE(cache.knows("a.test"));
  CHECK(cache.find("a.test", cache.now)->addresses == std::vector<std::string>{"192.0.2.1"});
  CHECK_FALSE(cache.knows("b.test"));
  cache.now += 60s - 1ns;
  CHECK(cache.knows("a.test"));
  cache.now += 1ns;
  CHECK_FALSE(cache.knows("a.test"));
  CHECK(cache.size() == 0);
}

TEST_CASE(
    "answers are valid for a second to a day, missing names for half a minute, failures of servers for a "
    "second") {
  const struct {
    fetch::NameAnswer answer;
    std::chrono::seconds good_for;
  } rows[] = {{answer("192.0.2.1", 0s), 1s},
              {answer("192.0.2.1", std::chrono::seconds(0x7fffffff)), 24h},
              {fetch::NameAnswer(fetch::NameFailure::no_such_name, "a.test"), 30s},
              {fetch::NameAnswer(fetch::NameFailure::refused, "a.test"), 1s},
              {fetch::NameAnswer(fetch::NameFailure::no_answer, "a.test"), 1s}};
  for (const auto& row : rows) {
    Cache cache;
    cache.store("a.test", row.answer, cache.now);
    cache.now += row.good_for - 1ns;
    CHECK(cache.knows("a.test"));
    cache.now += 1ns;
    CHECK_FALSE(cache.knows("a.test"));
  }
}

TEST_CASE("a newer answer replaces the older one and its expiry") {
  Cache cache;
  cache.store("a.test", answer("192.0.2.1", 10s), cache.now);
  cache.store("a.test", answer("192.0.2.2", 100s), cache.now);
  cache.now += 50s;
  REQUIRE(cache.knows("a.test"));
  CHECK(cache.find("a.test", cache.now)->addresses == std::vector<std::string>{"192.0.2.2"});
  CHECK(cache.size() == 1);
}

TEST_CASE("a full cache drops the answer that expires first") {
  Cache cache(2);
  cache.store("long.test", answer("192.0.2.1", 100s), cache.now);
  cache.store("short.test", answer("192.0.2.2", 10s), cache.now);
  cache.store("new.test", answer("192.0.2.3", 50s), cache.now);
  CHECK(cache.size() == 2);
  CHECK(cache.knows("long.test"));
  CHECK_FALSE(cache.knows("short.test"));
  CHECK(cache.knows("new.test"));
}
