#include "storage/store.hpp"

#include <array>
#include <string>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

TEST_CASE("a URL becomes a row once, however often it is found") {
  CrawlFile crawl;
  const auto first = crawl.add({new_url("/", ViaKind::seed), new_url("/a"), new_url("/a")});
  CHECK(first.new_urls == 2);
  REQUIRE(first.pending.size() == 1);
  CHECK(first.pending[0].count == 2);
  CHECK(first.pending[0].new_host);
  CHECK(first.pending[0].host == "http://a.example");
  const auto second = crawl.add({new_url("/a"), skipped_url("/b", SkipReason::scope)});
  CHECK(second.new_urls == 1);
  CHECK(second.counts.skipped == std::map<std::string, std::int64_t>{{"scope", 1}});
  CHECK(second.counts.queued == 2);
  CHECK(second.pending.empty());
}

TEST_CASE("fresh URLs are leased by priority, then age, and those that are due later when they are due") {
  CrawlFile crawl;
  auto urgent = new_url("/urgent");
  urgent.priority = 5;
  crawl.add({new_url("/old"), new_url("/new"), urgent});
  auto later = visit_of(lease_from(crawl.store(), 1, 1, 0).leases.at(0));
  later.state = UrlState::pending;
  later.due_at = 100;
  const auto back = crawl.commit(later);
  REQUIRE(back.pending.size() == 1);
  CHECK(back.pending[0].earliest_due == 100);

  const auto now = lease_from(crawl.store(), 1, 10, 99);
  REQUIRE(now.leases.size() == 2);
  CHECK(now.leases[0].url == "http://a.example/old");
  CHECK(now.leases[1].url == "http://a.example/new");
  CHECK(now.pending_left >= 1);
  CHECK(now.earliest_due == 100);
  const auto then = lease_from(crawl.store(), 1, 10, 100);
  REQUIRE(then.leases.size() == 1);
  CHECK(then.leases[0].url == "http://a.example/urgent");
  CHECK(then.pending_left == 0);
}

TEST_CASE("several hosts are leased from at once, with results in the order of the requests") {
  CrawlFile crawl;
  const std::string other = "http://b.example";
  crawl.add({new_url("/1"), new_url("/2"), new_url("/", ViaKind::link, other)});
  const std::array<LeaseRequest, 3> requests{LeaseRequest{2, 5}, LeaseRequest{1, 1}, LeaseRequest{99, 5}};
  const auto results = crawl.store().lease(requests, 0);
  REQUIRE(results.size() == 3);
  REQUIRE(results[0].leases.size() == 1);
  CHECK(results[0].leases[0].url == "http://b.example/");
  CHECK(results[0].leases[0].host_id == 2);
  CHECK(results[0].pending_left == 0);
  REQUIRE(results[1].leases.size() == 1);
  CHECK(results[1].leases[0].url == "http://a.example/1");
  CHECK(results[1].pending_left >= 1);
  CHECK(results[2].leases.empty());
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE state = 'leased'") == 2);
}

TEST_CASE("a visit writes page, body, links and found URLs together") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed));
  add_link(visit, new_url("/a"), "to a");
  visit.page->body.emplace();
  visit.page->body->hash = std::string(16, 'h');
  visit.page->body->content = "body";
  visit.attempts = 1;
  crawl.commit(visit);
  CHECK(crawl.text("SELECT state || attempts FROM urls WHERE id = 1") == "done1");
  CHECK(crawl.text("SELECT text FROM links JOIN urls ON urls.id = url_id WHERE url = 'http://a.example/a'") ==
        "to a");
  CHECK(crawl.count("SELECT via_id FROM urls WHERE url = 'http://a.example/a'") == visit.url_id);
  CHECK(crawl.text("SELECT fetched_at FROM pages") == "2023-11-14T22:13:20.250Z");
  CHECK(crawl.text("SELECT content FROM bodies JOIN pages ON body_id = bodies.id") == "body");
}

TEST_CASE("identical bodies are stored once") {
  CrawlFile crawl;
  for (const char* path : {"/a", "/b"}) {
    auto visit = crawl.fetched(new_url(path));
    visit.page->body.emplace();
    visit.page->body->hash = std::string(16, 'h');
    visit.page->body->content = "same";
    crawl.commit(visit);
  }
  CHECK(crawl.count("SELECT count(*) FROM bodies") == 1);
  CHECK(crawl.count("SELECT count(DISTINCT id) FROM pages WHERE body_id = 1") == 2);
}

TEST_CASE("a visit delivered twice is written once") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed));
  add_link(visit, new_url("/a"));
  crawl.commit(visit);
  const auto again = crawl.commit(visit);
  CHECK(again.new_urls == 0);
  CHECK(crawl.count("SELECT count(*) FROM pages") == 1);
  CHECK(crawl.count("SELECT count(*) FROM links") == 1);
}

