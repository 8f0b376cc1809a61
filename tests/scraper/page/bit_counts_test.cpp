#include "scraper/page/bit_counts.hpp"

#include <array>

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("no words have no majority") {
  CHECK(page::BitCounts().majority() == 0);
}

TEST_CASE("half of the words are no majority") {
  page::BitCounts counts;
  counts.add(0b01);
  CHECK(counts.majority() == 0b01);
  counts.add(0b10);
  CHECK(counts.majority() == 0);
  counts.add(0b10);
  CHECK(counts.majority() == 0b10);
}

TEST_CASE("after any number of words the majority is that of 64 single counters") {
  page::BitCounts counts;
  std::array<std::uint64_t, 64> ones{};
  std::uint64_t state = 1;
  for (std::uint64_t words = 1; words <= 3'000; ++words) {
    state = state * 6364136223846793005 + 1442695040888963407;
    const std::uint64_t word = state ^ state >> 29;
    counts.add(word);
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      ones[i] += word >> i & 1;
      expected |= std::uint64_t{2 * ones[i] > words} << i;
    }
    REQUIRE(counts.majority() == expected);
  }
}
