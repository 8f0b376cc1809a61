#include "scraper/extract/filters/filter.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "scraper/extract/tree/tree.hpp"

using namespace trawl;

using Texts = std::vector<std::string>;

namespace {

extract::Filter filter(std::string name, Texts arguments = {}) {
  extract::Filter made;
  made.name = std::move(name);
  made.arguments = std::move(arguments);
  return made;
}

const fetch::Url kBase = *fetch::Url::parse("https://shop.example/a/b");

Texts filtered(const std::vector<extract::Filter>& filters, Texts texts) {
  extract::FilterPlace place;
  place.base = &kBase;
  return extract::Filters(filters).apply(std::move(texts), place);
}
Texts filtered(const extract::Filter& one, Texts texts) {
  return filtered(std::vector{one}, std::move(texts));
}

std::string complaint(const extract::Filter& wrong) {
  try {
    extract::check_filter(wrong);
  } catch (const extract::FilterError& error) {
    return error.what();
  }
  return "";
}

/// Remembers what it was asked, and answers with the input between brackets.
struct FakeRunner : extract::CommandRunner {
  extract::CommandEnd run(const Texts& command, std::string_view input) override {
    asked.push_back(command);
    extract::CommandEnd end;
    end.output = "[" + std::string(input) + "]\n\n";
    end.failure = input == "bad" ? "exit code 1" : "";
    return end;
  }
  std::vector<Texts> asked;
};

}  // namespace

TEST_CASE("filters change the characters of each text") {
  CHECK(filtered(filter("trim"), {" a b\n", "\u00A0c\u200B", ""}) == Texts{"a b", "c", ""});
  CHECK(filtered(filter("trim", {"€ ."}), {"€ 12.5 .", "..."}) == Texts{"12.5", ""});
  CHECK(filtered(filter("trim", {"é"}), {"éxé", "è"}) == Texts{"x", "è"});
  CHECK(filtered(filter("fold"), {" a \n\t b\u00A0\u2003c ", "  "}) == Texts{"a b c", ""});
  CHECK(filtered(filter("lower"), {"ÄÖ Straße ΣΑΣ"}) == Texts{"äö straße σας"});
  CHECK(filtered(filter("upper"), {"äö straße"}) == Texts{"ÄÖ STRASSE"});
  CHECK(filtered(filter("replace", {"€", "EUR"}), {"€1 €2"}) == Texts{"EUR1 EUR2"});
  CHECK(filtered(filter("replace", {","}), {"1,234,567"}) == Texts{"1234567"});
  CHECK(filtered(filter("replace", {"aa", "a"}), {"aaaa"}) == Texts{"aa"});
  CHECK(filtered(filter("prefix", {"SKU-"}), {"1", "2"}) == Texts{"SKU-1", "SKU-2"});
  CHECK(filtered(filter("suffix", {"%"}), {"1"}) == Texts{"1%"});
}

TEST_CASE("patterns are RE2: the first group of the first match, or all of it") {
  CHECK(filtered(filter("regex", {"[0-9]+"}), {"a12b34", "none"}) == Texts{"12"});
  CHECK(filtered(filter("regex", {"id=([0-9]+)"}), {"x?id=12&id=34"}) == Texts{"12"});
  CHECK(filtered(filter("regex", {"(a)|b"}), {"b"}).empty());
  CHECK(filtered(filter("regex", {"(?i)ÄB"}), {"xäb"}) == Texts{"äb"});
  CHECK(filtered(filter("sub", {"([0-9]+)-([0-9]+)", "\\2/\\1"}), {"1-2 and 3-4"}) == Texts{"2/1 and 4/3"});
  CHECK(filtered(filter("sub", {"\\s+"}), {"a b  c"}) == Texts{"abc"});
}

TEST_CASE("filters change the list of texts") {
  CHECK(filtered(filter("split", {","}), {"a,b,,c", "d"}) == Texts{"a", "b", "", "c", "d"});
  CHECK(filtered(filter("split"), {" a  b\nc "}) == Texts{"a", "b", "c"});
  CHECK(filtered(filter("join", {", "}), {"a", "b", "c"}) == Texts{"a, b, c"});
  CHECK(filtered(filter("join"), {"a", "b"}) == Texts{"a b"});
  CHECK(filtered(filter("join"), {}).empty());
  CHECK(filtered(filter("first"), {"a", "b"}) == Texts{"a"});
  CHECK(filtered(filter("last"), {"a", "b"}) == Texts{"b"});
  CHECK(filtered(filter("last"), {}).empty());
  const Texts all{"a", "b", "c", "d"};
  CHECK(filtered(filter("slice", {"1"}), all) == Texts{"b", "c", "d"});
  CHECK(filtered(filter("slice", {"1", "3"}), all) == Texts{"b", "c"});
  CHECK(filtered(filter("slice", {"-2"}), all) == Texts{"c", "d"});
  CHECK(filtered(filter("slice", {"0", "-1"}), all) == Texts{"a", "b", "c"});
  CHECK(filtered(filter("slice", {"3", "1"}), all).empty());
  CHECK(filtered(filter("slice", {"-99", "99"}), all) == all);
}

TEST_CASE("filters are applied one after the other") {
  CHECK(filtered({filter("split", {"|"}), filter("trim"), filter("last"), filter("replace", {" €"})},
                 {"1 € | 2 € "}) == Texts{"2"});
}

