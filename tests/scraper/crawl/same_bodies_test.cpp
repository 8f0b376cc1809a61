#include "scraper/crawl/same_bodies.hpp"

#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

/// A visit of a page of that host with that body, which leads to one URL.
crawl::VisitReport visited(std::int64_t host_id, const std::string& body,
                           storage::ViaKind via_kind = storage::ViaKind::link) {
  crawl::VisitReport report;
  report.visit.host_id = host_id;
  report.visit.page.emplace();
  report.visit.page->content_hash = body;
  report.visit.found.emplace_back().via_kind = via_kind;
  return report;
}

/// The reason against the URL found, after the body has come `times` times before.
std::string reason_after(std::int64_t times, crawl::VisitReport last) {
  crawl::SameBodies bodies;
  for (std::int64_t i = 0; i < times; ++i) {
    auto report = visited(1, "body");
    bodies.look_at(report);
    CHECK_FALSE(report.visit.found.front().skip);
  }
  bodies.look_at(last);
  return last.visit.found.front().skip.text();
}

}  // namespace

TEST_CASE("the links of a body that a host has sent 20 times are not followed") {
  CHECK(reason_after(19, visited(1, "body")) == "");
  CHECK(reason_after(20, visited(1, "body")) == "same body");
  CHECK(reason_after(20, visited(2, "body")) == "");
  CHECK(reason_after(20, visited(1, "other")) == "");
  CHECK(reason_after(20, visited(1, "body", storage::ViaKind::redirect)) == "");
}

TEST_CASE("a site that answers every URL with one page of relative links comes to an end, and says why") {
  TestCrawl crawl;
  std::string path = "/";
  for (const char* reached : {"/", "/a/", "/b/", "/c/"}) crawl.site.page(reached, links({"a/", "b/", "c/"}));
  const auto same = links({"a/", "b/", "c/"});
  const std::string names = "abc";
  for (char x : names)
    for (char y : names)
      for (char z : names) {
        const std::string two = std::string("/") + x + '/' + y + '/';
        crawl.site.page(two, same);
        crawl.site.page(two + z + '/', same);
      }
  crawl.run();
  CHECK(crawl.count("SELECT count(*) FROM pages") < 70);
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE skip_reason = 'same body'") > 0);
  CHECK(crawl.count("SELECT count(*) FROM events WHERE kind = 'same body'") == 1);
  crawl.check_file();
}
