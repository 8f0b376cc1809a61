#include "fetch/text/rare_text.hpp"

#include <doctest/doctest.h>

using trawl::text::RareText;

TEST_CASE("a rare text is the text that it was given, and copies are their own") {
  RareText text("some text that is too long for the string itself");
  RareText copy = text;
  text = std::string("other");
  CHECK(copy == "some text that is too long for the string itself");
  CHECK(text == "other");
  RareText moved = std::move(copy);
  CHECK(std::string_view(moved).size() == 48);
  moved = text;
  CHECK(moved == "other");
}

TEST_CASE("an empty rare text takes the room of a pointer") {
  RareText text("x");
  text = "";
  CHECK(text.empty());
  CHECK(text == "");
  CHECK(sizeof text == sizeof(void*));
}