TEST_CASE("each try that has a page is a row of its own") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed), 503);
  visit.state = UrlState::pending;
  visit.attempts = 1;
  crawl.commit(visit);
  const auto lease = crawl.lease();
  CHECK(lease.attempts == 1);
  crawl.commit(visit_of(lease));
  CHECK(crawl.count("SELECT count(*) FROM pages") == 2);
  CHECK(crawl.count("SELECT status FROM pages_latest") == 200);
}

TEST_CASE("a skipped seed becomes pending again; one that this crawl has fetched does not") {
  CrawlFile crawl;
  crawl.add({skipped_url("/outside", SkipReason::robots)});
  CHECK(crawl.add({new_url("/outside", ViaKind::link)}).pending.empty());
  const auto typed = crawl.add({new_url("/outside", ViaKind::seed)});
  REQUIRE(typed.pending.size() == 1);
  CHECK(typed.new_urls == 0);
  crawl.commit(visit_of(crawl.lease()));
  CHECK(crawl.add({new_url("/outside", ViaKind::seed)}).pending.empty());
}

TEST_CASE("a URL that was skipped for how it was found is fetched when it is found in another way") {
  CrawlFile crawl;
  crawl.add({skipped_url("/picture", SkipReason::not_a_page)});
  CHECK(crawl.add({skipped_url("/picture", SkipReason::depth)}).pending.empty());
  CHECK(crawl.add({new_url("/picture", ViaKind::link)}).pending.size() == 1);
  CHECK(crawl.add({new_url("/picture", ViaKind::link)}).pending.empty());
  CHECK(crawl.lease().url.ends_with("/picture"));
}

TEST_CASE("a lease says what its URL was found as; a sitemap stays one unless the guess was wrong") {
  struct Finding {
    UrlKind first;
    SkipReason skipped_for;
    UrlKind then, kind;
  };
  for (const Finding& each :
       {Finding{UrlKind::page, SkipReason::depth, UrlKind::sitemap, UrlKind::sitemap},
        Finding{UrlKind::sitemap, SkipReason::depth, UrlKind::page, UrlKind::sitemap},
        Finding{UrlKind::guessed_sitemap, SkipReason::depth, UrlKind::page, UrlKind::guessed_sitemap},
        Finding{UrlKind::guessed_sitemap, SkipReason::no_sitemap, UrlKind::page, UrlKind::page},
        Finding{UrlKind::guessed_sitemap, SkipReason::no_sitemap, UrlKind::sitemap, UrlKind::sitemap}}) {
    CAPTURE(name_of(each.first));
    CAPTURE(name_of(each.then));
    CrawlFile crawl;
    NewUrl first = skipped_url("/map", each.skipped_for), then = new_url("/map");
    first.kind = each.first;
    then.kind = each.then;
    crawl.add({first});
    crawl.add({then});
    CHECK(crawl.lease().kind == each.kind);
    CHECK(crawl.text("SELECT kind FROM urls") == name_of(each.kind));
  }
}

TEST_CASE("a new crawl in a finished file fetches its seeds again") {
  CrawlFile crawl;
  crawl.commit(crawl.fetched(new_url("/", ViaKind::seed)));
  crawl.store().finish_crawl("finished", "nothing left", "{}", 1'700'000'050);
  const auto start = crawl.reopen();
  CHECK_FALSE(start.resumed);
  CHECK(start.crawl_id == 2);
  CHECK(crawl.add({new_url("/", ViaKind::seed)}).pending.size() == 1);
}

TEST_CASE("an unfinished crawl is resumed with its totals, and its leases are given back") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed));
  add_link(visit, new_url("/a"));
  add_link(visit, new_url("/b"));
  crawl.commit(visit);
  crawl.lease();
  const auto start = crawl.reopen();
  CHECK(start.resumed);
  CHECK(start.crawl_id == 1);
  CHECK(start.config == "{}");
  CHECK(start.counts.pages == 1);
  CHECK(start.counts.bytes == 1000);
  CHECK(start.counts.links == 2);
  CHECK(start.counts.queued == 2);
  const auto hosts = crawl.store().needed_hosts();
  REQUIRE(hosts.size() == 1);
  CHECK(hosts[0].pending == 2);
}

