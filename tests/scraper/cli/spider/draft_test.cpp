#include "scraper/cli/spider/draft.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "scraper/cli/spider/spider_file.hpp"

using namespace trawl;

namespace {

constexpr const char* kUrl = "https://a.org/items?page=2";

std::string draft_text(const std::string& type, std::string body, const std::string& url = kUrl) {
  fetch::Response page(*fetch::Url::parse(url));
  page.status = 200;
  page.headers.emplace_back("Content-Type", type);
  page.body = std::move(body);
  return cli::draft_of(page, type);
}

/// The draft for a page, read back.
cli::SpiderFile draft(const std::string& type, std::string body, const std::string& url = kUrl) {
  return cli::parse_spider_file(draft_text(type, std::move(body), url), "draft");
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

std::vector<std::string> names(const cli::SpiderFile& file) {
  std::vector<std::string> names;
  for (const auto& [name, type] : file.spider.tables.at(0).fields) names.push_back(name);
  return names;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the draft of a JSON page has its list of objects and the way to the next page") {
  const auto file =
      draft("application/json", R"({"meta": {"total": 2}, "next": "/items?page=3", "data": {"shoe list": [
    {"id": 1, "name": "x", "price": 1.5, "at": "2024-01-31T10:00:00Z", "url": "https://a.org/1", "tags": [1], "in": true},
    {"id": 2}]}})");
  const auto& item = file.spider.pages.at(0).items.at(0);
  CHECK(item.select->text == "$.data['shoe list'][*]");
  CHECK(names(file) == Texts{"id", "name", "price", "at", "url", "tags", "in"});
  CHECK(item.fields[0].type == extract::FieldType::integer);
  CHECK(item.fields[3].type == extract::FieldType::date);
  CHECK(item.key == Texts{"id"});
  CHECK(file.spider.follow.at(0).selector->text == "$.next");
}

TEST_CASE("the draft of a page that describes itself as JSON-LD reads that") {
  const auto file = draft("text/html", R"(<title>L</title><script type="application/ld+json">
    {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, {"@type": "Product", "name": "Lamp", "sku": "x",
    "offers": {"price": "12.50"}}]}</script><h1>Lamp</h1>)");
  CHECK(file.spider.tables.at(0).name == "product");
  CHECK(file.spider.pages[0].items[0].select->language == extract::Language::json_ld);
  CHECK(names(file) == Texts{"name", "sku", "price", "offers"});
}

TEST_CASE("a draft is a spider file whatever is on the page") {
  const std::string hostile = "it's {start} {table} \"x\" # : - \n\t\x01\xFF \u2028 \u202E '";
  std::string page = "<title>" + hostile + "</title><ul>";
  for (int i = 0; i < 5; ++i)
    page += "<li class=\"a&#x27;b row\"><b class=c>" + hostile + "</b><p title='" + hostile + "'>x";
  CHECK(draft("text/html", page).spider.tables.size() == 1);
  CHECK(draft("application/json",
              R"([{"it's": 1, "_a": 2, "a\nb": 3, "": 4, "A": 5, "a": 6, "x'\\": "\u2028"}])")
            .spider.tables.size() == 1);
  CHECK(draft("text/html", "<h1>x</h1>", "https://a.org/pages/").spider.tables.at(0).name == "items");
}

TEST_CASE("a draft counts the rows that its rules find, also those in other lists of the page") {
  std::string page = "<main>";
  for (int list = 0; list < 2; ++list) {
    page += "<section>";
    for (int row = 0; row < 4; ++row)
      page += fmt::format("<dl class='py item'><dt class=name>n{0}{1}<a href=#{0}{1}>x</a><dd>text</dl>",
                          list, row);
    page += "</section>";
  }
  const std::string text = draft_text("text/html", page);
  CAPTURE(text);
  CHECK(holds(text, "# 8 on this page"));
  CHECK(holds(text, "expect: {items: 8}"));
  CHECK(holds(text, "key: 'link'"));
}

TEST_CASE("a draft has a key only if each row has it, and each another") {
  const std::string one = "<li class=row><a href=/1>one</a><b class=name>n</b>";
  const std::string two = "<li class=row><a href=/2>two</a><b class=name>n</b>";
  const std::string none = "<li class=row><b class=name>no link here</b>";
  CHECK(draft("text/html", "<ul>" + one + two + none).spider.tables[0].key.empty());
  CHECK(draft("text/html", "<ul>" + one + two + one).spider.tables[0].key.empty());
  CHECK(holds(draft_text("text/html", "<ul>" + one + two + none), "# 3 on this page"));
  CHECK(draft("application/json", R"([{"id": 1}, {"id": 1}])").spider.tables[0].key.empty());
  CHECK(draft("application/json", R"([{"id": 1}, {"id": 2}])").spider.tables[0].key == Texts{"id"});
}

TEST_CASE("the fields of a draft find something, and their comments show what") {
  const std::string text =
      draft_text("text/html", "<title>Of the window</title><h1>Of the page</h1><p>words");
  CAPTURE(text);
  CHECK(holds(text, "'title': 'h1'    # Of the page\n"));
  CHECK(holds(text, "'text': 'body'    # Of the page"));
  CHECK_FALSE(holds(text, "h2"));
  CHECK(holds(text, "expect: {items: 1}"));
  CHECK(names(draft("text/html", "<title>Alone</title><main>x</main>")) == Texts{"title", "text"});
  CHECK(holds(draft_text("application/json", R"([{"id": null, "at": "2024-01-31"}, {"id": 7}])"), "# 7\n"));
}

TEST_CASE("a draft has no field whose name a table cannot have, nor one name twice") {
  const std::string row =
      "<li class=row><b class=rowid>1</b><b class=LINK_2>x</b><a class=x href=/>a</a><a class=y href=/b>b</a>"
      "<i class=oid>2</i><i class=_ROWID_>3</i><u class=select>4</u>";
  CHECK(names(draft("text/html", "<ul>" + row + row + row)).size() >= 3);
}

TEST_CASE("a page that rules find nothing on has no draft") {
  CHECK_THROWS_WITH_AS(draft("text/html", ""), "the page is empty", cli::NoDraft);
  CHECK_THROWS_WITH_AS(draft("application/pdf", "%PDF-1.7 x"),
                       "application/pdf is nothing that rules can read", cli::NoDraft);
  CHECK_THROWS_WITH_AS(draft("text/html", "<!-- -->"), "there is nothing on the page that rules could find",
                       cli::NoDraft);
  CHECK_THROWS_AS(draft("application/json", "no JSON"), cli::NoDraft);
  CHECK_THROWS_AS(draft("application/json", "[]"), cli::NoDraft);
}
