// Input: the path and query of a URL in the first line, an agent in the second, then a robots.txt.
#include <cmath>

#include "scraper/crawl/rules/robots.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using fuzz::require;
  std::string_view rest = fuzz::as_text(bytes, size);
  const std::string path = "/" + std::string(fuzz::take_until(rest, '\n'));
  const std::string_view agent = fuzz::take_until(rest, '\n');
  const auto robots = crawl::Robots::parse(rest);
  for (const std::string_view name : {agent, crawl::product_token(agent), std::string_view("*")}) {
    const crawl::Verdict verdict = robots.check(name, path);
    require(verdict.allowed || !verdict.rule.empty(), "a refusal names its rule");
    require(verdict.rule.empty() || rest.find(verdict.rule) != rest.npos, "the rule is a part of the file");
    require(robots.check(name, "/robots.txt").allowed, "robots.txt itself is always allowed");
    const auto delay = robots.crawl_delay(name);
    require(!delay || (std::isfinite(*delay) && *delay >= 0), "a delay is finite and not negative");
  }
  for (const std::string& sitemap : robots.sitemaps()) {
    require(!sitemap.empty() && sitemap.find_first_of("\r\n") == sitemap.npos, "a sitemap is one line");
  }
  return 0;
}
