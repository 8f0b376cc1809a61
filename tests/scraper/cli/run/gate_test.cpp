#include "scraper/cli/run/gate.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;
using cli::failed_gates, cli::misfit, cli::parse_gate;

namespace {

storage::FieldReport field(const std::string& table, const std::string& name, std::int64_t rows,
                           std::int64_t matched, std::int64_t nulls, std::int64_t bad_type) {
  storage::FieldReport report;
  report.table = table;
  report.field = name;
  report.now.rows = rows;
  report.now.matched = matched;
  report.now.nulls = nulls;
  report.now.bad_type = bad_type;
  return report;
}

storage::ItemReport report() {
  storage::ItemReport report;
  report.tables.emplace_back().table = "products";
  report.tables[0].rows = 40;
  report.tables[0].added = 2;
  report.fields = {field("products", "price", 40, 38, 4, 2), field("my shop", "a.b c", 10, 10, 0, 0),
                   field("reviews", "price", 0, 0, 0, 0)};
  return report;
}

bool fails(const std::string& gate) {
  return !failed_gates({gate}, report()).empty();
}

std::string refusal(const std::string& gate) {
  try {
    parse_gate(gate);
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    return message.substr(0, message.find("; such as"));
  }
  return "";
}

}  // namespace

TEST_CASE("a gate compares a count, or a percentage of the rows") {
  CHECK(fails("field products.price null > 5%"));
  CHECK(fails("field products.price null>=10%"));
  CHECK_FALSE(fails("field products.price null > 10%"));
  CHECK(fails("  field products.price null = 4 "));
  CHECK_FALSE(fails("field products.price null != 4"));
  CHECK(fails("field PRODUCTS.Price bad_type == 2"));
  CHECK(fails("field products.price matched < 95.1%"));
  CHECK_FALSE(fails("field products.price rows < 40"));
  CHECK(fails("table products rows < 50"));
  CHECK(fails("table products new <= 2"));
  CHECK_FALSE(fails("table products changed > 0"));
  CHECK(fails(R"(field "my shop"."a.b c" matched > 0)"));
}

TEST_CASE("where no row was found all is NULL, and what does not come at all fails") {
  CHECK(failed_gates({"field price null > 20%"}, report()) ==
        std::vector<std::string>{"field price null > 20%: reviews.price has no row"});
  CHECK(fails("field reviews.price matched < 1%"));
  CHECK(failed_gates({"table none rows > 5"}, report()) ==
        std::vector<std::string>{"table none rows > 5: there are no such rows"});
}

TEST_CASE("a gate that holds says what it has met") {
  CHECK(failed_gates(
            {"field products.price null > 5%", "table products rows > 1000", "table products rows > 1"},
            report()) ==
        std::vector<std::string>{"field products.price null > 5%: products.price has 4 of 40 rows, 10.0%",
                                 "table products rows > 1: products has 40"});
}

TEST_CASE("a gate that is none is refused with the reason") {
  CHECK(refusal("") == "'' is no condition: it names nothing to count");
  CHECK(refusal("price null > 5") ==
        "'price null > 5' is no condition: 'price' needs 'field' or 'table' before it");
  CHECK(refusal("status > 5") == "'status > 5' is no condition: '' is no status; write 404, 4xx or 400-499");
  CHECK(refusal("status 40x > 5").ends_with("'40x' is no status; write 404, 4xx or 400-499"));
  CHECK(refusal("status 500-400 > 5").ends_with("'500-400' is no status; write 404, 4xx or 400-499"));
  CHECK(refusal("pages > 5%").ends_with("there is nothing that this would be a percentage of"));
  CHECK(refusal("broken_links").ends_with("it compares with one of > >= < <= = !="));
  CHECK(refusal("new").ends_with("'new' of what? of pages, say"));
  CHECK(refusal("changed titel > 0").ends_with("(did you mean 'title'?)"));
  CHECK(refusal("gone title > 0").ends_with("only pages and items can be gone"));
  CHECK(refusal("field") == "'field' is no condition: it names no field");
  CHECK(refusal("field price nul > 5") ==
        "'field price nul > 5' is no condition: 'nul' is none of null, bad_type, matched, rows (did you mean "
        "'null'?)");
  CHECK(refusal("field price null 5") ==
        "'field price null 5' is no condition: it compares with one of > >= < <= = !=");
  CHECK(refusal("field price null > -5").ends_with("it ends with a number, or a percentage"));
  CHECK(refusal("field price null > x").ends_with("it ends with a number, or a percentage"));
  CHECK(refusal("field price null > 5% x").ends_with("something stands behind its number"));
  CHECK(refusal("field \"price null > 5").ends_with("a quote is not closed"));
  CHECK(refusal("table t rows > 5%").ends_with("there is nothing that this would be a percentage of"));
}

TEST_CASE("a gate may be about the crawl, a view of the file, or what has changed") {
  using About = cli::Gate::About;
  const auto statuses = [](const std::string& text) {
    const cli::Gate gate = parse_gate("status " + text + " > 0");
    CHECK(gate.about == About::status);
    return std::pair(gate.low, gate.high);
  };
  CHECK(statuses("404") == std::pair(404, 404));
  CHECK(statuses("5xx") == std::pair(500, 599));
  CHECK(statuses("400-403") == std::pair(400, 403));
  CHECK(parse_gate("pages<100").about == About::number);
  CHECK(parse_gate("errors > 5%").is_percentage);
  CHECK(parse_gate("error timeout > 3").what == "timeout");
  CHECK(parse_gate("error > 3").what == "");
  CHECK(parse_gate("rows > 0").about == About::rows);
  CHECK(parse_gate("broken_links > 0").about == About::view);
  CHECK(parse_gate("\"my view\" > 0").what == "my view");
  CHECK(parse_gate("new broken_links > 0").is_new);
  CHECK(parse_gate("new pages > 0").about == About::difference);
  CHECK(parse_gate("changed title > 5%").change == "changed");
  CHECK(misfit(parse_gate("broken_link > 0"), std::vector<std::string>{"broken_links"}) ==
        "--fail-on 'broken_link > 0': there is no view 'broken_link' (did you mean 'broken_links'?)");
  CHECK(misfit(parse_gate("broken_links > 0"), std::vector<std::string>{"broken_links"}) == "");
}

TEST_CASE("a gate on what the spider file does not have is told at once") {
  storage::ItemTable table;
  table.name = "products";
  table.columns.emplace_back("price", storage::ItemType::real);
  CHECK(misfit(parse_gate("field price null > 5%"), {table}) == "");
  CHECK(misfit(parse_gate("table Products rows > 5"), {table}) == "");
  CHECK(misfit(parse_gate("field prise null > 5%"), {table}) ==
        "--fail-on 'field prise null > 5%': the spider file has no field 'prise' (did you mean 'price'?)");
  CHECK(misfit(parse_gate("field other.price null > 5%"), {table}) ==
        "--fail-on 'field other.price null > 5%': the spider file has no field 'price'");
  CHECK(misfit(parse_gate("table product rows > 5"), {table}) ==
        "--fail-on 'table product rows > 5': the spider file has no table 'product' (did you mean "
        "'products'?)");
}
