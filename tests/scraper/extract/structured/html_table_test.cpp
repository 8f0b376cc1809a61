#include "scraper/extract/structured/html_table.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "scraper/extract/tree/tree.hpp"

using namespace trawl;

namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string line;
  for (std::size_t i = 0; i < texts.size(); ++i) line += (i == 0 ? "" : "|") + texts[i];
  return line;
}

/// "header # row / row", the cells of a row with "|" between them.
std::string grid(std::string_view table) {
  const extract::Tree tree = extract::Tree::from_html("<table>" + std::string(table) + "</table>");
  const extract::TableTexts texts = extract::HtmlTable(extract::find_tables(tree.root()).at(0)).texts();
  std::string lines = texts.header.empty() ? "" : joined(texts.header) + " #";
  for (std::size_t i = 0; i < texts.rows.size(); ++i)
    lines += (lines.empty() ? "" : i == 0 ? " " : " / ") + joined(texts.rows[i]);
  return lines;
}

struct Case {
  std::string_view table, wanted;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& one : cases) {
    CAPTURE(one.table);
    CHECK(grid(one.table) == one.wanted);
  }
}

}  // namespace

TEST_CASE("a cell that covers several columns is repeated in each of them") {
  check({
      {"<tr><td>a<td>b<tr><td>c<td>d", "a|b / c|d"},
      {"<tr><td colspan=2>a<tr><td>b<td>c", "a|a / b|c"},
      {"<tr><td>a<td colspan=2>b<tr><td>c<td>d<td>e", "a|b|b / c|d|e"},
      {"<tr><td colspan=3>a<tr><td>b<td colspan=2>c<tr><td>d<td>e<td>f", "a|a|a / b|c|c / d|e|f"},
      {"<tr><td colspan=2>a<td>b<td colspan=2>c<tr><td>1<td>2<td>3<td>4<td>5", "a|a|b|c|c / 1|2|3|4|5"},
  });
}

TEST_CASE("a cell that covers several rows is repeated in each of them") {
  check({
      {"<tr><td rowspan=2>a<td>b<tr><td>c", "a|b / a|c"},
      {"<tr><td>a<td rowspan=2>b<tr><td>c", "a|b / c|b"},
      {"<tr><td>a<td rowspan=2>b<td>c<tr><td>d<td>e", "a|b|c / d|b|e"},
      {"<tr><td rowspan=3>a<td>b<tr><td rowspan=2>c<tr><tr><td>d<td>e", "a|b / a|c / a|c / d|e"},
      {"<tr><td rowspan=2>a<td rowspan=2>b<tr><tr><td>c<td>d", "a|b / a|b / c|d"},
      {"<tr><td rowspan=2>a<td>b<td rowspan=2>c<tr><td>d<tr><td>1<td>2<td>3", "a|b|c / a|d|c / 1|2|3"},
  });
}

TEST_CASE("a cell that covers a block is repeated in all of it") {
  check({
      {"<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c", "a|a|b / a|a|c"},
      {"<tr><td>a<td>b<td>c<tr><td>d<td rowspan=2 colspan=2>e<tr><td>f", "a|b|c / d|e|e / f|e|e"},
      {"<tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d", "a|b|b / a|c|d"},
      {"<tr><td colspan=2 rowspan=2>a<td rowspan=3>b<tr><tr><td>c<td>d", "a|a|b / a|a|b / c|d|b"},
  });
}

TEST_CASE("spans that make no sense mean what the standard says") {
  check({
      {"<tr><td colspan=0>a<td>b", "a|b"},
      {"<tr><td colspan=-2>a<td>b", "a|b"},
      {"<tr><td colspan=x>a<td>b", "a|b"},
      {"<tr><td colspan=''>a<td>b", "a|b"},
      {"<tr><td colspan=' 2'>a<tr><td>b<td>c", "a|a / b|c"},
      {"<tr><td colspan=2px>a<tr><td>b<td>c", "a|a / b|c"},
      {"<tr><td colspan=+2>a<tr><td>b<td>c", "a|a / b|c"},
      {"<tr><td colspan=2.9>a<tr><td>b<td>c", "a|a / b|c"},
      {"<tr><td rowspan=-1>a<td>b<tr><td>c<td>d", "a|b / c|d"},
  });
}

TEST_CASE("rowspan=0 reaches to the end of the row group, and no cell reaches further") {
  check({
      {"<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d", "a|b / a|c / a|d"},
      {"<tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e", "a|b / a|c / d|e"},
      {"<tr><td rowspan=9>a<td>b<tr><td>c", "a|b / a|c"},
      {"<tbody><tr><td rowspan=3>a<td>b<tbody><tr><td>c<td>d", "a|b / c|d"},
      {"<thead><tr><th rowspan=2>a<th>b<tbody><tr><td>c<td>d", "a|b # c|d"},
      {"<tr><td>a<td rowspan=99999>b<tr><td>c", "a|b / c|b"},
  });
}

TEST_CASE("where cells overlap, the later one is seen") {
  check({
      {"<tr><td>a<td rowspan=2>b<tr><td colspan=2>c", "a|b / c|c"},
      {"<tr><td>a<td>b<td rowspan=2>c<tr><td>d<td colspan=2>e", "a|b|c / d|e|e"},
  });
}

