#include "scraper/cli/spider/url_range.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

using cli::expand_ranges;

namespace {

using Texts = std::vector<std::string>;

std::string complaint(const std::string& pattern, std::size_t most = 1'000) {
  try {
    expand_ranges(pattern, most);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a range counts, up and down, by steps, and keeps leading zeros") {
  CHECK(expand_ranges("p{1..3}", 9) == Texts{"p1", "p2", "p3"});
  CHECK(expand_ranges("{3..1}x", 9) == Texts{"3x", "2x", "1x"});
  CHECK(expand_ranges("{1..8..3}", 9) == Texts{"1", "4", "7"});
  CHECK(expand_ranges("{8..1..-3}", 9) == Texts{"8", "5", "2"});
  CHECK(expand_ranges("{08..10}", 9) == Texts{"08", "09", "10"});
  CHECK(expand_ranges("{1..03}", 9) == Texts{"01", "02", "03"});
  CHECK(expand_ranges("{-1..1}", 9) == Texts{"-1", "0", "1"});
  CHECK(expand_ranges("{7..7}", 9) == Texts{"7"});
  CHECK(expand_ranges("{a..e..2}", 9) == Texts{"a", "c", "e"});
}

TEST_CASE("choices are what stands between commas, also nothing") {
  CHECK(expand_ranges("{a,b c,}.html", 9) == Texts{"a.html", "b c.html", ".html"});
}

TEST_CASE("several ranges give all combinations, and the last one changes fastest") {
  CHECK(expand_ranges("{a,b}-{1..2}", 9) == Texts{"a-1", "a-2", "b-1", "b-2"});
}

TEST_CASE("what is no range is refused with what to write") {
  CHECK(complaint("http://a.org/") == "it has no range such as {1..50}; a single URL needs no 'range'");
  for (const char* pattern :
       {"{x}", "{}", "{1..}", "{1..x}", "{1..9..0}", "{a..10}", "{1..2..3..4}", "{{1..2}"}) {
    CAPTURE(pattern);
    CHECK(complaint(pattern).find("is no range; write {1..50}, {1..50..5} or {a,b}") != std::string::npos);
  }
  CHECK(complaint("{1..2") == "a '}' is missing");
}

TEST_CASE("the number of URLs is bounded before they are made") {
  CHECK(expand_ranges("{1..1000}", 1'000).size() == 1'000);
  CHECK(complaint("{1..1001}") == "it has more than 1000 URLs");
  CHECK(complaint("{1..100}{1..11}") == "it has more than 1000 URLs");
  CHECK(complaint("{0..999999999999}") == "it has more than 1000 URLs");
  CHECK(complaint("{1..9999999999999999999999}").find("is no range") != std::string::npos);
  CHECK(complaint(std::string(1 << 20, 'x') + "{1..1000}") == "its URLs have more than 128 MiB");
}
