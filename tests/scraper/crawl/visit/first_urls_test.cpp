#include "scraper/crawl/visit/first_urls.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/spider_rules.hpp"

using namespace trawl;

using crawl::FirstUrls;
using support::SpiderRules;

namespace {

/// A crawl that begins somewhere.
struct Beginning {
  explicit Beginning(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) seeds.push_back(fetch::Url::parse(text).value());
  }

  /// All portions, one after the other.
  std::vector<storage::NewUrl> all() {
    const crawl::Scope scope(options, seeds);
    const crawl::VisitPolicy policy(options, scope);
    FirstUrls first(policy, seeds);
    std::vector<storage::NewUrl> all;
    for (auto some = first.next(); !some.empty(); some = first.next()) {
      ++portions;
      most = std::max(most, some.size());
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
  }
  /// "URL label request" of each, without what is "".
  std::vector<std::string> lines() {
    std::vector<std::string> lines;
    for (const storage::NewUrl& url : all()) {
      std::string& line = lines.emplace_back(url.url);
      if (!url.label.empty()) line += " " + std::string(std::string_view(url.label));
      if (!url.request.empty()) line += " " + std::string(std::string_view(url.request));
    }
    return lines;
  }

  crawl::Options options;
  std::vector<fetch::Url> seeds;
  std::size_t portions = 0, most = 0;
};

std::vector<std::string> numbered(int many) {
  std::vector<std::string> urls;
  for (int i = 0; i < many; ++i) urls.push_back(fmt::format("http://a.test/{}", i));
  return urls;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a crawl begins at sitemaps, at what is said to be asked, and at the other seeds, each once") {
  Beginning beginning({"http://a.test/1", "http://a.test/2", "http://a.test/3", "http://a.test/1"});
  SpiderRules rules;
  rules.start("http://a.test/2").label = "two";
  rules.start("http://a.test/2").method = "POST";
  rules.start("http://other.test/").label = "not a seed any more";
  beginning.options.spider = rules.made();
  beginning.options.sitemaps = {"http://a.test/s.xml"};
  CHECK(beginning.lines() == Lines{"http://a.test/s.xml", "http://a.test/2 two",
                                   "http://a.test/2 {\"method\":\"POST\"}", "http://a.test/1",
                                   "http://a.test/3"});
}

TEST_CASE("a sitemap is guessed once for each site, where robots.txt is not asked") {
  Beginning beginning({"http://a.test/1", "http://a.test/2", "http://b.test/"});
  beginning.options.obey_robots = false;
  CHECK(beginning.lines() == Lines{"http://a.test/1", "http://a.test/2", "http://b.test/",
                                   "http://a.test/sitemap.xml", "http://b.test/sitemap.xml"});
  beginning.options.obey_robots = true;
  CHECK(beginning.lines().size() == 3);
}

TEST_CASE("many starts come in portions, in time that does not grow with their square") {
  constexpr int kMany = 200'000;
  Beginning beginning(numbered(kMany));
  SpiderRules rules;
  extract::StartRequest& start = rules.start("http://a.test/0");
  start.urls = numbered(kMany);
  start.label = "listed";
  beginning.options.spider = rules.made();
  const auto all = beginning.all();
  CHECK(all.size() == kMany);
  CHECK(all.back().label == "listed");
  CHECK(beginning.portions == 20);
  CHECK(beginning.most == 10'000);
}
