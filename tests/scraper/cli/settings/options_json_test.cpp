#include "scraper/cli/settings/options_json.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

using cli::options_from_json;
using cli::options_json;
using crawl::Options;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("options come back from their JSON as they went") {
  Options options;
  options.seeds = {"https://example.org/"};
  options.scope = crawl::ScopePreset::domain;
  options.include = {"/a", "b$"};
  options.depth = 4;
  options.page_limit = 0;
  options.delay = std::chrono::milliseconds(250);
  options.rate = 0.5;
  options.tries = 1;
  options.network.user_agent = "bot/1";
  options.headers = {{"Accept-Language", "de"}};
  options.limits.total = std::chrono::seconds(5);
  options.network.proxy = "socks5://h:1";
  options.allow_private_ranges = {"10.0.0.0/8"};
  options.store_bodies = false;
  options.key.sort_query = true;
  options.obey_link_nofollow = true;
  options.sitemap = crawl::SitemapUse::only;
  options.sitemaps = {"https://example.org/map.xml"};
  options.sitemap_since = 1'767'225'600;
  const std::string json = options_json(options);
  const auto stored = options_from_json(json);
  CHECK(options_json(stored.options) == json);
  CHECK(stored.options.depth == 4);
  CHECK(stored.options.delay == std::chrono::milliseconds(250));
  CHECK(stored.options.headers == options.headers);
  CHECK(stored.options.scope == crawl::ScopePreset::domain);
  CHECK(stored.options.key.sort_query);
  CHECK(stored.options.sitemap == crawl::SitemapUse::only);
  CHECK(stored.options.sitemaps == options.sitemaps);
  CHECK(stored.options.sitemap_since == options.sitemap_since);
  CHECK(stored.withheld.empty());
}

TEST_CASE("secrets stay out of it, and their names are told") {
  Options options;
  options.seeds = {"https://user:sesame@example.org/a@b", "http://example.org/?q=a@b"};
  options.headers = {
      {"AUTHORIZATION", "sesame"}, {"Cookie", "s=sesame"}, {"X-Api-Key", "sesame"}, {"Accept", "*/*"}};
  options.network.proxy = "http://user:p@sesame@h:1";
  options.user = "user:sesame";
  options.cookies = {{"s", "sesame"}};
  const std::string json = options_json(options);
  CHECK_FALSE(holds(json, "sesame"));
  const auto stored = options_from_json(json);
  CHECK(stored.options.seeds ==
        std::vector<std::string>{"https://example.org/a@b", "http://example.org/?q=a@b"});
  CHECK(stored.options.network.proxy == "http://h:1");
  CHECK(stored.options.headers == std::vector<fetch::Header>{{"Accept", "*/*"}});
  CHECK(stored.withheld == std::vector<std::string>{"-H AUTHORIZATION", "-H Cookie", "-H X-Api-Key", "-b s",
                                                    "--user", "the user and password of --proxy"});
}

TEST_CASE("what is missing keeps its default, what is unknown is passed over") {
  const auto stored = options_from_json(R"({"depth": null, "colour": "red", "concurrency": 5})");
  CHECK(stored.options.concurrency == 5);
  CHECK(stored.options.page_limit == Options().page_limit);
}

TEST_CASE("what is no such object is refused") {
  for (const auto* text : {"", "[]", "x", R"({"scope": "moon"})", R"({"delay": "long"})"})
    CHECK_THROWS_AS(options_from_json(text), std::invalid_argument);
}
