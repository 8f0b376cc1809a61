#include "storage/tables/id_cache.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl::storage;

TEST_CASE("the cache finds what it remembers until it is cleared") {
  IdCache cache(10);
  cache.remember(cache.key_of("a"), 1);
  CHECK(cache.find(cache.key_of("a")) == 1);
  CHECK_FALSE(cache.find(cache.key_of("b")).has_value());
  cache.clear();
  CHECK_FALSE(cache.find(cache.key_of("a")).has_value());
}

TEST_CASE("the cache keeps what is used and forgets the rest") {
  IdCache cache(10);
  cache.remember(cache.key_of("used"), 7);
  cache.remember(cache.key_of("unused"), 8);
  for (int i = 1; i <= 100; ++i) {
    cache.remember(cache.key_of(std::to_string(i)), i);
    CHECK(cache.find(cache.key_of("used")) == 7);
  }
  CHECK_FALSE(cache.find(cache.key_of("unused")).has_value());
}

TEST_CASE("the table finds the id that was put last, among many others") {
  IdTable table;
  const auto key = [](int i) { return hash128(std::to_string(i)); };
  CHECK(table.find(key(1)) == 0);
  for (int i = 1; i <= 10'000; ++i) table.put(key(i), i);
  for (int i = 1; i <= 10'000; i += 2) table.put(key(i), -i);
  CHECK(table.size() == 10'000);
  int wrong = 0;
  for (int i = 1; i <= 10'000; ++i) wrong += table.find(key(i)) == (i % 2 == 1 ? -i : i) ? 0 : 1;
  CHECK(wrong == 0);
  CHECK(table.find(key(0)) == 0);
}

TEST_CASE("the table keeps keys apart whose first halves are equal") {
  IdTable table;
  for (std::uint64_t i = 0; i < 100; ++i) table.put({7, i}, static_cast<std::int64_t>(i) + 1);
  for (std::uint64_t i = 0; i < 100; ++i) CHECK(table.find({7, i}) == static_cast<std::int64_t>(i) + 1);
  CHECK(table.find({7, 100}) == 0);
}
