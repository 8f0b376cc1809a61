#include "storage/tables/id_cache.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl::storage;

TEST_CASE("what was remembered is found, what was not is not") {
  IdCache cache(10);
  cache.remember(cache.key_of("a"), 1);
  CHECK(cache.find(cache.key_of("a")) == 1);
  CHECK_FALSE(cache.find(cache.key_of("b")).has_value());
  cache.clear();
  CHECK_FALSE(cache.find(cache.key_of("a")).has_value());
}

TEST_CASE("what is used stays while the rest is forgotten") {
  IdCache cache(10);
  cache.remember(cache.key_of("used"), 7);
  cache.remember(cache.key_of("unused"), 8);
  for (int i = 1; i <= 100; ++i) {
    cache.remember(cache.key_of(std::to_string(i)), i);
    CHECK(cache.find(cache.key_of("used")) == 7);
  }
  CHECK_FALSE(cache.find(cache.key_of("unused")).has_value());
}
