#include "scraper/page/html/words.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("only whole words are found; spaces and commas separate them") {
  CHECK(page::has_word("a nofollow b", "nofollow"));
  CHECK(page::has_word("noindex,nofollow", "nofollow"));
  CHECK(page::has_word("a, nofollow", "nofollow"));
  CHECK_FALSE(page::has_word("nofollower", "nofollow"));
  CHECK_FALSE(page::has_word("", "nofollow"));
}

TEST_CASE("words are folded and in lower case") {
  CHECK(page::lower_words(" No\nFOLLOW \u00C4") == "no follow \u00C4");
}
