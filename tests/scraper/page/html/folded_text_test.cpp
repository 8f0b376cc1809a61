#include "scraper/page/html/folded_text.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using page::FoldedText;
using page::TextKind;

TEST_CASE("every run of blanks is one space, and none stands at the ends") {
  CHECK(page::folded(" \t a \r\n b\fc  ") == "a b c");
  CHECK(page::folded("") == "");
  CHECK(page::folded(" \n ") == "");
  CHECK(page::folded("a long line of text  with two spaces, and\none line end in it") ==
        "a long line of text with two spaces, and one line end in it");
  CHECK(page::folded("no-break\u00A0space") == "no-break\u00A0space");
}

TEST_CASE("blanks fold at every place of a word of eight bytes") {
  for (std::size_t size = 1; size < 20; ++size) {
    const std::string word(size, 'x');
    CHECK(page::folded(word + " y") == word + " y");
    CHECK(page::folded(word + "  y") == word + " y");
    CHECK(page::folded(word + " \n") == word);
    CHECK(page::folded(word + "\ty z") == word + " y z");
  }
}

TEST_CASE("blanks fold over the pieces, and lines win over words") {
  FoldedText text;
  text.append("a ", TextKind::body);
  text.append(" b", TextKind::body);
  text.break_word();
  text.break_line();
  text.break_word();
  text.append(" c", TextKind::body);
  text.append("d", TextKind::body);
  text.break_line();
  CHECK(text.text() == "a b\ncd");
  CHECK(text.words() == 3);
}

TEST_CASE("references are decoded in text, and decoded blanks fold too") {
  FoldedText text;
  text.append("a&amp;b &#32;&#10; c&nope;", TextKind::body);
  text.append(" d&amp;", TextKind::literal);
  CHECK(text.text() == "a&b c&nope; d&amp;");
  CHECK(text.words() == 3);
}

TEST_CASE("words are counted in long runs as in short ones") {
  FoldedText text;
  for (int i = 0; i < 100; ++i) text.append("one three fivefive aneightbyteword\n", TextKind::body);
  CHECK(text.words() == 400);
}

TEST_CASE("a clipped line has at most so many characters, lines joined") {
  CHECK(page::clipped_line("ab\ncd ef", 2, 100) == "cd ef");
  CHECK(page::clipped_line("a\nb", 0, 100) == "a b");
  CHECK(page::clipped_line("\u00E4\u00F6\u00FC", 0, 2) == "\u00E4\u00F6");
  CHECK(page::clipped_line("abc def", 0, 4) == "abc");
  CHECK(page::clipped_line("abc", 5, 4) == "");
}
