#include "scraper/crawl/visit/text_index.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

/// The place of each text among the different ones.
std::vector<std::size_t> places_of(const std::vector<std::string>& texts) {
  crawl::TextIndex index;
  std::vector<std::string> different;
  std::vector<std::size_t> places;
  for (const std::string& text : texts) {
    const auto text_at = [&](std::size_t place) -> std::string_view { return different[place]; };
    places.push_back(index.find_or_add(text, text_at));
    if (places.back() == different.size()) different.push_back(text);
  }
  return places;
}

}  // namespace

TEST_CASE("a text keeps the place it got first, and no other has it") {
  CHECK(places_of({"a", "b", "a", "", "b", "c", ""}) == std::vector<std::size_t>{0, 1, 0, 2, 1, 3, 2});
}

TEST_CASE("places are kept when the table grows") {
  std::vector<std::string> texts;
  for (int i = 0; i < 10'000; ++i) texts.push_back("http://a.test/" + std::to_string(i % 5'000));
  const auto places = places_of(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(places[i] == i % 5'000);
}
