#include <cstdio>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "scraper/extract/extractor.hpp"
#include "tests/support/measured_process.hpp"
#include "tests/support/spider_rules.hpp"

using namespace trawl;
using namespace trawl::extract;

// Pages that are made to cost much, each in a process of its own: a page and its rules may take 2 s of CPU
// and 256 MiB.

namespace {

using support::css;
using support::FieldOf;
using support::json;
using support::selector;
using support::SpiderRules;

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  while (times-- > 0) text += piece;
  return text;
}

struct Hostile {
  std::string name;
  Selector select;  ///< empty: one row
  FieldOf field;
  std::size_t least_rows, most_rows;
  std::string said = "";  ///< part of the notes; "" if there is none
};

bool survives(const Hostile& hostile, const std::string& body, const std::string& type) {
  const fetch::Url url = fetch::Url::parse("http://a.test/").value();
  const PageInput input(url, body, type);
  const auto rules = SpiderRules().items("", "t", hostile.select, {hostile.field});
  const Extracted result = Extractor(rules.made()).extract(input);
  std::string notes;
  for (const ExtractNote& note : result.notes) notes += note.text + "\n";
  if (support::kIsSanitized && notes.find("ms of CPU") != std::string::npos) return true;
  const std::size_t rows = result.items.size();
  const bool is_said = hostile.said.empty() ? notes.empty() : notes.find(hostile.said) != std::string::npos;
  const bool is_right = is_said && rows >= hostile.least_rows && rows <= hostile.most_rows;
  if (!is_right) std::fprintf(stderr, "%s: %zu rows, %s\n", hostile.name.c_str(), rows, notes.c_str());
  return is_right;
}

void check(const std::vector<Hostile>& all, const std::string& body, const std::string& type = "text/html") {
  for (const Hostile& hostile : all) {
    CAPTURE(hostile.name);
    const support::Cost cost = support::cost_of([&] { return survives(hostile, body, type); });
    CHECK(cost.was_right);
    CAPTURE(cost.cpu_seconds);
    CAPTURE(cost.peak_mib);
    CHECK(cost.is_within(2, 256));
  }
}

// Sanitizers slow everything down, and the limits are met all the same.
constexpr std::size_t kMost = support::kIsSanitized ? 20'000 : 100'000;
const char* const kSteps = "steps; begin paths at the row";
const Selector kOneRow;

Selector xpath(std::string text) {
  return selector(Language::xpath, std::move(text));
}
Selector regex(std::string text) {
  return selector(Language::regex, std::move(text));
}

}  // namespace

