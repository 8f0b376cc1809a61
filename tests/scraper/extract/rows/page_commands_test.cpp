#include "scraper/extract/rows/page_commands.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "scraper/extract/extractor.hpp"
#include "tests/support/spider_rules.hpp"

using namespace trawl;
using namespace trawl::extract;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string>;

/// Says that "hang" did not end within 10 s, and that all others took a second.
struct SlowRunner : CommandRunner {
  CommandEnd run(const Words& command, std::string_view input) override {
    ++times;
    CommandEnd end;
    end.is_time_out = command[0] == "hang";
    end.time = end.is_time_out ? 10s : 1s;
    if (end.is_time_out) end.failure = "it did not end within 10 s";
    end.output = input;
    return end;
  }
  int times = 0;
};

/// Rows of one page, and what ran for them.
struct Page {
  Page() { input.commands = &runner; }

  Extracted by(const support::SpiderRules& rules) const { return Extractor(rules.made()).extract(input); }

  fetch::Url url = fetch::Url::parse("http://a.test/").value();
  std::string body = rows(100);
  SlowRunner runner;
  PageInput input{url, body, "text/html"};

  static std::string rows(int many) {
    std::string html;
    for (int i = 0; i < many; ++i) html += fmt::format("<p>{}", i);
    return html;
  }
};

support::SpiderRules rules_with(const std::string& program) {
  support::SpiderRules rules;
  rules.items("", "t", support::css("p"),
              {support::FieldOf("own", support::css("::text")),
               support::FieldOf("made", support::css("::text")).filter("cmd", {program})});
  return rules;
}

bool is_null(const Item& item, std::size_t field) {
  return std::holds_alternative<std::monostate>(item.values.at(field));
}

}  // namespace

TEST_CASE("a command that hangs is left after three time-outs on a page, whose other fields are read") {
  const Page page;
  const Extracted found = page.by(rules_with("hang"));
  CHECK(page.runner.times == 3);
  REQUIRE(found.items.size() == 100);
  for (const Item& item : found.items) {
    CHECK_FALSE(is_null(item, 0));
    CHECK(is_null(item, 1));
  }
  REQUIRE(found.notes.size() == 2);
  CHECK(found.notes[0].text == "hang: it did not end within 10 s");
  CHECK(found.notes[1].text ==
        "hang: it did not end in time 3 times, so the rest of the page is left without it");
}

TEST_CASE("the commands of a page may take half a minute together") {
  const Page page;
  const Extracted found = page.by(rules_with("slow"));
  CHECK(page.runner.times == 30);
  CHECK_FALSE(is_null(found.items.at(29), 1));
  CHECK(is_null(found.items.at(30), 1));
  REQUIRE(found.notes.size() == 1);
  CHECK(found.notes[0].text == "slow: the commands of a page may take 30 s, so the rest is left without it");
}

TEST_CASE("a pipe and the filters of its rows share the page's time") {
  support::SpiderRules rules;
  rules.items("", "t", Selector(),
              {support::FieldOf("made", support::json("$.text")).filter("cmd", {"hang"})});
  rules.spider().pages.back().pipe = {"slow"};
  rules.items("", "u", Selector(), {support::FieldOf("made", support::css("p")).filter("cmd", {"hang"})});
  rules.items("", "v", support::css("p"),
              {support::FieldOf("made", support::css("p")).filter("cmd", {"hang"})});
  const Page page;
  page.by(rules);
  CHECK(page.runner.times == 1 + 3);
}

TEST_CASE("each page has time of its own") {
  const Page page;
  const auto rules = rules_with("hang");
  page.by(rules);
  page.by(rules);
  CHECK(page.runner.times == 6);
}
