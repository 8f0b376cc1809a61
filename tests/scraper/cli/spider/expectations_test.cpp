#include "scraper/cli/spider/expectations.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using extract::Item;

namespace {

using Lines = std::vector<std::string>;

constexpr const char* kRules = R"(
pages:
  items:
    table: t
    fields:
      name: b
      price: {css: b, type: number}
      stock: {css: b, type: bool}
      tags: {css: b, many: true}
)";

Item row(std::string name, extract::Value price, extract::Value stock, std::string tags) {
  Item item;
  item.values = {std::move(name), std::move(price), std::move(stock), std::move(tags)};
  return item;
}

/// What a test says of two rows.
Lines lines(const std::string& expected) {
  const auto file = cli::parse_spider_file(
      kRules + std::string("tests: {url: a.org, file: x, expect: {t: ") + expected + "}}\n", "f");
  const std::vector<Item> items{row("Lamp", 12.5, std::int64_t{1}, R"(["a","1"])"),
                                row("012", extract::Value(), std::int64_t{0}, R"([{"b":2.0}])")};
  return cli::differences(file.tests.at(0), file.spider, items);
}

}  // namespace

TEST_CASE("rows are what a test expects, by the types of their fields") {
  for (const char* same : {"2", "[{name: Lamp}, {name: 012}]", "[{price: 12.50}, {price: null}]",
                           "[{stock: yes}, {stock: false}]", "[{stock: 1}, {}]",
                           "[{tags: [a, 1]}, {tags: [{b: 2}]}]", "[{tags: '[\"a\",\"1\"]'}, {}]"}) {
    CAPTURE(same);
    CHECK(lines(same) == Lines());
  }
}

TEST_CASE("what differs is named by row and field, expected before found") {
  CHECK(
      lines("[{name: Lampe, price: 12.5}, {price: 3}]") ==
      Lines{"t row 1:", "  - name: Lampe", "  + name: Lamp", "t row 2:", "  - price: 3", "  + price: null"});
  CHECK(lines("[{tags: [a]}, {stock: true}]") == Lines{"t row 1:", "  - tags: [\"a\"]",
                                                       "  + tags: [\"a\",\"1\"]",
                                                       "t row 2:", "  - stock: true", "  + stock: false"});
  CHECK(lines("[{name: ''}, {name: 12}]").size() == 6);
}

TEST_CASE("rows too many and too few are shown whole") {
  CHECK(lines("3") == Lines{"t: 3 rows expected, 2 found"});
  CHECK(lines("[{name: Lamp}, {name: 012}, {name: x}]") ==
        Lines{"t: 3 rows expected, 2 found", "- t row 3: {\"name\":\"x\"}"});
  CHECK(lines("[{name: Lamp}, {name: 012}, {price: null}]").back() == "- t row 3: {\"price\":null}");
  CHECK(lines("[{price: null}, {name: 012}]") == Lines{"t row 1:", "  - price: null", "  + price: 12.5"});
  CHECK(lines("[{name: Lamp}]") ==
        Lines{"t: 1 row expected, 2 found",
              R"(+ t row 2: {"name":"012","price":null,"stock":false,"tags":[{"b":2.0}]})"});
}
