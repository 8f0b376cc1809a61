#include "fetch/text/blanks.hpp"

#include <doctest/doctest.h>

#include "fetch/text/utf8.hpp"

using namespace trawl;

TEST_CASE("blanks of Unicode are cut off on both sides") {
  for (const char32_t blank : {U' ', U'\t', U'\u0085', U'\u00A0', U'\u00AD', U'\u1680', U'\u2003', U'\u200B',
                               U'\u200E', U'\u2028', U'\u202F', U'\u205F', U'\u2060', U'\u3000', U'\uFEFF'}) {
    CAPTURE(static_cast<unsigned>(blank));
    std::string around;
    text::append_utf8(around, blank);
    CHECK(text::trimmed_blanks(around + around + "a" + around + "b" + around) == "a" + around + "b");
    CHECK(text::trimmed_blanks(around) == "");
  }
}

TEST_CASE("what people see stays, and so does what is no UTF-8") {
  for (const std::string_view text :
       {"", "a", "\u00E0", "\u4E00", "\U0001F600", "\xA0", "\xC3\xA0", "a\xA0", "\x80\x80\x80\x80\x80"}) {
    CAPTURE(text);
    CHECK(text::trimmed_blanks(text) == text);
  }
}
