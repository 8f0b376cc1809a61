#include "scraper/cli/run/regexp_search.hpp"

#include <stdexcept>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace trawl::cli;

namespace {

/// "number:line" of each match, its context in brackets.
std::string found(const std::string& pattern, const std::string& text, std::size_t context = 0) {
  std::string all;
  for (const MatchingLine& line : RegexpSearch(pattern, context).in(text)) {
    for (const std::string& one : line.before) all += '[' + one + ']';
    all += fmt::format("{}:{};", line.number, line.text);
    for (const std::string& one : line.after) all += '[' + one + ']';
  }
  return all;
}

}  // namespace

TEST_CASE("a pattern is looked for in each line") {
  CHECK(found("b", "abc\nx\nb\r\n") == "1:abc;3:b;");
  CHECK(found("^b$", "abc\nb") == "2:b;");
  CHECK(found("(?i)B|ü", "x\nÜ\nü\nb") == "2:Ü;3:ü;4:b;");
  CHECK(found("a.b", "a\nb") == "");
  CHECK(found("x", "") == "");
  CHECK(found("", "a\n\nb") == "1:a;2:;3:b;");
}

TEST_CASE("lines around a match are shown once") {
  CHECK(found("x", "1\n2\nx\n4\n5", 1) == "[2]3:x;[4]");
  CHECK(found("x", "x\nx\n3\nx", 2) == "1:x;2:x;[3]4:x;");
  CHECK(found("x", "1\nx\n3\n4\nx\n6", 1) == "[1]2:x;[3][4]5:x;[6]");
}

TEST_CASE("a long line is cut around the match, between characters") {
  std::string line;
  for (int i = 0; i < 1000; ++i) line += "é";
  const std::string text = found("needle", line + "needle" + line);
  CHECK(text.size() < 230);
  CHECK(text.starts_with("1:…é"));
  CHECK(text.ends_with("é…;"));
  CHECK(text.find("éneedleé") != std::string::npos);
}

TEST_CASE("what is no pattern is refused, and one that backtracks elsewhere is fast") {
  CHECK_THROWS_AS(RegexpSearch("(", 0), std::invalid_argument);
  CHECK(found("(a+)+$", std::string(100'000, 'a') + "b") == "");
}
