#include "storage/tables/batch_writer.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

TEST_CASE("a visit of a URL that is over, however it ended, is passed over as a whole") {
  for (const UrlState end : {UrlState::done, UrlState::failed, UrlState::skipped}) {
    CAPTURE(name_of(end));
    CrawlFile crawl;
    auto visit = crawl.fetched(new_url("/", ViaKind::seed));
    visit.state = end;
    if (end == UrlState::skipped) visit.skip = SkipReason::robots;
    crawl.commit(visit);
    auto again = visit;
    again.state = UrlState::done;
    again.skip = Skip();
    add_link(again, new_url("/a"));
    CHECK(crawl.commit(again).new_urls == 0);
    CHECK(crawl.text("SELECT state FROM urls") == name_of(end));
    CHECK(crawl.count("SELECT count(*) FROM pages") == 1);
    CHECK(crawl.count("SELECT value FROM counters WHERE kind = 'total' AND name = 'pages'") == 1);
  }
}

TEST_CASE("a status of no class counts as no response") {
  CrawlFile crawl;
  for (const int status : {99, 599, 600, 999})
    crawl.commit(crawl.fetched(new_url("/" + std::to_string(status), ViaKind::seed), status));
  CHECK(crawl.text("SELECT group_concat(name || ':' || value) FROM counters WHERE kind = 'status class'") ==
        "0:3,5:1");
}

TEST_CASE("the page that a redirect leads to is the redirect's target, whatever else was found") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/from", ViaKind::seed), 301);
  add_link(visit, new_url("/before"));
  visit.found.push_back(new_url("/to", ViaKind::redirect));
  visit.found.push_back(new_url("/second", ViaKind::redirect));
  add_link(visit, new_url("/after"));
  visit.found.push_back(new_url("/feed", ViaKind::feed));
  crawl.commit(visit);
  CHECK(crawl.text("SELECT u.url FROM pages AS p JOIN urls AS u ON u.id = p.redirect_id") ==
        "http://a.example/to");

  auto without = visit_of(crawl.lease());
  add_link(without, new_url("/link"));
  without.found.push_back(new_url("/listed", ViaKind::sitemap));
  crawl.commit(without);
  CHECK(crawl.text("SELECT redirect_id FROM pages WHERE url_id = " + std::to_string(without.url_id)) == "");
}
