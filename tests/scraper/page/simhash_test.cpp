#include "scraper/page/simhash.hpp"

#include <bit>
#include <string>

#include <doctest/doctest.h>

using namespace trawl;

using page::simhash;

namespace {

/// Words that are the same in every run.
std::string text_of(int words, int seed) {
  std::string text;
  auto state = static_cast<std::uint64_t>(seed);
  for (int i = 0; i < words; ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    text += "word" + std::to_string((state >> 33) % 5'000) + ' ';
  }
  return text;
}

int distance(std::string_view a, std::string_view b) {
  return std::popcount(simhash(a) ^ simhash(b));
}

}  // namespace

TEST_CASE("blanks, punctuation and case do not count") {
  CHECK(simhash("The tide, the harbour: a rope!") == simhash(" the\nTIDE the -- harbour a rope"));
}

TEST_CASE("the order of words counts") {
  CHECK(simhash("one two three four") != simhash("four three two one"));
}

TEST_CASE("a text without words has none, a short one has one") {
  CHECK(simhash("") == 0);
  CHECK(simhash(" - ! ") == 0);
  CHECK(simhash("tide") != 0);
  CHECK(simhash("tide table") != simhash("tide"));
}

TEST_CASE("where few words differ, few bits do; between strangers half of them") {
  for (int seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const std::string text = text_of(1'500, seed);
    CHECK(distance(text, text + " with a footer") <= 3);
    CHECK(distance(text, text_of(1'500, seed + 100)) > 15);
  }
}

TEST_CASE("the fingerprint of a text never changes, as crawl files keep it") {
  CHECK(simhash("It was the best of times, it was the worst of times") == 3789423774205067437);
}

TEST_CASE("a long text has the fingerprint that crawl files keep, wherever it is cut to be hashed") {
  CHECK(simhash(text_of(5'000, 1)) == 7643131149560342909u);
  CHECK(simhash(std::string(5'000, 'x') + ' ' + text_of(2'000, 2)) == 5297486121048034517u);
}