TEST_CASE("an interrupted crawl is resumed, a finished one is not") {
  for (const std::string status : {"interrupted", "finished"}) {
    CrawlFile crawl;
    crawl.store().finish_crawl(status, "why", R"({"pages":0})", 1'700'000'050);
    CHECK(crawl.text("SELECT exit_reason FROM crawls") == "why");
    CHECK(crawl.reopen().resumed == (status == "interrupted"));
  }
}

TEST_CASE("the pending URLs of a host are skipped together") {
  CrawlFile crawl;
  crawl.add({new_url("/a"), new_url("/b"), new_url("/c")});
  crawl.lease();
  CHECK(crawl.store().skip_pending(1, SkipReason::host_page_limit) == 2);
  CHECK(crawl.store().host(1)->pending == 0);
  CHECK(lease_from(crawl.store(), 1, 10, 1e12).leases.empty());
  CHECK(crawl.text("SELECT group_concat(state || ifnull(': ' || skip_reason, ''), ', ') FROM urls") ==
        "leased, skipped: host page limit, skipped: host page limit");
  CHECK_FALSE(crawl.store().host(99).has_value());
}

TEST_CASE("an update of a host writes only what is set") {
  CrawlFile crawl;
  crawl.add({new_url("/")});
  Batch batch;
  HostUpdate update;
  update.host_id = 1;
  update.robots_txt = "User-agent: *";
  update.wait_reason = "delay";
  update.crawl_delay = 2.5;
  batch.hosts.push_back(update);
  crawl.store().commit(batch);
  HostUpdate second;
  second.host_id = 1;
  second.wait_reason = "";
  batch.hosts = {second};
  crawl.store().commit(batch);
  const auto host = crawl.store().host(1);
  REQUIRE(host);
  CHECK(host->robots_txt == "User-agent: *");
  CHECK(host->crawl_delay == 2.5);
  CHECK(crawl.count("SELECT wait_reason IS NULL FROM hosts") == 1);
}

TEST_CASE("counters agree with the rows whatever happened to the URLs") {
  CrawlFile crawl;
  auto visit = crawl.fetched(new_url("/", ViaKind::seed));
  add_link(visit, new_url("/a"));
  add_link(visit, skipped_url("/far", SkipReason::scope));
  add_link(visit, new_url("/b"));
  crawl.commit(visit);
  auto failed = visit_of(crawl.lease(), 0);
  failed.state = UrlState::failed;
  failed.page->error = "timeout";
  crawl.commit(failed);
  crawl.add({new_url("/far", ViaKind::seed), new_url("/c", ViaKind::link, "http://b.example")});
  crawl.store().skip_pending(2, SkipReason::robots_unreachable);
  crawl.lease();
  for (const char* state : {"pending", "leased", "done", "failed", "skipped"})
    CHECK_MESSAGE(
        crawl.count(std::string("SELECT (SELECT count(*) FROM urls WHERE state = '") + state +
                    "') = ifnull((SELECT sum(value) FROM counters WHERE kind = 'url state' AND name = '" +
                    state + "'), 0)") == 1,
        state);
  CHECK(crawl.count("SELECT sum(pending) FROM hosts") ==
        crawl.count("SELECT count(*) FROM urls WHERE state = 'pending'"));
  CHECK(crawl.count("SELECT value FROM counters WHERE kind = 'error' AND name = 'timeout'") == 1);
  CHECK(crawl.count("SELECT value FROM counters WHERE kind = 'skip reason' AND name = 'scope'") == 0);
}

TEST_CASE("a batch that fails half-way leaves nothing behind, not even in the caches") {
  CrawlFile crawl;
  Batch batch;
  batch.urls.push_back(new_url("/new", ViaKind::link, "http://new.example"));
  Visit unknown;
  unknown.url_id = 4711;
  batch.visits.push_back(unknown);
  CHECK(error_of([&] { crawl.store().commit(batch); }) == ErrorKind::sql);
  CHECK(crawl.count("SELECT count(*) FROM urls") == 0);
  CHECK(crawl.count("SELECT count(*) FROM hosts") == 0);
  const auto again = crawl.add({new_url("/new", ViaKind::link, "http://new.example")});
  CHECK(again.new_urls == 1);
  CHECK(crawl.count("SELECT value FROM counters WHERE kind = 'url state'") == 1);
}

TEST_CASE("events and samples are written with the batch") {
  CrawlFile crawl;
  Batch batch;
  Event event;
  event.at = 1.5;
  event.level = "warning";
  event.message = "slow";
  batch.events.push_back(event);
  StatSample sample;
  sample.at = 1.5;
  sample.key = "pages";
  sample.value = 3;
  batch.stats = {sample, sample};
  crawl.store().commit(batch);
  CHECK(crawl.text("SELECT at || level || message FROM events") == "1970-01-01T00:00:01.500Zwarningslow");
  CHECK(crawl.count("SELECT value FROM stats WHERE key = 'pages'") == 3);
}
