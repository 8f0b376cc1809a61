#include "storage/id_cache.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace storage;

TEST_CASE("what was remembered is found, what was not is not") {
  IdCache cache(10);
  cache.remember("a", 1);
  CHECK(cache.find("a") == 1);
  CHECK_FALSE(cache.find("b").has_value());
  cache.clear();
  CHECK_FALSE(cache.find("a").has_value());
}

TEST_CASE("what is used stays while the rest is forgotten") {
  IdCache cache(10);
  cache.remember("used", 7);
  cache.remember("unused", 8);
  for (int i = 0; i < 100; ++i) {
    cache.remember(std::to_string(i), i);
    CHECK(cache.find("used") == 7);
  }
  CHECK_FALSE(cache.find("unused").has_value());
}
