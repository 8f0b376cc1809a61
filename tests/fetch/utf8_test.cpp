#include "fetch/utf8.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using fetch::well_formed_utf8;

TEST_CASE("well-formed text of one to four bytes a character comes back unchanged") {
  const std::string text = "a\x7f\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff";
  CHECK(well_formed_utf8(text) == text);
  CHECK(well_formed_utf8(std::string_view("\0", 1)) == std::string_view("\0", 1));
}

TEST_CASE("each maximal malformed part becomes one U+FFFD (Unicode 3.9, table 3-8 and its like)") {
  const std::pair<const char*, const char*> cases[] = {
      {"\x80", "\ufffd"},                                // a lone continuation
      {"\xc0\xaf", "\ufffd\ufffd"},                      // overlong "/"
      {"\xe0\x80\xaf", "\ufffd\ufffd\ufffd"},            // overlong, three bytes
      {"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},            // a surrogate
      {"\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"},  // beyond U+10FFFF
      {"\xf5", "\ufffd"},
      {"\xe2\x82z", "\ufffdz"},    // cut short
      {"\xf0\x9f\x98", "\ufffd"},  // cut at the end
      {"\xe2\xe2\x82\xac", "\ufffd\u20ac"},
      {"a\xf1\x80\x80\xe1\x80\xc2"
       "b\x80",
       "a\ufffd\ufffd\ufffdb\ufffd"},
  };
  for (const auto& [bytes, text] : cases) CHECK(well_formed_utf8(bytes) == text);
}
