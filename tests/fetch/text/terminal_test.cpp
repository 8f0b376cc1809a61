#include "fetch/text/terminal.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("characters that command a terminal or mislead the reader are made visible") {
  CHECK(text::printable("plain é 日本") == "plain é 日本");
  CHECK(text::printable("\x1b]0;x\x07") == "\\x1b]0;x\\x07");
  CHECK(text::printable("a\tb\r\n") == "a\\tb\\x0d\\n");
  CHECK(text::printable("\u009b2J") == "\\x9b2J");
  CHECK(text::printable("exe\u202Egpj") == "exe\\u202egpj");
  CHECK(text::printable("a\xffz") == "a\xEF\xBF\xBDz");
}

TEST_CASE("a wide character takes two columns and a combining one none") {
  CHECK(text::display_width("ab") == 2);
  CHECK(text::display_width("日本") == 4);
  CHECK(text::display_width("e\u0301") == 1);
}

TEST_CASE("a cut never splits a character, and the text shows that it was cut") {
  CHECK(text::cut_to_width("abcdef", 6) == "abcdef");
  CHECK(text::cut_to_width("abcdef", 4) == "abc…");
  CHECK(text::cut_to_width("日本語", 5) == "日本…");
  CHECK(text::cut_to_width("日本語", 4) == "日…");
  CHECK(text::cut_to_width("abc", 0) == "");
}

TEST_CASE("a cut in the middle keeps both ends, and never splits a character") {
  CHECK(text::cut_in_middle("abcdef", 6) == "abcdef");
  CHECK(text::cut_in_middle("abcdef", 5) == "ab…ef");
  CHECK(text::cut_in_middle("abcdef", 4) == "ab…f");
  CHECK(text::cut_in_middle("日本語x", 6) == "日…x");
  CHECK(text::cut_in_middle("abcdef", 1) == "…");
  CHECK(text::cut_in_middle("abc", 0) == "");
}

TEST_CASE("JSON for a terminal is the same JSON") {
  CHECK(text::printable_json("{\"a\":\"\u009b日\u202e\x7f\"}") == R"({"a":"\u009b日\u202e\u007f"})");
}
