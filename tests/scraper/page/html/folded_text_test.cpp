#include "scraper/page/html/folded_text.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using page::FoldedText;
using page::TextKind;

TEST_CASE("each run of whitespace becomes one space, except at the ends") {
  CHECK(page::folded(" \t a \r\n b\fc  ") == "a b c");
  CHECK(page::folded("") == "");
  CHECK(page::folded(" \n ") == "");
  CHECK(page::folded("a long line of text  with two spaces, and\none line end in it") ==
        "a long line of text with two spaces, and one line end in it");
  CHECK(page::folded("no-break\u00A0space") == "no-break\u00A0space");
}

TEST_CASE("whitespace folds after words of any length") {
  for (std::size_t size = 1; size < 20; ++size) {
    const std::string word(size, 'x');
    CHECK(page::folded(word + " y") == word + " y");
    CHECK(page::folded(word + "  y") == word + " y");
    CHECK(page::folded(word + " \n") == word);
    CHECK(page::folded(word + "\ty z") == word + " y z");
  }
}

TEST_CASE("whitespace folds across pieces, and a line end wins over a space") {
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

TEST_CASE("references are decoded in text, and decoded whitespace folds too") {
  FoldedText text;
  text.append("a&amp;b &#32;&#10; c&nope;", TextKind::body);
  text.append(" d&amp;", TextKind::literal);
  CHECK(text.text() == "a&b c&nope; d&amp;");
  CHECK(text.words() == 3);
}

TEST_CASE("words are counted in long texts") {
  FoldedText text;
  for (int i = 0; i < 100; ++i) text.append("one three fivefive aneightbyteword\n", TextKind::body);
  CHECK(text.words() == 400);
}

TEST_CASE("a clipped line has at most the given number of characters, and no line ends") {
  CHECK(page::clipped_line("ab\ncd ef", 2, 100) == "cd ef");
  CHECK(page::clipped_line("a\nb", 0, 100) == "a b");
  CHECK(page::clipped_line("\u00E4\u00F6\u00FC", 0, 2) == "\u00E4\u00F6");
  CHECK(page::clipped_line("abc def", 0, 4) == "abc");
  CHECK(page::clipped_line("abc", 5, 4) == "");
}
