#include "scraper/cli/spider/spider_file.hpp"

#include <fstream>
#include <map>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl;

using cli::parse_spider_file;
using cli::SpiderFile;
using extract::FieldType;
using extract::Language;

namespace {

/// A file with one table, whose fields are given.
SpiderFile with_fields(const std::string& fields) {
  return parse_spider_file("pages:\n- items:\n  - table: t\n    fields: " + fields + "\n", "f.yaml");
}

const extract::Field& field(const SpiderFile& file, std::size_t index = 0) {
  return file.spider.pages.at(0).items.at(0).fields.at(index);
}

std::map<std::string, std::vector<std::string>> settings_of(const std::string& text) {
  std::map<std::string, std::vector<std::string>> settings;
  for (const auto& setting : parse_spider_file(text, "f.yaml").settings)
    settings[setting.key] = setting.values;
  return settings;
}

std::vector<std::string> urls_of(const std::string& start) {
  return settings_of("start: " + start + "\n")["seeds"];
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("text stays what was written, whatever YAML takes it for") {
  for (const std::string text :
       {"no", "012", "1.20", "1e3", "~", "null", "0x10", "2024-01-31", "12:30", "+1", "Off"}) {
    CAPTURE(text);
    const SpiderFile file = with_fields("{" + text + ": {css: b, default: " + text +
                                        ", filters: {replace: [" + text + ", " + text + "]}}}");
    CHECK(field(file).name == text);
    CHECK(field(file).fallback == text);
    CHECK(field(file).filters.at(0).arguments == Texts{text, text});
    CHECK(settings_of("fetch: {user-agent: " + text + "}")["user-agent"] == Texts{text});
    CHECK(settings_of("fetch: {headers: {X: " + text + "}}")["header"] == Texts{"X: " + text});
  }
}

TEST_CASE("sections group the flags, and a flag at the top means the same") {
  auto settings = settings_of(R"(
scope: {scope: domain, exclude: ['\.pdf$', b]}
limits: {limit: 500, depth: 3, body-limit: 1M}
polite: {delay: 2s, robots: ignore}
fetch: {timeout: 5s, insecure: yes}
output: x.db
)");
  CHECK(settings["scope"] == Texts{"domain"});
  CHECK(settings["exclude"] == Texts{"\\.pdf$", "b"});
  CHECK(settings["limit"] == Texts{"500"});
  CHECK(settings["body-limit"] == Texts{"1M"});
  CHECK(settings["robots"] == Texts{"ignore"});
  CHECK(settings["insecure"] == Texts{"true"});
  CHECK(settings["output"] == Texts{"x.db"});
  CHECK(settings_of("scope: host\n")["scope"] == Texts{"host"});
}

TEST_CASE("start takes URLs, ranges and sitemaps; plain ones are seeds and nothing else") {
  CHECK(urls_of("example.org") == Texts{"https://example.org/"});
  CHECK(urls_of("[a.org, {url: [b.org, 'http://c.org/x']}]") ==
        Texts{"https://a.org/", "https://b.org/", "http://c.org/x"});
  CHECK(urls_of("{range: 'http://a.org/?p={1..2}'}") == Texts{"http://a.org/?p=1", "http://a.org/?p=2"});
  CHECK(parse_spider_file("start: a.org\n", "f").spider.start.empty());
  auto settings = settings_of("scope: {sitemap: only}\nstart: [{sitemap: a.org/map.xml}]\n");
  CHECK(settings["sitemap"] == Texts{"only", "https://a.org/map.xml"});
  CHECK_FALSE(settings.contains("seeds"));
}

TEST_CASE("a file of URLs stands beside the spider file") {
  const storage::testing::TemporaryFolder folder;
  std::ofstream(folder / "urls.txt") << "# two\nhttp://a.org/\nb.org/x\n";
  const SpiderFile file = parse_spider_file("start: {file: urls.txt, label: listed}\n", folder / "s.yaml");
  REQUIRE(file.spider.start.size() == 1);
  CHECK(file.spider.start[0].urls == Texts{"http://a.org/", "https://b.org/x"});
  CHECK(file.spider.start[0].label == "listed");
}

TEST_CASE("an empty file of URLs is no start") {
  const storage::testing::TemporaryFolder folder;
  std::ofstream(folder / "urls.txt") << "# none yet\n";
  const std::string text = "start: [{file: urls.txt, label: listed}, {url: a.org, label: listed}]\n";
  const SpiderFile file = parse_spider_file(text, folder / "s.yaml");
  REQUIRE(file.spider.start.size() == 1);
  CHECK(file.spider.start[0].urls == Texts{"https://a.org/"});
  CHECK(parse_spider_file("start: {file: urls.txt}\n", folder / "s.yaml").spider.start.empty());
}

TEST_CASE("a start request has a method, a body, headers and a label") {
  const SpiderFile file = parse_spider_file(R"(start:
- a.org
- {url: b.org, body: '{"q": "lamp"}', label: search}
- {url: b.org, method: PUT, body: q=lamp, headers: {X: [1, 2], Content-Type: text/plain}}
- {url: b.org, body: q=lamp}
)",
                                            "f");
  const auto& start = file.spider.start;
  REQUIRE(start.size() == 4);
  CHECK(start[0].method.empty());
  CHECK(start[1].method == "POST");
  CHECK(start[1].label == "search");
  CHECK(start[1].headers.at(0) == std::pair<std::string, std::string>("Content-Type", "application/json"));
  CHECK(start[2].method == "PUT");
  CHECK(start[2].headers.size() == 3);
  CHECK(start[3].headers.at(0).second == "application/x-www-form-urlencoded");
  CHECK(file.settings.at(0).values.size() == 4);
}

TEST_CASE("follow rules choose links, cursors and counters") {
  const SpiderFile file = parse_spider_file(R"(follow:
- a.next
- $.next
- {css: .item a, url: /p/, label: item, priority: -5, on: /list}
- {json: $.cursor, parameter: after}
- {parameter: page}
- {parameter: from, step: 20, on: {type: json}}
)",
                                            "f");
  const auto& follow = file.spider.follow;
  REQUIRE(follow.size() == 6);
  CHECK(follow[0].selector->language == Language::css);
  CHECK(follow[1].selector->language == Language::json);
  CHECK(follow[2].url_pattern == "/p/");
  CHECK(follow[2].priority == -5);
  CHECK(follow[2].on.url == "/list");
  CHECK(follow[3].parameter == "after");
  CHECK(follow[3].step == 0);
  CHECK(follow[4].step == 1);
  CHECK(follow[5].step == 20);
  CHECK(follow[5].on.type == "json");
}

