#include "storage/tables/link_table.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

TEST_CASE("all links are written in order, however many statements that takes") {
  CrawlFile crawl;
  crawl.add({new_url("/page", ViaKind::seed), new_url("/next", ViaKind::seed)});
  const auto leases = lease_from(crawl.store(), 1, 2, 0).leases;
  REQUIRE(leases.size() == 2);
  Batch batch;
  for (const Lease& lease : leases) batch.visits.push_back(visit_of(lease));
  for (int i = 0; i < 150; ++i)
    add_link(batch.visits.front(), new_url("/" + std::to_string(i)), "link " + std::to_string(i));
  add_link(batch.visits.back(), new_url("/7"), "");
  crawl.store().commit(batch);

  CHECK(crawl.count("SELECT count(*) FROM links") == 151);
  CHECK(crawl.count(
            R"sql(
    SELECT count(*) FROM links JOIN urls ON urls.id = url_id
    WHERE page_id = 1 AND url = 'http://a.example/' || position AND text = 'link ' || position
      AND links.kind = 'a' AND rel IS NULL AND nofollow = 0)sql") == 150);
  CHECK(
      crawl.text("SELECT url FROM links JOIN urls ON urls.id = url_id WHERE page_id = 2 AND text IS NULL") ==
      "http://a.example/7");
}

TEST_CASE("links of a failed batch are not written with the next one") {
  CrawlFile crawl;
  crawl.add({new_url("/page", ViaKind::seed), new_url("/next", ViaKind::seed)});
  const auto leases = lease_from(crawl.store(), 1, 2, 0).leases;
  Batch bad;
  bad.visits.push_back(visit_of(leases.at(0)));
  add_link(bad.visits.back(), new_url("/x"));
  bad.visits.emplace_back().url_id = 99;  // there is no such URL
  CHECK_THROWS_AS(crawl.store().commit(bad), Error);
  crawl.commit(visit_of(leases.at(1)));
  CHECK(crawl.count("SELECT count(*) FROM links") == 0);
}

TEST_CASE("a link keeps what its element says besides the URL") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed));
  add_link(visit, new_url("/a"));
  FoundLink& link = visit.links.back();
  link.fragment = "part";
  link.set_rest().href = "./a?utm_source=x#part";
  link.set_rest().attributes = R"({"hreflang":"de"})";
  crawl.commit(visit);
  CHECK(crawl.text("SELECT fragment || ' ' || href || ' ' || (attributes ->> 'hreflang') FROM links") ==
        "part ./a?utm_source=x#part de");
  CHECK(crawl.count("SELECT count(*) FROM links WHERE error IS NULL") == 1);
}

TEST_CASE("a link that leads to no page has a row without a URL") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed));
  add_link(visit, new_url("/a"));
  FoundLink& broken = visit.links.emplace_back();
  broken.kind = "a";
  broken.set_rest().href = "http://two words.test/";
  broken.set_rest().error = "a forbidden character in the host";
  add_link(visit, new_url("/b"));
  crawl.commit(visit);
  CHECK(crawl.text("SELECT group_concat(position || ':' || ifnull(url_id, href), ' ') FROM links") ==
        "0:2 1:http://two words.test/ 2:3");
  CHECK(crawl.text("SELECT error FROM links WHERE url_id IS NULL") == "a forbidden character in the host");
  CHECK(crawl.count("SELECT count(*) FROM inlinks") == 2);
}

TEST_CASE("the lists of an anchor that many pages have are cut, and stay right when a page is withdrawn") {
  CrawlFile crawl;
  std::vector<NewUrl> seeds;
  for (int i = 0; i < 900; ++i) seeds.push_back(new_url("/" + std::to_string(i), ViaKind::seed));
  crawl.add(seeds);
  Batch batch;
  for (const Lease& lease : lease_from(crawl.store(), 1, 900, 1e12).leases) {
    Visit& visit = batch.visits.emplace_back(visit_of(lease));
    add_link(visit, new_url("/home"));
    for (int i = 0; i < (lease.url_id == 400 ? 500 : 2); ++i) visit.links.push_back(visit.links.front());
  }
  crawl.store().commit(batch);
  const auto linked = [&crawl] {
    return crawl.text(
        "SELECT count(*) || ' from ' || count(DISTINCT from_page_id) FROM inlinks WHERE url = "
        "'http://a.example/home'");
  };
  CHECK(linked() == "3198 from 900");
  crawl.store().finish_crawl("interrupted", "page limit", "{}", 1'700'000'050);
  CHECK(linked() == "3198 from 900");
  CHECK(crawl.count("SELECT count(*) FROM anchor_pages") > 5);
  CHECK(crawl.count("SELECT count(*) FROM anchor_pages WHERE length(pages) > 980") == 1);  // that of page 400
  crawl.reopen();
  Visit withdrawal;
  withdrawal.url_id = 500;
  withdrawal.host_id = 1;
  withdrawal.is_withdrawal = true;
  crawl.commit(withdrawal);
  CHECK(linked() == "3195 from 899");
  crawl.store().finish_crawl("finished", "", "{}", 1'700'000'150);
  CHECK(linked() == "3195 from 899");
  CHECK(crawl.count("SELECT count(*) FROM anchor_parts") == 1);
}