TEST_CASE("the header comes first and the footer last, whatever their place") {
  check({
      {"<tfoot><tr><td>sum<td>3<tbody><tr><td>a<td>1<tr><td>b<td>2", "a|1 / b|2 / sum|3"},
      {"<tbody><tr><td>a<td>1<tfoot><tr><td colspan=2>sum</tfoot><thead><tr><th>n<th>v",
       "n|v # a|1 / sum|sum"},
      {"<thead><tr><th>n<th>v</thead><tr><td>a<td>1", "n|v # a|1"},
      {"<caption>c</caption><colgroup><col><col></colgroup><tr><td>a<td>1", "a|1"},
  });
}

TEST_CASE("rows of th are the header, and its merged labels are joined once") {
  check({
      {"<tr><th>n<th>v<tr><td>a<td>1", "n|v # a|1"},
      {"<tr><td><th>v<th>w<tr><th>a<td>1<td>2", "|v|w # a|1|2"},
      {"<thead><tr><th rowspan=2>item<th colspan=2>price<tr><th>net<th>gross<tbody><tr><td>a<td>1<td>2",
       "item|price net|price gross # a|1|2"},
      {"<tr><th rowspan=2>item<th colspan=2>price<tr><th>net<th>gross<tr><td>a<td>1<td>2",
       "item|price net|price gross # a|1|2"},
      {"<thead><tr><td>n<td>v<tbody><tr><td>a<td>1", "n|v # a|1"},
      {"<tr><th>n<td>a<tr><th>v<td>1", "n|a / v|1"},
      {"<tr><th>a<th>b<tr><th>c<th>d", "a|b # c|d"},
      {"<thead><tr><th>n<th>v<tr><td>a<td>1</thead>", "n|v # a|1"},
      {"<tr><th>only<th>these", "only|these #"},
  });
}

TEST_CASE("short rows are filled up, empty ones left out") {
  check({
      {"<tr><td>a<td>b<td>c<tr><td>d", "a|b|c / d||"},
      {"<tr><tr><td>a<tr></tr><tr><td>b", "a / b"},
      {"<tr><td><td>b<tr><td>c<td>", "|b / c|"},
      {"<tr><td rowspan=2>a<tr></tr><tr></tr><tr><td>b", "a / a / b"},
      {"", ""},
  });
}

TEST_CASE("the text of a cell is one line") {
  check({
      {"<tr><td> a\n <b>b</b>c <td>1<br>2<td><p>x</p><p>y</p>z", "a bc|1 2|x y z"},
      {"<tr><td><ul><li>a<li>b</ul><td>c<script>var d</script><style>e</style>", "a b|c"},
      {"<tr><td>a &amp; b<td>&lt;i&gt;", "a & b|<i>"},
  });
}

TEST_CASE("a table in a cell is a table of its own") {
  const extract::Tree tree = extract::Tree::from_html(
      "<table><tr><td>a<table><tr><td>b<td>c</table><td>d</table><table><tr><td>e</table>");
  const std::vector<extract::Node> tables = extract::find_tables(tree.root());
  REQUIRE(tables.size() == 3);
  CHECK(joined(extract::HtmlTable(tables[0]).texts().rows.at(0)) == "a b c|d");
  CHECK(joined(extract::HtmlTable(tables[1]).texts().rows.at(0)) == "b|c");
  CHECK(joined(extract::HtmlTable(tables[2]).texts().rows.at(0)) == "e");
}

TEST_CASE("a cell knows its place, its reach and its caption") {
  const extract::Tree tree = extract::Tree::from_html(
      "<table><caption> Of <b>all</b> </caption><tr><th>a<td>b<tr><td>c<td rowspan=2 "
      "colspan=3>d<tr><td>e</table>");
  const extract::HtmlTable table(extract::find_tables(tree.root()).at(0));
  CHECK(table.rows() == 3);
  CHECK(table.columns() == 4);
  CHECK(table.cells().size() == 5);
  const extract::TableCell* d = table.at(2, 3);
  REQUIRE(d);
  CHECK(d == table.at(1, 1));
  CHECK(d->row == 1);
  CHECK(d->column == 1);
  CHECK(d->rows == 2);
  CHECK(d->columns == 3);
  CHECK(table.at(0, 0)->is_header);
  CHECK(table.at(0, 2) == nullptr);
  CHECK(extract::cell_text(table.caption()) == "Of all");
}

TEST_CASE("a table of immense spans is cut, and so are its texts") {
  std::string rows;
  for (int i = 0; i < 5'000; ++i) rows += "<tr><td colspan=1000 rowspan=65534>wide";
  const extract::Tree tree = extract::Tree::from_html("<table>" + rows + "</table>");
  const extract::HtmlTable table(extract::find_tables(tree.root()).at(0));
  CHECK(table.is_cut());
  const extract::TableTexts texts = table.texts(50'000);
  CHECK(texts.is_cut);
  CHECK(texts.rows.size() == 10);
}
