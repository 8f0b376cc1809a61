#include "scraper/extract/markdown/markdown_table.hpp"

#include <doctest/doctest.h>

#include "scraper/extract/markdown/markdown.hpp"

using namespace trawl;
using namespace trawl::extract;

namespace {

std::string markdown(const std::string& html) {
  return markdown_of(Tree::from_html(html).root(), *fetch::Url::parse("https://a.example/"));
}

}  // namespace

TEST_CASE("a table has pipes at both ends of its rows") {
  CHECK(markdown("<table><thead><tr><th>A<th>B</thead><tbody><tr><td>1<td><a href=x>2</a></table>") ==
        "| A | B |\n| --- | --- |\n| 1 | [2](https://a.example/x) |\n");
}

TEST_CASE("merged cells are repeated") {
  CHECK(markdown("<table><tr><th>A<th colspan=2>B<tr><td rowspan=2>x<td>1<td>2<tr><td>3<td>4</table>") ==
        "| A | B | B |\n| --- | --- | --- |\n| x | 1 | 2 |\n| x | 3 | 4 |\n");
}

TEST_CASE("a header of several rows becomes one") {
  CHECK(markdown("<table><thead><tr><th rowspan=2>Name<th colspan=2>Size<tr><th>cm<th>in</thead>"
                 "<tr><td>a<td>1<td>2</table>") ==
        "| Name | Size cm | Size in |\n| --- | --- | --- |\n| a | 1 | 2 |\n");
}

TEST_CASE("pipes and blocks in cells do not break rows") {
  CHECK(markdown("<table><tr><th>a|b<th><code>c|d</code><tr><td><p>one</p><p>two<br>three</p>"
                 "<td><ul><li>x<li>y</ul></table>") ==
        "| a\\|b | `c\\|d` |\n| --- | --- |\n| one two three | x • y |\n");
}

TEST_CASE("a table without a header gets an empty one, and rows without text are left out") {
  CHECK(markdown("<table><tr><td>1<td>2<tr><td><td> <tr><td>3<td></table>") ==
        "| | |\n| --- | --- |\n| 1 | 2 |\n| 3 | |\n");
}

TEST_CASE("a caption stands before its table, foot rows at its end") {
  CHECK(markdown("<table><caption>Sizes</caption><tfoot><tr><td>sum<td>3</tfoot><tr><th>a<th>b<tr><td>x<td>1"
                 "</table>") == "Sizes\n\n| a | b |\n| --- | --- |\n| x | 1 |\n| sum | 3 |\n");
}

TEST_CASE("a table that only places things is none") {
  CHECK(markdown("<table role=presentation><tr><td>a<td>b</table>") == "a\n\nb\n");
  CHECK(markdown("<table><tr><td><h2>Left</h2>text<td><table><tr><th>x<th>y</table></table>") ==
        "## Left\n\ntext\n\n| x | y |\n| --- | --- |\n");
  CHECK(markdown("<table><tr><td class=gutter><pre>1\n2</pre><td><pre>a\nb</pre></table>") ==
        "```\n1\n2\n```\n\n```\na\nb\n```\n");
  CHECK(markdown("<table><tr><th>Code<tr><td><pre>a\nb</pre></table>") == "Code\n\n```\na\nb\n```\n");
  CHECK(markdown("<table><tr><td>one<tr><td>two</table>") == "one\n\ntwo\n");
}

TEST_CASE("repeated cells cannot make a small page endless") {
  std::string page = "<table>";
  for (int i = 0; i < 1'000; ++i) page += "<tr><th colspan=1000>" + std::string(1'000, 'x');
  CHECK(markdown(page).size() < 80u << 20);
}
