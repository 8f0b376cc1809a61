#include "storage/tables/batch_writer.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

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
