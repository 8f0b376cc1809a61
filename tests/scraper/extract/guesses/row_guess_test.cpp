#include "scraper/extract/guesses/row_guess.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using extract::guess_rows;
using extract::Tree;

TEST_CASE("the list of a page is what repeats with text, links and classes in it, not its navigation") {
  std::string page = "<nav><ul>";
  for (int i = 0; i < 20; ++i) page += "<li class=menu><a class=entry href=/>Some words</a>";
  page += "</ul></nav><main>";
  for (int i = 0; i < 4; ++i)
    page +=
        "<article class='post odd'><h2>A title</h2><time datetime=2024-01-31>today</time><img src=/x.png>"
        "<p class=teaser>Some text of the post</p></article>";
  const auto rows = guess_rows(Tree::from_html(page));
  REQUIRE(rows);
  CHECK(rows->select == "article.post");
  CHECK(rows->count == 4);
  REQUIRE(rows->fields.size() == 4);
  CHECK(rows->fields[0].name == "title");
  CHECK(rows->fields[1].selector == "time::attr(datetime)");
  CHECK(rows->fields[1].type == extract::FieldType::date);
  CHECK(rows->fields[2].sample == "/x.png");
  CHECK(rows->fields[3].name == "teaser");
}

TEST_CASE("rows without a class are named by what they stand in") {
  std::string page = "<table class=data><tr><th>a<th>b";
  for (int i = 0; i < 6; ++i) page += "<tr><td>some words about it<td>" + std::to_string(i);
  const auto rows = guess_rows(Tree::from_html(page));
  REQUIRE(rows);
  CHECK(rows->select == "tbody > tr");
  CHECK(rows->fields.at(1).selector == "td:nth-child(2)");
  CHECK(rows->fields[1].type == extract::FieldType::number);
  CHECK_FALSE(guess_rows(Tree::from_html("<p>one<p>two")));
  CHECK_FALSE(guess_rows(Tree::from_html("")));
}

TEST_CASE("rows of a table or list whose classes differ are one list, not the largest of their kinds") {
  std::string page = "<table>", list = "<ul>";
  for (int i = 0; i < 24; ++i) {
    const std::string group = "cg-" + std::to_string(i / 8);
    page +=
        "<tr class=" + group + "><td><a href=#" + std::to_string(i) + ">a name</a><td>some words about it";
    list += "<li class=" + group + "><b class=name>a name</b> and some words about it";
  }
  CHECK(guess_rows(Tree::from_html(page))->select == "tbody > tr");
  CHECK(guess_rows(Tree::from_html(page))->count == 24);
  CHECK(guess_rows(Tree::from_html(list))->select == "ul > li");
  for (int i = 0; i < 30; ++i) page += "<tr><td>another name<td>" + std::to_string(i);
  CHECK(guess_rows(Tree::from_html(page))->select == "tbody > tr");
  for (int i = 0; i < 30; ++i) list += "<li class=item><b class=name>a name</b>";
  CHECK(guess_rows(Tree::from_html(list))->select == "li.item");
}

TEST_CASE("a page of a million elements is looked at in bounded time") {
  std::string page;
  for (int i = 0; i < 100'000; ++i) page += "<div class=a><i>x</i><i>y</i><i>z</i>";
  guess_rows(Tree::from_html(page));
}
