#include "scraper/cli/spider/spider_json.hpp"

#include <memory>

#include <doctest/doctest.h>

#include "scraper/cli/settings/options_json.hpp"
#include "scraper/cli/spider/spider_file.hpp"

using namespace trawl;

using cli::parse_spider_file;

namespace {

constexpr const char* kSpider = R"(name: shop
start:
- {range: 'http://a.org/{1..3}', label: list}
- {url: a.org, body: '{}', headers: {Authorization: sesame, Accept: x}}
- {url: 'http://me:sesame@a.org/', label: list}
follow:
- a.next
- {json: $.cursor, parameter: after, on: {label: list}, label: list}
- {parameter: page, step: -2}
- {css: a, url: /p/, priority: 7}
pages:
- match: {url: /p/, label: list, type: html}
  items:
  - table: t
    key: [a, b]
    select: .p
    fields:
      a: h1
      b: {css: [x, y], meta: z, type: number, locale: de, filters: [trim, {replace: [no, '']}], required: on, default: 1.20}
      c: [h1, {xpath: //h2}, h3]
      d: {jsonld: $.a, many: true}
    items: {table: u, select: q, fields: {a: b}}
  pipe: [jq, '.[]']
)";

}  // namespace

TEST_CASE("rules are written as a spider file that says the same") {
  const auto spider = parse_spider_file(kSpider, "f").spider;
  const cli::Json json = cli::spider_json(spider);
  const auto back = parse_spider_file(json.dump(), "f").spider;
  CHECK(cli::spider_json(back) == json);
  REQUIRE(back.start.size() == 3);
  CHECK(back.start[0].urls.size() == 3);
  CHECK(back.start[1].method == "POST");
  CHECK(back.start[2].label == "list");
  CHECK(back.pages.at(0).items.at(0).fields.at(2).selectors.at(1).language == extract::Language::xpath);
  CHECK(back.pages[0].items[0].fields[1].fallback == "1.20");
  CHECK(back.tables.at(1).parent == 0);
}

TEST_CASE("a crawl file keeps the rules without secrets, and names what it left out") {
  crawl::Options options;
  options.spider = std::make_shared<extract::Spider>(parse_spider_file(kSpider, "f").spider);
  const std::string kept = cli::options_json(options);
  CHECK(kept.find("sesame") == std::string::npos);
  const cli::StoredOptions restored = cli::options_from_json(kept);
  REQUIRE(restored.options.spider);
  CHECK(cli::options_json(restored.options) != "");
  CHECK(cli::spider_json(*restored.options.spider) == cli::spider_json(*options.spider));
  CHECK(restored.withheld == std::vector<std::string>{"the header Authorization of 'start'"});
  CHECK(cli::options_from_json(cli::options_json(crawl::Options())).options.spider == nullptr);
}

TEST_CASE("a crawl file keeps more starts than a YAML file can have") {
  constexpr std::size_t kMany = 300'000;
  crawl::Options options;
  auto spider = parse_spider_file("start: [{url: a.org, label: x}, b.org]\n", "f").spider;
  spider.start[0].urls.clear();
  for (std::size_t i = 0; i < kMany; ++i)
    spider.start[0].urls.push_back("https://a.org/" + std::to_string(i));
  options.spider = std::make_shared<extract::Spider>(std::move(spider));
  const cli::StoredOptions restored = cli::options_from_json(cli::options_json(options));
  REQUIRE(restored.options.spider->start.size() == 2);
  CHECK(restored.options.spider->start[0].urls == options.spider->start[0].urls);
  CHECK(restored.options.spider->start[0].label == "x");
  CHECK(restored.options.spider->start[1].urls == std::vector<std::string>{"https://b.org/"});
}