TEST_CASE("a field is written short, as a list of alternatives, or long") {
  const SpiderFile file = with_fields(R"(
      a: h1::text
      b: $.price
      c: ./b/text()
      d: [h1, {meta: og:title}]
      e: {jsonld: $.name, css: [h1, h2], type: number, locale: de, many: yes, required: true, default: 0,
          filters: [trim, {replace: [a, b]}, {regex: x}]}
)");
  CHECK(field(file, 0).selectors.at(0).language == Language::css);
  CHECK(field(file, 1).selectors.at(0).language == Language::json);
  CHECK(field(file, 2).selectors.at(0).language == Language::xpath);
  CHECK(field(file, 3).selectors.at(1).language == Language::meta);
  const extract::Field& e = field(file, 4);
  REQUIRE(e.selectors.size() == 3);
  CHECK(e.selectors[0].language == Language::json_ld);
  CHECK(e.selectors[2].text == "h2");
  CHECK(e.selectors[2].compiled != nullptr);
  CHECK(e.type == FieldType::number);
  CHECK((e.many && e.required));
  CHECK(e.filters.at(2).arguments == Texts{"x"});
}

TEST_CASE("a table has the fields of all entries that feed it, and one key") {
  const SpiderFile file = parse_spider_file(R"(pages:
- match: /p/
  items:
    table: products
    key: sku
    fields: {sku: .sku, price: {css: .price, type: number}}
    items: {table: reviews, select: .review, fields: {text: p}}
- match: {type: json}
  items: {table: products, fields: {sku: $.sku, tags: {json: $.tags, many: true}}}
)",
                                            "f");
  const auto& tables = file.spider.tables;
  REQUIRE(tables.size() == 2);
  CHECK(tables[0].fields.size() == 3);
  CHECK(tables[0].fields[2].second == FieldType::json);
  CHECK(tables[0].key == Texts{"sku"});
  CHECK(tables[1].parent == 0);
  CHECK(file.spider.pages[1].items[0].key == Texts{"sku"});
  CHECK(file.spider.pages[0].match.url == "/p/");
}

TEST_CASE("tests name pages and the rows expected of them") {
  const SpiderFile file = parse_spider_file(R"(
pages: {items: {table: t, fields: {a: h1, b: h2}}}
tests:
- {url: a.org/1, file: pages/1.html, expect: {t: [{a: x}, {b: null}]}}
- {url: a.org/2, stored: /tmp/x.db, expect: {t: 3}}
)",
                                            "dir/f.yaml");
  REQUIRE(file.tests.size() == 2);
  CHECK(file.tests[0].file == "dir/pages/1.html");
  CHECK(file.tests[0].expect.at(0).rows.size() == 2);
  CHECK(file.tests[1].stored == "/tmp/x.db");
  CHECK(file.tests[1].expect.at(0).count == 3);
}

TEST_CASE("JSON is a spider file, too, with tabs and characters beyond U+FFFF") {
  const SpiderFile file =
      parse_spider_file("{\n\t\"name\": \"\\ud83d\\ude00\",\n\t\"start\": [\"a.org\"]\n}", "f");
  CHECK(file.spider.name == "\U0001F600");
  CHECK(file.settings.at(0).values == Texts{"https://a.org/"});
}
