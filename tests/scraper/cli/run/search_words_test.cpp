#include "scraper/cli/run/search_words.hpp"

#include <doctest/doctest.h>

#include "scraper/cli/command.hpp"

using namespace trawl;

namespace {

std::string complaint(const std::string& words) {
  try {
    return "none: " + cli::search_query(words);
  } catch (const cli::UsageError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("words that people type are a query of FTS5") {
  const std::pair<const char*, const char*> cases[] = {
      {"clock", "clock"},
      {"  clock   company ", "clock AND company"},
      {"clock*", "clock *"},
      {"clock AND gold", "clock AND gold"},
      {"clock OR gold company", "clock OR gold AND company"},
      {"a NOT b", "a NOT b"},
      {"\"the company\" clock", "\"the company\" AND clock"},
      {"\"the comp\"*", "\"the comp\" *"},
      {"say \"he said \"\"no\"\"\"", "say AND \"he said \"\"no\"\"\""},
      {"(a OR b) c", "(a OR b ) AND c"},
      {"((a) b)", "((a ) AND b )"},
      {"NEAR(a b, 5) c", "NEAR(a b, 5) AND c"},
      {"title:clock", "title:clock"},
      {"title:\"the clock\" x", "title:\"the clock\" AND x"},
      {"C++ a@b.example don't", "\"C++\" AND \"a@b.example\" AND \"don't\""},
      {"https://a.example/x?y=1", "\"https://a.example/x?y=1\""},
      {"co-op* x:y ^z", "\"co-op\" * AND \"x:y\" AND \"^z\""},
      {"and or not near NEAR", "and AND or AND not AND near AND \"NEAR\""},
      {"für 東京", "für AND 東京"},
      {"a & b -- !", "a AND b"},
  };
  for (const auto& given : cases) CHECK_MESSAGE(cli::search_query(given.first) == given.second, given.first);
}

TEST_CASE("what is no query says what is wrong with it") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "there is no word"},
      {"  ", "there is no word"},
      {"*", "there is no word"},
      {"\"open", "a quote is opened"},
      {"(a", "opened and not closed"},
      {"a)", "closed that was not opened"},
      {"()", "nothing in the parentheses"},
      {"a AND", "AND needs a word on each side"},
      {"OR a", "OR needs a word on each side"},
      {"a NOT OR b", "OR needs a word on each side"},
      {"(a OR) b", "OR needs a word on each side"},
      {"NEAR(a b", "opened and not closed"},
      {"a -b", "write NOT: … NOT b"},
  };
  for (const auto& [words, part] : cases) {
    const std::string text = complaint(words);
    CHECK_MESSAGE(text.find(part) != std::string::npos, text);
  }
}
