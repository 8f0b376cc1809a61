#include "storage/tables/lease_book.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

TEST_CASE("a host's earliest due time is that of its first URL, wherever it is told") {
  CrawlFile crawl;
  crawl.add({new_url("/a"), new_url("/b"), new_url("/c")});
  Batch batch;
  for (const double due_at : {300, 100, 200}) {
    auto later = visit_of(crawl.lease());
    later.page.reset();
    later.state = UrlState::pending;
    later.due_at = due_at;
    batch.visits.push_back(later);
  }
  const auto back = crawl.store().commit(batch);
  REQUIRE(back.pending.size() == 1);
  CHECK(back.pending[0].count == 3);
  CHECK(back.pending[0].earliest_due == 100);
  CHECK(crawl.store().host(1)->earliest_due == 100);
  CHECK(crawl.store().pending_hosts().at(0).earliest_due == 100);
  CHECK(lease_from(crawl.store(), 1, 10, 50).earliest_due == 100);
  const auto first = lease_from(crawl.store(), 1, 10, 150);
  CHECK(first.leases.size() == 1);
  CHECK(first.earliest_due == 200);
  CHECK(crawl.store().host(1)->earliest_due == 200);
}
