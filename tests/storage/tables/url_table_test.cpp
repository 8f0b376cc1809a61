#include "storage/tables/url_table.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

TEST_CASE("another link does not bring back a URL beyond its host's page limit, a seed does") {
  CrawlFile crawl;
  crawl.add({new_url("/waits"), new_url("/handed-out")});
  auto refused = visit_of(crawl.lease());
  refused.page.reset();
  refused.state = UrlState::skipped;
  refused.skip = SkipReason::host_page_limit;
  crawl.commit(refused);
  CHECK(crawl.store().skip_pending(1, SkipReason::host_page_limit) == 1);
  for (const bool opened_again : {false, true}) {
    if (opened_again) crawl.reopen();
    CHECK(crawl.add({new_url("/waits"), new_url("/handed-out")}).pending.empty());
    CHECK(crawl.count("SELECT count(*) FROM urls WHERE skip_reason = 'host page limit'") == 2);
  }
  CHECK(crawl.add({new_url("/waits", ViaKind::seed)}).pending.at(0).count == 1);
}

TEST_CASE("a URL that comes back keeps the higher priority, unless it was wrong to take it for a sitemap") {
  struct Priorities {
    SkipReason skipped_for;
    int first, then, kept;
  };
  for (const Priorities& each :
       {Priorities{SkipReason::depth, 2, 0, 2}, Priorities{SkipReason::depth, 0, 2, 2},
        Priorities{SkipReason::no_sitemap, 1, 0, 0}, Priorities{SkipReason::no_sitemap, 1, 2, 2}}) {
    CAPTURE(each.first);
    CAPTURE(each.then);
    CrawlFile crawl;
    NewUrl first = skipped_url("/x", each.skipped_for), then = new_url("/x");
    first.priority = each.first;
    then.priority = each.then;
    crawl.add({first});
    crawl.add({then});
    CHECK(crawl.count("SELECT priority FROM urls") == each.kept);
  }
}

TEST_CASE("a URL that comes back keeps the smaller depth, and is due at once with all its tries") {
  struct Depths {
    int first, then, kept;
  };
  for (const Depths& each : {Depths{3, 1, 1}, Depths{1, 3, 1}}) {
    CAPTURE(each.first);
    CrawlFile crawl;
    NewUrl first = skipped_url("/x", SkipReason::exclude), then = new_url("/x");
    first.depth = each.first;
    then.depth = each.then;
    crawl.add({first});
    crawl.add({then});
    CHECK(crawl.lease().depth == each.kept);
  }
  CrawlFile crawl;
  auto failed = crawl.fetched(new_url("/failed", ViaKind::seed), 503);
  failed.state = UrlState::failed;
  failed.attempts = 3;
  failed.due_at = 1e9;
  crawl.commit(failed);
  crawl.store().finish_crawl("finished", "", "{}", 1'700'000'050);
  crawl.reopen();
  CHECK(crawl.add({new_url("/failed", ViaKind::seed)}).pending.at(0).earliest_due == 0);
  const auto again = lease_from(crawl.store(), 1, 1, 0).leases;
  REQUIRE(again.size() == 1);
  CHECK(again[0].attempts == 0);
}

TEST_CASE("a URL that a rule chooses comes back with the rule's label, its priority and its request") {
  CrawlFile crawl;
  NewUrl chosen = new_url("/x");
  chosen.label = "list";
  chosen.priority = -5;
  chosen.request = R"({"method":"POST"})";
  chosen.paging = "1 2";
  SUBCASE("at the first sight") {
    crawl.add({chosen});
  }
  SUBCASE("after another page had a link to it that no rule chose") {
    crawl.add({skipped_url("/x", SkipReason::not_chosen)});
    crawl.add({chosen});
  }
  CHECK(crawl.count("SELECT priority FROM urls") == -5);
  const Lease lease = crawl.lease();
  CHECK(lease.label == "list");
  CHECK(lease.request == R"({"method":"POST"})");
  CHECK(lease.paging == "1 2");
}

TEST_CASE("requests of one URL are rows of their own when their keys say so") {
  CrawlFile crawl;
  NewUrl first = new_url("/x"), second = new_url("/x"), third = new_url("/x");
  second.own_key = "http://a.example/x POST 1";
  third.own_key = "http://a.example/x POST 2";
  crawl.add({first, second, third, second});
  CHECK(crawl.count("SELECT count(*) FROM urls") == 3);
  CHECK(crawl.count("SELECT count(*) FROM hosts") == 1);
}
