#include "scraper/page/simhash.hpp"

#include <array>
#include <bit>
#include <future>
#include <string>

#include <doctest/doctest.h>

using namespace trawl;

using page::simhash;

namespace {

/// Random words, the same in every run.
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

TEST_CASE("whitespace, punctuation and case do not matter") {
  CHECK(simhash("The tide, the harbour: a rope!") == simhash(" the\nTIDE the -- harbour a rope"));
}

TEST_CASE("the order of words matters") {
  CHECK(simhash("one two three four") != simhash("four three two one"));
}

TEST_CASE("a text without words has no fingerprint, a short one has one") {
  CHECK(simhash("") == 0);
  CHECK(simhash(" - ! ") == 0);
  CHECK(simhash("tide") != 0);
  CHECK(simhash("tide table") != simhash("tide"));
}

TEST_CASE("texts that differ in few words differ in few bits, unrelated texts in about half of them") {
  for (int seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const std::string text = text_of(1'500, seed);
    CHECK(distance(text, text + " with a footer") <= 3);
    CHECK(distance(text, text_of(1'500, seed + 100)) > 15);
  }
}

TEST_CASE("the fingerprint of a text never changes, as crawl files store it") {
  CHECK(simhash("It was the best of times, it was the worst of times") == 3789423774205067437);
}

TEST_CASE("the fingerprint of a long text never changes either") {
  CHECK(simhash(text_of(5'000, 1)) == 7643131149560342909u);
  CHECK(simhash(std::string(5'000, 'x') + ' ' + text_of(2'000, 2)) == 5297486121048034517u);
}

TEST_CASE("no words have no majority") {
  CHECK(page::BitCounts().majority() == 0);
}

TEST_CASE("half of the words are not a majority") {
  page::BitCounts counts;
  counts.add(0b01);
  CHECK(counts.majority() == 0b01);
  counts.add(0b10);
  CHECK(counts.majority() == 0);
  counts.add(0b10);
  CHECK(counts.majority() == 0b10);
}

TEST_CASE("the majority equals that of 64 separate counters after any number of words") {
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

TEST_CASE("words that a thread has met before count as those that it meets for the first time") {
  const auto fingerprint_of = [](const std::string& text) {
    return std::async(std::launch::async, [&text] { return simhash(text); }).get();
  };
  std::string forth, back;  // more words than are kept, of up to 17 letters, many with the same beginning
  for (int i = 0; i < 30'000; ++i) {
    const std::string word =
        std::string(static_cast<std::size_t>(i % 13), 'Q') + std::to_string(i / 13) + ' ';
    forth += word;
    back.insert(back.begin(), word.begin(), word.end());
  }
  simhash(back);
  CHECK(simhash(forth) == fingerprint_of(forth));
  CHECK(simhash(forth) == fingerprint_of(forth));
}