TEST_CASE(
    "a hundred thousand rows end in time in each language, with all rows or with those before a stated "
    "limit") {
  const std::string page = R"(<meta name=d content=D><script type="application/ld+json">{"n":7}</script>)" +
                           repeated("<p class=r><b>x</b></p>", kMost);
  check({{"css", css("p.r"), FieldOf("x", css("b")), kMost, kMost},
         {"css that XPath reads", css("p.r"), FieldOf("x", css("b:not(.c)")), 10'000, kMost},
         {"places", css("p.r"), FieldOf("x", css("p:nth-last-child(1)")), 10'000, kMost},
         {"xpath", css("p.r"), FieldOf("x", xpath("b")), kMost, kMost},
         {"xpath over the page", css("p.r"), FieldOf("x", xpath("//p[last()]")), 10, 2'000, kSteps},
         {"a plain path over the page", css("p.r"), FieldOf("x", xpath("//p")), 1, 2'000, kSteps},
         {"those before", css("p.r"), FieldOf("x", xpath("count(preceding-sibling::p)")), 1'000, 20'000,
          kSteps},
         {"meta", css("p.r"), FieldOf("x", selector(Language::meta, "d")), kMost, kMost},
         {"jsonld", css("p.r"), FieldOf("x", selector(Language::json_ld, "$..n")), kMost, kMost},
         {"url", css("p.r"), FieldOf("x", selector(Language::url, "a.test")), kMost, kMost},
         {"regex", css("p.r"), FieldOf("x", regex("<b>(.)")), kMost, kMost},
         {"rows by regex", regex("<b>(.)"), FieldOf("x", regex(".")), kMost, kMost},
         {"the page for each match", regex("<b>(.)"), FieldOf("x", css("p.none")), 10, kMost, kSteps},
         {"siblings", css("p:has(~ p)"), FieldOf("x", css("b")), kMost - 1, kMost}},
        page);
}

TEST_CASE("a hundred thousand rows of JSON end in time") {
  const std::string list = "[" + repeated(R"({"a":[1,2,{"n":3}]},)", kMost - 1) + R"({"a":[]}])";
  check({{"members", json("$[*]"), FieldOf("x", json("$.a[0]")), kMost, kMost},
         {"all below", json("$[*]"), FieldOf("x", json("$..n")), kMost, kMost},
         {"pointer", json("$[*]"), FieldOf("x", json("/a/1")), kMost, kMost},
         {"no row", json("$[*]"), FieldOf("x", css("p")), kMost, kMost}},
        list, "application/json");
  const std::string deep =
      repeated(R"({"a":[1,2,3,4,5,6,7,8,)", 250) + repeated(R"(7,)", kMost) + "1" + repeated("]}", 250);
  check({{"lists in lists", json("$..a"), FieldOf("x", json("$..n")), 1, 250, ""}}, deep, "application/json");
}

TEST_CASE("patterns that read the rest of the page for each match end in time") {
  const std::string slow = "a(?:(?s:.)*b)?";
  check({{"regex", kOneRow, FieldOf("x", regex(slow)).is_list(), 1, 1, "ms of CPU"},
         {"sub", kOneRow, FieldOf("x", css("p")).filter("sub", {slow, ""}), 1, 1, "ms of CPU"},
         {"re:replace", kOneRow, FieldOf("x", xpath("re:replace(//p, '" + slow + "', 'g', '')")), 1, 1,
          "ms of CPU"},
         {"re:test", css("i"), FieldOf("x", xpath("re:test(//p, 'a.*a.*a.*b')")), 1, 9'999, "ms of CPU"}},
        "<p>" + std::string(1'000'000, 'a') + "</p>" + repeated("<i>i</i>", 10'000));
  check({{"many words", kOneRow, FieldOf("x", regex("\\w+")).is_list(), 1, 1, "more than 200000 matches"}},
        repeated("word ", 1'600'000));
}

TEST_CASE("a pattern that is slow at each byte of a large page is refused") {
  std::string text;
  for (std::uint32_t seed = 1; text.size() < (8 << 20); seed = seed * 1'664'525 + 1'013'904'223)
    text += (seed >> 30) % 2 == 0 ? 'a' : 'c';
  const std::string slow = "a[ac]{900}b", said = "the pattern takes too long on a text of 8388";
  check({{"regex", kOneRow, FieldOf("x", regex(slow)), 1, 1, said},
         {"filter", kOneRow, FieldOf("x", css("p")).filter("regex", {slow}), 1, 1, said},
         {"sub", kOneRow, FieldOf("x", css("p")).filter("sub", {slow, ""}), 1, 1, said},
         {"re:test", kOneRow, FieldOf("x", xpath("re:test(//p, '" + slow + "')")), 1, 1, said},
         {"one that is quick", kOneRow, FieldOf("x", regex("c(aaaaaaaaaaaaaaa[^<]*)b")), 1, 1}},
        "<p>" + text + "</p>");
}

TEST_CASE("the text of an element with many others in it counts what is walked") {
  const std::string nested = repeated("<div>", 500) + repeated("<i></i>", 500'000);
  check({{"a list", kOneRow, FieldOf("x", css("div")).is_list(), 1, 1, "steps"},
         {"rows", css("div"), FieldOf("x", xpath(".")), 1, 499, "steps"},
         {"markup", css("div"), FieldOf("x", regex("(none)")), 1, 499, "of a page may"},
         {"types", css("i"), FieldOf("x", css("i"), FieldType::date), 1, 100'000, "a page may have"}},
        nested);
  const std::string body = nested;
  const support::Cost cost = support::cost_of([&] {
    const fetch::Url url = fetch::Url::parse("http://a.test/").value();
    auto rules = SpiderRules().follow(css("div"));
    extract::FollowRule& next = rules.follow();
    next.selector = css("div");
    next.parameter = "page";
    const Extracted result = Extractor(rules.made()).extract(PageInput(url, body, "text/html"));
    return result.followed.empty() && !result.notes.empty();
  });
  CHECK(cost.was_right);
  CHECK(cost.is_within(2, 256));
}
