#include "fetch/text/terminal.hpp"

#include <doctest/doctest.h>

using namespace trawl::storage;

TEST_CASE("what commands a terminal or misleads its reader is made visible") {
  CHECK(printable("plain é 日本") == "plain é 日本");
  CHECK(printable("\x1b]0;x\x07") == "\\x1b]0;x\\x07");
  CHECK(printable("a\tb\r\n") == "a\\tb\\x0d\\n");
  CHECK(printable("\u009b2J") == "\\x9b2J");
  CHECK(printable("exe\u202Egpj") == "exe\\u202egpj");
  CHECK(printable("a\xffz") == "a\xEF\xBF\xBDz");
}

TEST_CASE("width counts wide characters double and combining ones not at all") {
  CHECK(display_width("ab") == 2);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("e\u0301") == 1);
}

TEST_CASE("a cut never splits a character and says that it cut") {
  CHECK(cut_to_width("abcdef", 6) == "abcdef");
  CHECK(cut_to_width("abcdef", 4) == "abc…");
  CHECK(cut_to_width("日本語", 5) == "日本…");
  CHECK(cut_to_width("日本語", 4) == "日…");
  CHECK(cut_to_width("abc", 0) == "");
}
