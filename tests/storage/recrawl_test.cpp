// What a crawl finds in the file of an earlier one.
#include <doctest/doctest.h>

#include "storage/reader.hpp"
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
  CrawlStart begin() { return file.store().start_crawl(CrawlChoice("again", "{}"), 1'700'000'100); }
  /// The new crawl reaches the page that way.
  void reach(NewUrl url) { file.add({std::move(url)}); }
  Lease lease_again() {
    end();
    begin();
    reach(new_url("/", ViaKind::seed));
    return file.lease();
  }
  std::string states() { return file.text("SELECT group_concat(state || attempts) FROM urls ORDER BY id"); }

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

TEST_CASE("a new crawl asks again what it reaches, and nothing else") {
  EarlierCrawl earlier;
  auto failed = earlier.file.fetched(new_url("/failed"));
  failed.state = UrlState::failed;
  failed.attempts = 3;
  failed.due_at = 1e9;
  earlier.file.commit(failed);
  earlier.end();
  CHECK_FALSE(earlier.begin().resumed);
  CHECK(earlier.states() == "done0,skipped0,failed3");
  CHECK(earlier.file.store().needed_hosts().empty());
  earlier.reach(new_url("/failed", ViaKind::link));
  CHECK(earlier.states() == "done0,skipped0,pending0");
  CHECK(earlier.file.count("SELECT sum(due_at) FROM urls") == 0);
  CHECK(earlier.file.count("SELECT pending FROM hosts") == 1);
  earlier.reach(new_url("/", ViaKind::seed));
  earlier.reach(new_url("/a", ViaKind::link));
  CHECK(earlier.states() == "pending0,pending0,pending0");
}

TEST_CASE("a new crawl judges anew what it reaches: how it was found before says nothing") {
  EarlierCrawl earlier;
  earlier.end();
  earlier.begin();
  NewUrl again = new_url("/", ViaKind::redirect);
  again.depth = 4;
  again.redirects = 2;
  earlier.reach(again);
  NewUrl outside = new_url("/a", ViaKind::link);
  outside.state = UrlState::skipped;
  outside.skip = SkipReason::scope;
  earlier.reach(outside);
  CHECK(earlier.file.text(
            "SELECT group_concat(state || depth || redirects || via_kind || ifnull(skip_reason, '')) "
            "FROM urls") == "pending42redirect,skipped00linkscope");
  CHECK(earlier.file.count(
            "SELECT value FROM counters WHERE crawl_id = 2 AND kind = 'skip reason' AND name = 'scope'") ==
        1);
}

TEST_CASE("the skipped URLs of a crawl are those that it has reached itself") {
  EarlierCrawl earlier;
  earlier.file.add({skipped_url("/deep", SkipReason::depth), skipped_url("/out", SkipReason::scope)});
  earlier.end();
  using Counts = std::map<std::string, std::int64_t>;
  CHECK(earlier.begin().counts.skipped == Counts{});
  earlier.reach(skipped_url("/out", SkipReason::scope));
  earlier.reach(skipped_url("/new", SkipReason::scope));
  Batch nothing;
  CHECK(earlier.file.store().commit(nothing).counts.skipped == Counts{{"scope", 2}});
  const auto numbers = Reader(earlier.file.file()).newest_crawl()->numbers;
  CHECK(numbers.skipped == Counts{{"scope", 2}});
  CHECK(earlier.file.text("SELECT group_concat(name || value) FROM numbers WHERE kind = 'skip reason'") ==
        "scope2");
  earlier.reach(new_url("/out", ViaKind::seed));
  CHECK(earlier.file.store().commit(nothing).counts.skipped == Counts{{"scope", 1}});
}

TEST_CASE("a page that a new crawl reaches but does not ask for stays as it is") {
  EarlierCrawl earlier;
  earlier.end();
  earlier.begin();
  NewUrl outside = new_url("/", ViaKind::link);
  outside.state = UrlState::skipped;
  outside.skip = SkipReason::depth;
  earlier.reach(outside);
  CHECK(earlier.states() == "done0,skipped0");
  earlier.reach(new_url("/", ViaKind::link));
  CHECK(earlier.states() == "pending0,skipped0");
}

TEST_CASE("what is pending belongs to its crawl") {
  CrawlFile file;
  file.add({new_url("/first", ViaKind::seed), new_url("/more")});
  const auto begin = [&](std::optional<std::int64_t> crawl) {
    CrawlChoice choice("other", "{}");
    choice.crawl_id = crawl;
    return file.store().start_crawl(choice, 1'700'000'100);
  };
  const auto states = [&] {
    return file.text("SELECT group_concat(state || ifnull(skip_reason, '')) FROM urls");
  };
  CHECK(begin(0).crawl_id == 2);
  CHECK(states() == "skippedanother crawl,skippedanother crawl");
  CHECK(file.count("SELECT pending FROM hosts") == 0);
  file.add({new_url("/more")});
  CHECK(states() == "skippedanother crawl,pending");
  CHECK(begin(1).resumed);
  CHECK(states() == "pending,skippedanother crawl");
  CHECK(file.count("SELECT pending FROM hosts") == 1);
  CHECK(begin(std::nullopt).crawl_id == 2);
  CHECK(states() == "skippedanother crawl,pending");
  CHECK_THROWS_AS(begin(7), Error);
}

TEST_CASE("the counts of hosts are those of the crawl that runs") {
  EarlierCrawl earlier;
  const auto counts = [&] {
    return earlier.file.text("SELECT pages || ' ' || errors || ' ' || bytes FROM hosts");
  };
  const std::string first = counts();
  CHECK(first.starts_with("1 0 "));
  CrawlChoice choice("other", "{}");
  choice.crawl_id = 0;
  earlier.file.store().start_crawl(choice, 1'700'000'100);
  CHECK(counts() == "0 0 0");
  choice.crawl_id = 1;
  earlier.file.store().start_crawl(choice, 1'700'000'200);
  CHECK(counts() == first);
}

TEST_CASE("a redirect back to a redirect is asked again when the cookies for it have changed") {
  CrawlFile file;
  auto gate = file.fetched(new_url("/", ViaKind::seed), 302);
  gate.hop_cookies = 0;
  file.commit(gate);
  NewUrl back = new_url("/", ViaKind::redirect);
  const auto found_with = [&](std::optional<std::int64_t> cookies) {
    back.cookies = cookies;
    file.add({back});
    return file.text("SELECT state FROM urls");
  };
  CHECK(found_with(std::nullopt) == "done");
  CHECK(found_with(0) == "done");
  CHECK(found_with(5) == "pending");
  auto page = visit_of(file.lease());
  file.commit(page);
  CHECK(found_with(6) == "done");  // it is a page now
}

TEST_CASE("a redirect that changes its cookies each time comes to an end") {
  CrawlFile file;
  file.add({new_url("/", ViaKind::seed)});
  int asked = 0;
  for (; asked < 50 && file.text("SELECT state FROM urls") == "pending"; ++asked) {
    auto visit = visit_of(file.lease(), 302);
    visit.hop_cookies = asked;
    file.commit(visit);
    NewUrl back = new_url("/", ViaKind::redirect);
    back.cookies = asked + 1;
    file.add({back});
  }
  CHECK(asked == 10);
}

TEST_CASE("of two spellings with the same key the first is asked for") {
  CrawlFile file;
  NewUrl first = new_url("/a?utm_source=x");
  first.own_key = "http://a.example/a";
  file.add({first, new_url("/a")});
  CHECK(file.text("SELECT group_concat(url || ' ' || key) FROM urls") ==
        "http://a.example/a?utm_source=x http://a.example/a");
  CHECK(file.lease().url == "http://a.example/a?utm_source=x");
}

TEST_CASE("a resumed crawl does not fetch again what it has fetched") {
  EarlierCrawl earlier;
  CHECK(earlier.begin().resumed);
  earlier.reach(new_url("/", ViaKind::seed));
  CHECK(earlier.file.store().needed_hosts().at(0).pending == 0);
}

TEST_CASE("a lease knows the newest page of its URL if the server can be asked about it") {
  EarlierCrawl earlier;
  const auto known = earlier.lease_again().known;
  REQUIRE(known);
  CHECK(known->id == 1);
  CHECK(known->etag == "\"1\"");
  CHECK(known->last_modified == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(known->headers == kHeaders);
}

TEST_CASE("of several pages of a URL a lease knows the newest, and none if that one cannot be asked about") {
  EarlierCrawl earlier;
  auto changed = visit_of(earlier.lease_again());
  changed.page->headers = R"([["ETag","\"2\""]])";
  changed.page->body.emplace();
  changed.page->body->hash = changed.page->content_hash = std::string(16, 'i');
  earlier.file.commit(changed);
  const auto known = earlier.lease_again().known;
  REQUIRE(known);
  CHECK(known->id == 2);
  CHECK(known->etag == "\"2\"");
  CHECK(known->last_modified == "");
  auto gone = visit_of(earlier.lease_again(), 404);
  earlier.file.commit(gone);
  CHECK_FALSE(earlier.lease_again().known->has_validator());
}

TEST_CASE(
    "nobody is asked whether a page has changed that was cut, failed, has no validator or no stored body") {
  for (auto* const differs :
       {+[](PageRecord& page) { page.truncated = true; }, +[](PageRecord& page) { page.status = 404; },
        +[](PageRecord& page) { page.headers = R"([["Server","x"]])"; },
        +[](PageRecord& page) { page.body.reset(); }}) {
    EarlierCrawl earlier(differs);
    const auto known = earlier.lease_again().known;
    CHECK_FALSE((known && known->has_validator()));
  }
}

TEST_CASE("a page of an earlier crawl is fresh from a time on, one of this crawl or a failure is not") {
  const auto is_fresh = [](EarlierCrawl& earlier, std::optional<EpochSeconds> since) {
    LeaseRequest request(1, 1);
    request.fresh_since = since;
    earlier.end();
    earlier.begin();
    earlier.reach(new_url("/", ViaKind::seed));
    const auto leases = earlier.file.store().lease(std::span(&request, 1), 1e12).at(0).leases;
    return !leases.empty() && leases[0].known && leases[0].known->is_fresh;
  };
  const auto of = [&](void (*differs)(PageRecord&), std::optional<EpochSeconds> since) {
    EarlierCrawl earlier(differs);
    return is_fresh(earlier, since);
  };
  const auto as_it_is = [](PageRecord& page) { page.fetched_at = 1'700'000'010; };
  CHECK(of(as_it_is, 0));
  CHECK(of(as_it_is, 1'700'000'010));
  CHECK_FALSE(of(as_it_is, 1'700'000'011));
  CHECK_FALSE(of(as_it_is, std::nullopt));
  CHECK(of([](PageRecord& page) { page.status = 301, page.body.reset(); }, 0));
  CHECK(of([](PageRecord& page) { page.status = 404; }, 0));
  CHECK_FALSE(of([](PageRecord& page) { page.status = 503; }, 0));
  CHECK_FALSE(of([](PageRecord& page) { page.status = 0, page.body.reset(); }, 0));
  CHECK_FALSE(of([](PageRecord& page) { page.body.reset(); }, 0));
}

TEST_CASE("what the file has of a page's content is there to be read again") {
  EarlierCrawl earlier;
  const auto content = earlier.file.store().content(1);
  REQUIRE(content);
  CHECK(content->content == "body");
  CHECK_FALSE(earlier.file.store().content(2));
}

TEST_CASE("an unchanged page shares the body of the known one") {
  EarlierCrawl earlier;
  auto visit = visit_of(earlier.lease_again(), 304, "");
  visit.page->headers = R"([["ETag","\"2\""]])";
  visit.unchanged_id = 1;
  earlier.file.commit(visit);
  CHECK(earlier.file.text("SELECT status || ' ' || status_class || ' ' || etag FROM pages WHERE id = 2") ==
        "304 2 \"2\"");
  CHECK(earlier.file.count("SELECT count(DISTINCT body_id) FROM pages") == 1);
  CHECK(earlier.file.count("SELECT count(*) FROM bodies") == 1);
  CHECK(earlier.file.count(
            "SELECT value FROM counters WHERE crawl_id = 2 AND kind = 'status class' AND name = '2'") == 1);
}
