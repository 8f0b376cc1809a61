#include "storage/tables/id_table.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl::storage;

TEST_CASE("what was put is found as it was put last, whatever else came") {
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

TEST_CASE("keys whose first half is the same stay apart") {
  IdTable table;
  for (std::uint64_t i = 0; i < 100; ++i) table.put({7, i}, static_cast<std::int64_t>(i) + 1);
  for (std::uint64_t i = 0; i < 100; ++i) CHECK(table.find({7, i}) == static_cast<std::int64_t>(i) + 1);
  CHECK(table.find({7, 100}) == 0);
}
