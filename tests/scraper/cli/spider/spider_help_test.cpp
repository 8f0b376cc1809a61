#include "scraper/cli/spider/spider_help.hpp"

#include <memory>

#include <doctest/doctest.h>

#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/extract/extractor.hpp"

using namespace trawl;

TEST_CASE("the example of the help is a spider file") {
  const auto file = cli::parse_spider_file(std::string(cli::spider_example()), "help");
  std::size_t urls = 0;
  for (const auto& start : file.spider.start) urls += start.urls.size();
  CHECK(urls == 52);
  CHECK(file.spider.follow.size() == 5);
  CHECK(file.spider.tables.size() == 2);
  CHECK(file.tests.size() == 1);
}

TEST_CASE("the help names every filter") {
  CHECK(cli::spider_help().find("\n  replace ") != std::string::npos);
  CHECK(cli::spider_help().find("\n  cmd ") != std::string::npos);
}

TEST_CASE("h1, h1::text, :scope and {xpath: .} give what the help says") {
  const std::string help = cli::spider_help();
  CHECK(help.find("of <h1><code>time</code> - Access</h1> that is '- Access'") != std::string::npos);
  CHECK(help.find("':scope' or {xpath: .} is the element") != std::string::npos);
  auto file = cli::parse_spider_file(R"(pages: {items: {table: t, select: .r,
    fields: {a: h1, b: 'h1::text', c: ':scope', d: {xpath: .}, e: ':scope::attr(id)'}}})",
                                     "f");
  const extract::Extractor extractor(std::make_shared<extract::Spider>(std::move(file.spider)));
  const auto url = *fetch::Url::parse("https://a.org/");
  const extract::PageInput page(url, "<div class=r id=x><h1><code>time</code> - Access</h1></div>",
                                "text/html");
  const auto rows = extractor.extract(page);
  using Values = std::vector<extract::Value>;
  REQUIRE(rows.items.size() == 1);
  CHECK((rows.items[0].values == Values{"time - Access", "- Access", "time - Access", "time - Access", "x"}));
}
