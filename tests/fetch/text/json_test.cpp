#include "fetch/text/json.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("strings are escaped as RFC 8259 demands, and so are the controls of terminals") {
  const std::pair<std::string, const char*> cases[] = {
      {"", R"("")"},
      {"plain é 日本", R"("plain é 日本")"},
      {"\"\\/", R"("\"\\/")"},
      {"\n\t\r", R"("\n\t\u000d")"},
      {std::string("\0\x1b\x7f", 3), R"("\u0000\u001b\u007f")"},
      {"\u009b", R"("\u009b")"},
      {"a\xff\xe2\x82z", "\"a\uFFFD\uFFFDz\""},
  };
  for (const auto& [text, expected] : cases) {
    std::string out;
    text::append_json_string(out, text);
    CHECK(out == expected);
  }
}
