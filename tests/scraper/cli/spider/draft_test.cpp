#include "scraper/cli/spider/draft.hpp"

#include <doctest/doctest.h>

#include "scraper/cli/spider/spider_file.hpp"

using namespace trawl;

namespace {

/// The draft for a page, read back.
cli::SpiderFile draft(const std::string& type, std::string body,
                      const std::string& url = "https://a.org/items?page=2") {
  fetch::Response page(*fetch::Url::parse(url));
  page.status = 200;
  page.headers.emplace_back("Content-Type", type);
  page.body = std::move(body);
  return cli::parse_spider_file(cli::draft_of(page, type), "draft");
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
  CHECK(draft("text/html", "").spider.tables.size() == 1);
  CHECK(draft("application/json",
              R"([{"it's": 1, "_a": 2, "a\nb": 3, "": 4, "A": 5, "a": 6, "x'\\": "\u2028"}])")
            .spider.tables.size() == 1);
  CHECK(draft("application/json", "no JSON").spider.tables.size() == 1);
  CHECK(draft("text/html", "<h1>x</h1>", "https://a.org/pages/").spider.tables.at(0).name == "items");
}
