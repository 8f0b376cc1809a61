// What a crawl finds in the file of an earlier one.
#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

constexpr const char* kHeaders = R"([["ETag","\"1\""],["Last-Modified","Sun, 06 Nov 1994 08:49:37 GMT"]])";

/// A file in which a crawl has fetched one page.
struct EarlierCrawl {
  explicit EarlierCrawl(void (*differs)(PageRecord&) = [](PageRecord&) {}) {
    auto visit = file.fetched(new_url("/", ViaKind::seed));
    change(visit);
    differs(*visit.page);
    file.commit(visit);
  }
  void end() { file.store().finish_crawl("finished", "", "{}", 1'700'000'050); }
  CrawlStart begin(KnownUrls known) { return file.store().start_crawl("again", "{}", 1'700'000'100, known); }
  Lease lease_again() {
    end();
    begin(KnownUrls::fetch_again);
    return file.lease();
  }

  CrawlFile file;

 private:
  static void change(Visit& visit) {
    add_link(visit, new_url("/a"), "to a");
    visit.found.back().state = UrlState::skipped;
    visit.page->headers = kHeaders;
    visit.page->word_count = 7;
    visit.page->simhash = -5;
    visit.page->body.emplace();
    visit.page->body->hash = visit.page->content_hash = std::string(16, 'h');
    visit.page->body->content = "body";
  }
};

}  // namespace

TEST_CASE("a new crawl leaves fetched URLs alone, unless told to fetch them again") {
  EarlierCrawl earlier;
  auto failed = earlier.file.fetched(new_url("/failed"));
  failed.state = UrlState::failed;
  failed.attempts = 3;
  failed.due_at = 1e9;
  earlier.file.commit(failed);
  earlier.end();
  CHECK_FALSE(earlier.begin(KnownUrls::keep).resumed);
  CHECK(earlier.file.store().needed_hosts().empty());
  earlier.end();
  CHECK(earlier.begin(KnownUrls::fetch_again).counts.queued == 2);
  CHECK(earlier.file.store().needed_hosts().at(0).pending == 2);
  CHECK(earlier.file.text("SELECT group_concat(state || attempts) FROM urls ORDER BY id") ==
        "pending0,skipped0,pending0");
  CHECK(earlier.file.count("SELECT sum(due_at) FROM urls") == 0);
}

TEST_CASE("a resumed crawl does not fetch again what it has fetched") {
  EarlierCrawl earlier;
  CHECK(earlier.begin(KnownUrls::fetch_again).resumed);
  CHECK(earlier.file.store().needed_hosts().at(0).pending == 0);
}

TEST_CASE("a lease knows the newest page of its URL if the server can be asked about it") {
  EarlierCrawl earlier;
  const auto known = earlier.lease_again().known;
  REQUIRE(known);
  CHECK(known->id == 1);
  CHECK(known->has_body);
  CHECK(known->etag == "\"1\"");
  CHECK(known->last_modified == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(known->headers == kHeaders);
}

TEST_CASE("of several pages of a URL a lease knows the newest, and none if that one cannot be asked about") {
  EarlierCrawl earlier;
  auto changed = visit_of(earlier.lease_again());
  changed.page->headers = R"([["ETag","\"2\""]])";
  earlier.file.commit(changed);
  const auto known = earlier.lease_again().known;
  REQUIRE(known);
  CHECK(known->id == 2);
  CHECK(known->etag == "\"2\"");
  CHECK(known->last_modified == "");
  auto gone = visit_of(earlier.lease_again(), 404);
  earlier.file.commit(gone);
  CHECK_FALSE(earlier.lease_again().known);
}

TEST_CASE("a lease knows no page that was cut, failed or has no validator") {
  for (auto* const differs :
       {+[](PageRecord& page) { page.truncated = true; }, +[](PageRecord& page) { page.status = 404; },
        +[](PageRecord& page) { page.headers = R"([["Server","x"]])"; }}) {
    EarlierCrawl earlier(differs);
    CHECK_FALSE(earlier.lease_again().known);
  }
}

TEST_CASE("an unchanged page gets the known content, what was read from it, and its links") {
  EarlierCrawl earlier;
  auto visit = visit_of(earlier.lease_again(), 304, "");
  visit.page->content_type = "";
  visit.page->size = 0;
  visit.page->headers = R"([["ETag","\"2\""]])";
  visit.unchanged_id = 1;
  earlier.file.commit(visit);
  CHECK(earlier.file.text("SELECT status || ' ' || status_class || ' ' || etag FROM pages WHERE id = 2") ==
        "304 2 \"2\"");
  constexpr const char* kTakenOver =
      R"sql(
    SELECT count(DISTINCT title || content_type || size || word_count || body_id || hex(content_hash) || simhash)
    FROM pages)sql";
  CHECK(earlier.file.count(kTakenOver) == 1);
  CHECK(earlier.file.text("SELECT group_concat(page_id || text) FROM links") == "1to a,2to a");
  CHECK(earlier.file.text("SELECT from_url FROM inlinks") == "http://a.example/");
  CHECK(earlier.file.count(
            "SELECT value FROM counters WHERE crawl_id = 2 AND kind = 'status class' AND name = '2'") == 1);
}
