// Sitemaps of the public suites.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/page/feeds/sitemap.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using Json = nlohmann::json;

namespace {

page::Sitemap parsed(const std::string& bytes) {
  return page::parse_sitemap(bytes, *fetch::Url::parse("http://www.example.com/sitemap.xml"), "");
}

Json locs(const std::vector<page::SitemapEntry>& entries) {
  Json list = Json::array();
  for (const auto& entry : entries) list.push_back(entry.loc);
  return list;
}

/// Entries without a loc: the suite's strict reader finds nothing in them, and ours the URLs.
constexpr std::string_view kWithoutLoc = "sitemap.index.xml";

bool agrees(const std::string& file, const Json& found, const Json& wanted) {
  return file == kWithoutLoc ? wanted.empty() && !found.empty() : found == wanted;
}

}  // namespace

TEST_CASE("the sitemaps of crawler-commons are read") {
  const auto suite = support::conformance_suite("sitemaps");
  if (!suite) return;
  support::SuiteScore score("sitemaps: crawler-commons", 100);
  for (const Json& one : support::conformance_cases(*suite / "expected.json")) {
    const auto file = one["file"].get<std::string>();
    const auto sitemap = parsed(support::file_bytes(*suite / "files" / file));
    score.count(page::name_of(sitemap.kind) == one["kind"].get<std::string>() &&
                    agrees(file, locs(one["kind"] == "index" ? sitemap.sitemaps : sitemap.urls), one["locs"]),
                file);
  }
  score.check();
}

TEST_CASE("the sitemaps of Scrapy's tests are read") {
  const auto suite = support::conformance_suite("sitemaps");
  if (!suite) return;
  support::SuiteScore score("sitemaps: Scrapy", 100);
  for (const Json& one : support::conformance_cases(*suite / "scrapy.json")) {
    const auto sitemap = parsed(support::conformance_bytes(one["args"][0]));
    const auto& entries = sitemap.kind == page::SitemapKind::index ? sitemap.sitemaps : sitemap.urls;
    bool is_equal = entries.size() == one["expected"].size();
    for (std::size_t i = 0; is_equal && i < entries.size(); ++i) {
      const Json& expected = one["expected"][i];
      is_equal = entries[i].loc == expected["loc"] && entries[i].lastmod == expected.value("lastmod", "") &&
                 Json(entries[i].alternates) == expected.value("alternate", Json::array());
    }
    score.count(is_equal, one["test"].get<std::string>());
  }
  score.check();
}