TEST_CASE("filters know formats") {
  CHECK(filtered(filter("absolute"), {"x?y", "//o.example/", "mailto:a@b.example", "http://"}) ==
        Texts{"https://shop.example/a/x?y", "https://o.example/", "mailto:a@b.example", "http://"});
  CHECK(filtered(filter("strip_tags"), {"<p>a &amp; <b>b</b></p><script>x</script>c<br>d", "1 < 2"}) ==
        Texts{"a & b\nc\nd", "1 < 2"});
  CHECK(filtered(filter("unescape"), {"a &amp;&lt; &eacute;", "&amp;amp;"}) == Texts{"a &< é", "&amp;"});
  CHECK(filtered(filter("json", {"$.a[*].b"}),
                 {R"({"a": [{"b": "x"}, {"b": 1.50}, {"b": null}, {"b": [1]}]})", "no JSON"}) ==
        Texts{"x", "1.50", "[1]"});
  CHECK(filtered(filter("markdown"), {"<h2>A</h2><p>b <a href=c>d</a>"}) ==
        Texts{"## A\n\nb [d](https://shop.example/a/c)\n"});
}

TEST_CASE("a chain that begins with a filter for markup wants markup") {
  CHECK(extract::Filters({filter("markdown"), filter("trim")}).wants_markup());
  CHECK(extract::Filters({filter("strip_tags")}).wants_markup());
  CHECK_FALSE(extract::Filters({filter("trim"), filter("markdown")}).wants_markup());
  CHECK_FALSE(extract::Filters({}).wants_markup());
  CHECK(extract::Filters({}).empty());
}

TEST_CASE("a command gets each text and gives another, without the line ends at its end") {
  FakeRunner runner;
  std::vector<extract::ExtractNote> notes;
  extract::FilterPlace place;
  place.commands = &runner;
  place.notes = &notes;
  const extract::Filters filters({filter("cmd", {"./f", "--x"})});
  CHECK(filters.apply({"a", "bad", "b", "bad"}, place) == Texts{"[a]", "[b]"});
  CHECK(runner.asked == std::vector<Texts>(4, {"./f", "--x"}));
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].kind == "command failed");
  CHECK(notes[0].text == "./f --x: exit code 1");

  place.commands = nullptr;
  CHECK(filters.apply({"a"}, place).empty());
  CHECK(notes.at(1).text == "./f --x: it may not run without --allow-commands");
}

TEST_CASE("the Markdown of a very large text ends early, which is noted") {
  std::vector<extract::ExtractNote> notes;
  extract::FilterPlace place;
  place.base = &kBase;
  place.notes = &notes;
  std::string large;
  for (int i = 0; i < 400'000; ++i) large += "<p>x";
  CHECK(extract::Filters({filter("markdown")}).apply({large, large}, place).size() == 2);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].kind == "extract limit");
  CHECK(
      notes[0].text ==
      "the filter markdown: the document needs a tree of more than 2000000 nodes or 32 MiB; its rest was not "
      "read");
}

TEST_CASE("a filter that cannot be used says why") {
  CHECK(complaint(filter("trm")) == "there is no filter \"trm\"");
  CHECK(complaint(filter("lower", {"x"})) == "the filter \"lower\" takes no argument");
  CHECK(complaint(filter("regex")) == "the filter \"regex\" takes one argument: regex PATTERN");
  CHECK(complaint(filter("replace")) == "the filter \"replace\" takes other arguments: replace FROM [TO]");
  CHECK(complaint(filter("replace", {"", "x"})) == "the filter \"replace\" needs a text to replace");
  CHECK(complaint(filter("regex", {"(a"})) ==
        "the pattern of the filter \"regex\" cannot be read: missing ): (a");
  CHECK(complaint(filter("sub", {"a", "\\1"}))
            .starts_with("the replacement of the filter \"sub\" cannot be read: "));
  CHECK(complaint(filter("slice", {"x"})) == "the filter \"slice\" takes whole numbers, not \"x\"");
  CHECK(
      complaint(filter("json", {"$["})).starts_with("the JSONPath of the filter \"json\" cannot be read: "));
  CHECK(complaint(filter("cmd")) == "the filter \"cmd\" takes other arguments: cmd PROGRAM [ARG…]");
  CHECK(complaint(filter("cmd", {""})) == "the filter \"cmd\" needs the name of a program");
  CHECK(complaint(filter("cmd", {"./f", "a", "b", "c"})) == "");
}

TEST_CASE("every filter that the help shows can be made") {
  for (const extract::FilterKind& kind : extract::filter_kinds()) {
    CAPTURE(std::string(kind.name));
    const Texts arguments(kind.least, kind.name == "json" ? "$" : "1");
    CHECK(complaint(filter(std::string(kind.name), arguments)) == "");
  }
}

TEST_CASE("filters that blow a text up come to an end") {
  std::vector<extract::Filter> filters(40, filter("replace", {"a", "aaaaaaaa"}));
  CHECK(filtered(filters, {"a"}).empty());
  filters.assign(40, filter("sub", {"a", "aaaaaaaa"}));
  CHECK(filtered(filters, {"a"}).empty());
  filters.assign(40, filter("sub", {"", "a"}));
  try {
    const auto texts = filtered(filters, {"a"});
    CHECK(texts.size() <= 1);
  } catch (const extract::SelectorError& error) {  // it had no more time
    CHECK(std::string(error.what()).find("ms of CPU") != std::string::npos);
  }
}
