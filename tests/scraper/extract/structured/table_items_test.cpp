#include "scraper/extract/structured/table_items.hpp"

#include <ctime>

#include <doctest/doctest.h>

#include "tests/scraper/extract/structured/structured_items.hpp"

using namespace trawl;
using support::structured_lines;
using support::structured_of;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("a table is an item with its caption, its header and its rows") {
  CHECK(structured_lines("<table><caption>Prices \"now\"</caption><tr><th>Name<th>Price<tr><td>Rope<td>5\n€"
                         "<tr><td>Tar<td></table>") ==
        R"(table  {"caption":"Prices \"now\"","header":["Name","Price"],"rows":[["Rope","5 €"],["Tar",""]]})"
        "\n");
}

TEST_CASE("what is merged is repeated") {
  CHECK(structured_lines("<TABLE><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</TABLE>") ==
        R"(table  {"caption":"","header":[],"rows":[["a","b","b"],["a","c","d"]]})"
        "\n");
}

TEST_CASE("tables without text and tables for layout are left out, but not the tables in them") {
  CHECK(structured_lines("<table><tr><td> </table><table></table>") == "");
  CHECK(structured_lines("<table role=presentation><tr><td><table><tr><td>x</table></table>") ==
        "table  {\"caption\":\"\",\"header\":[],\"rows\":[[\"x\"]]}\n");
  const std::string nested = repeated("<table><tr><td>", 4) + "x" + repeated("</table>", 4);
  CHECK(structured_lines(nested + nested) ==
        repeated("table  {\"caption\":\"\",\"header\":[],\"rows\":[[\"x\"]]}\n", 6));
  CHECK(structured_lines("<template><table><td>x</table></template>") == "");
}

TEST_CASE("hostile tables end soon, with a note") {
  const std::clock_t begin = std::clock();
  for (const char* html :
       {"<table><tr><td rowspan=65534 colspan=1000></table>", "<table><tr><td colspan=1000>x</table>",
        "<table><tr><td>x</table>", "<table><tr><td>"}) {
    CAPTURE(html);
    const auto found = structured_of(repeated(html, 20'000) + "y");
    CHECK(found.items().size() <= 10'000);
    CHECK(!found.notes().empty());
  }
  CHECK(std::clock() - begin < 30 * CLOCKS_PER_SEC);
}
