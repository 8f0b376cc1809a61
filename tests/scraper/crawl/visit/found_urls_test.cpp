#include "scraper/crawl/visit/found_urls.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

using crawl::FoundUrls;
using crawl::Options;
using crawl::Scope;
using storage::SkipReason;

fetch::Url url(std::string_view text) {
  return fetch::Url::parse(text).value();
}

/// What a page at depth 2 of the site http://a.test/ leads to.
struct Found {
  explicit Found(std::optional<int> depth_limit = {}) {
    options.depth = depth_limit;
    scope.emplace(options, std::vector<fetch::Url>{url("http://a.test/")});
    found.emplace(options, *scope, 2);
  }
  std::size_t add(std::string_view target, int steps = 1, SkipReason barrier = SkipReason::none) {
    return found->add(url(target), steps == 0 ? storage::ViaKind::redirect : storage::ViaKind::link, steps,
                      barrier);
  }
  std::vector<storage::NewUrl> take() { return found->take(); }

  Options options;
  std::optional<Scope> scope;
  std::optional<FoundUrls> found;
};

bool is_pending(const storage::NewUrl& found) {
  return found.state == storage::UrlState::pending && !found.skip;
}

}  // namespace

TEST_CASE("a URL is kept once, under its key, with its host and domain") {
  Found found;
  CHECK(found.add("http://www.a.test:80/x/../y?utm_source=z&b=1#part") == 0);
  CHECK(found.add("http://www.a.test/y?b=1") == 0);
  CHECK(found.add("http://www.a.test/z") == 1);
  const auto urls = found.take();
  REQUIRE(urls.size() == 2);
  CHECK(urls[0].url == "http://www.a.test/y?utm_source=z&b=1");
  CHECK(urls[0].key() == "http://www.a.test/y?b=1");
  CHECK(urls[0].host() == "http://www.a.test");
  CHECK(urls[0].domain == "a.test");
  CHECK(urls[0].depth == 3);
  CHECK(urls[0].via_kind == storage::ViaKind::link);
  CHECK(is_pending(urls[0]));
}

TEST_CASE("a URL that is not fetched says why") {
  Found found(3);
  found.add("http://b.test/");
  found.add("http://a.test/same/same/same/same");
  found.add("http://a.test/image", 1, SkipReason::not_a_page);
  found.add("http://a.test/deep", 2);
  const auto urls = found.take();
  CHECK(urls[0].skip.reason == SkipReason::scope);
  CHECK(urls[1].skip.text() == "trap: segment repeated");
  CHECK(urls[2].skip.reason == SkipReason::not_a_page);
  CHECK(urls[3].skip.reason == SkipReason::depth);
  for (const auto& one : urls) CHECK(one.state == storage::UrlState::skipped);
}

TEST_CASE("found twice on a page, a URL is fetched if one of the two ways allows it, in either order") {
  Found found;
  CHECK(found.add("http://a.test/1", 1, SkipReason::not_a_page) == found.add("http://a.test/1"));
  CHECK(found.add("http://a.test/2") == found.add("http://a.test/2", 1, SkipReason::nofollow));
  found.add("http://a.test/3", 1, SkipReason::nofollow);
  found.add("http://a.test/3", 1, SkipReason::not_a_page);
  const auto urls = found.take();
  CHECK(is_pending(urls[0]));
  CHECK(is_pending(urls[1]));
  CHECK(urls[2].skip.reason == SkipReason::nofollow);
}

TEST_CASE("a way without a barrier does not open what scope refuses") {
  Found found;
  found.add("http://b.test/", 1, SkipReason::not_a_page);
  found.add("http://b.test/");
  CHECK(found.take().at(0).skip.reason == SkipReason::scope);
}

TEST_CASE("of two ways the shorter one gives the depth") {
  Found found(2);
  found.add("http://a.test/both", 1);
  found.add("http://a.test/both", 0);
  const auto urls = found.take();
  CHECK(urls.at(0).depth == 2);
  CHECK(is_pending(urls.at(0)));
}
