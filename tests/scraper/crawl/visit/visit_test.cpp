#include "scraper/crawl/visit/visit.hpp"

#include <doctest/doctest.h>

#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "tests/support/spider_rules.hpp"

using namespace trawl;

namespace {

using namespace trawl::crawl;
using storage::UrlState;

fetch::Url url(std::string_view text) {
  return fetch::Url::parse(text).value();
}

/// One visit of http://a.test/dir/page, found at depth 2.
struct Visited {
  Visited() {
    lease.url_id = 7;
    lease.host_id = 3;
    lease.url = "http://a.test/dir/page";
    lease.depth = 2;
    response.status = 200;
  }
  Visited& type(std::string value) {
    response.headers.emplace_back("Content-Type", std::move(value));
    return *this;
  }
  Visited& body(std::string text) {
    response.body = std::move(text);
    return *this;
  }
  VisitReport read() const {
    const Scope scope(options, {url("http://a.test/")});
    Outcome outcome;
    outcome.status = response.status;
    outcome.elapsed = 0.25;
    return read_response(VisitPolicy(options, scope), lease, response, outcome, 1'700'000'000);
  }
  VisitReport fail(const fetch::Error& error) const {
    const Scope scope(options, {url("http://a.test/")});
    Outcome outcome;
    outcome.error = error.kind();
    return read_failure(VisitPolicy(options, scope), lease, error, outcome, 1'700'000'000);
  }

  Options options;
  storage::Lease lease;
  fetch::Response response{url("http://a.test/dir/page")};
};

/// The URLs found, each with the decision on it.
std::string found_in(const VisitReport& report) {
  std::string text;
  for (const auto& found : report.visit.found) {
    text += (text.empty() ? "" : ", ") + found.url.substr(std::string("http://a.test").size());
    if (found.state != UrlState::pending) text += " " + found.skip.text();
  }
  return text;
}

std::string found_on(const std::string& html) {
  return found_in(Visited().type("text/html").body(html).read());
}

}  // namespace

TEST_CASE("a response becomes the page's row") {
  Visited visited;
  visited.type("Text/HTML; charset=UTF-8")
      .body("<title>T</title><meta name=description content=D><p>two words");
  visited.response.headers.emplace_back("X-Quote", "say \"hi\"\\\n");
  visited.response.http_version = "1.1";
  visited.response.ip = "192.0.2.1";
  visited.response.timing.first_byte = 0.125;
  visited.response.timing.total = 10.000001;
  const auto report = visited.read();
  const auto& page = report.visit.page.value();
  CHECK(report.visit.url_id == 7);
  CHECK(report.visit.host_id == 3);
  CHECK(report.visit.state == UrlState::done);
  CHECK(report.visit.attempts == 1);
  CHECK(page.url == "http://a.test/dir/page");
  CHECK(page.final_url == page.url);
  CHECK(page.status == 200);
  CHECK(page.elapsed_ms == 250);
  CHECK(page.size == 61);
  CHECK(page.content_type == "text/html");
  CHECK(page.charset == "UTF-8");
  CHECK(page.http_version == "1.1");
  CHECK(page.ip == "192.0.2.1");
  CHECK(page.title == "T");
  CHECK(page.description == "D");
  CHECK(page.word_count == 2);
  CHECK(page.headers == R"([["Content-Type","Text/HTML; charset=UTF-8"],["X-Quote","say \"hi\"\\\n"]])");
  CHECK(page.timing == R"({"resolve":0,"connect":0,"tls":0,"first_byte":0.125,"total":10.000001})");
}

TEST_CASE("a page's timing says how long its URL waited and for what, also when nothing answered") {
  Visited visited;
  visited.lease.waited = 1.25;
  visited.lease.waited_for = "delay";
  const std::string timing = visited.read().visit.page->timing;
  CHECK(timing.ends_with(R"(,"waited":1.25,"waited_for":"delay"})"));
  visited.lease.waited_for = "";
  const fetch::Error error(fetch::ErrorKind::connect, "refused");
  CHECK(visited.fail(error).visit.page->timing == R"({"waited":1.25})");
}

TEST_CASE("the body is stored compressed, under its hash") {
  const std::string text(5'000, 'x');
  Visited visited;
  visited.type("text/plain").body(text);
  const auto page = visited.read().visit.page.value();
  CHECK(page.content_hash == storage::hash_bytes(text));
  REQUIRE(page.body);
  CHECK(page.body->content.size() < 100);
  CHECK(storage::decompress_body(*page.body, 10'000) == text);
}

TEST_CASE("a body that came compressed is stored as it came, if anybody can read that") {
  const std::string text(5'000, 'x');
  const auto stored = [&](const std::string& coding) {
    Visited visited;
    visited.type("text/plain").body(text);
    visited.response.sent_body = "as it came";
    visited.response.coding = coding;
    return visited.read().visit.page->body.value();
  };
  CHECK(stored("gzip").encoding == "gzip");
  CHECK(stored("gzip").content == "as it came");
  CHECK(stored("gzip").size == 5'000);
  CHECK(stored("gzip").hash == storage::hash_bytes(text));
  CHECK(stored("deflate").encoding == "zstd");
}

TEST_CASE("without bodies the hash is kept, and an empty body has none") {
  Visited visited;
  visited.options.store_bodies = false;
  const auto page = visited.body("something").read().visit.page.value();
  CHECK_FALSE(page.body);
  CHECK(page.content_hash == storage::hash_bytes("something"));
  CHECK(visited.body("").read().visit.page->content_hash == "");
}

TEST_CASE("only what is HTML is read for links") {
  const std::string page = "<a href=/x>";
  const auto found = [&page](const std::string& type) {
    return found_in(Visited().type(type).body(page).read());
  };
  CHECK(found("text/html") == "/x");
  CHECK(found("APPLICATION/XHTML+XML ; charset=x") == "/x");
  CHECK(found("text/plain") == "");
  CHECK(found("application/json") == "");
  CHECK(found_in(Visited().body(" \n" + page).read()) == "/x");
  CHECK(found_in(Visited().body("no markup").read()) == "");
  CHECK(found_in(Visited().body("<?xml version='1.0'?>" + page).read()) == "");
}

TEST_CASE("links are rows that point at the URLs they lead to, in order") {
  const auto report =
      Visited()
          .type("text/html")
          .body("<a href=/x rel='nofollow me'>one</a><a href=http://b.test/>two</a><a href=/x#y>three</a>")
          .read();
  const auto& links = report.visit.links;
  REQUIRE(links.size() == 3);
  CHECK(links[0].text == "one");
  CHECK(links[0].rel == "nofollow me");
  CHECK(links[0].nofollow);
  CHECK(links[0].kind == "a");
  CHECK(links[1].target == 1);
  CHECK(links[2].target == links[0].target);
  CHECK(report.visit.page->links_internal == 2);
  CHECK(report.visit.page->links_external == 1);
  CHECK(report.visit.found.at(0).depth == 3);
}

TEST_CASE("which elements lead to pages") {
  CHECK(found_on("<a href=/1><map><area href=/2></map><iframe src=/3></iframe>") == "/1, /2, /3");
  CHECK(found_on("<frameset><frame src=/4></frameset>") == "/4");
  CHECK(found_on("<img src=/1><script src=/2></script><form action=/3></form><audio src=/4></audio>") ==
        "/1 not a page, /2 not a page, /3 not a page, /4 not a page");
}

TEST_CASE("which relations of <link> lead to pages") {
  for (const char* rel :
       {"alternate", "amphtml", "author", "canonical", "next", "prev", "search", "up NEXT"}) {
    CAPTURE(rel);
    CHECK(found_on("<link href=/x rel='" + std::string(rel) + "'>") == "/x");
  }
  for (const char* rel :
       {"stylesheet", "alternate stylesheet", "icon", "preload", "dns-prefetch", "manifest", ""}) {
    CAPTURE(rel);
    CHECK(found_on("<link href=/x rel='" + std::string(rel) + "'>") == "/x not a page");
  }
}

TEST_CASE("a <link> of a type that is neither HTML nor a feed leads to no page") {
  for (const char* type : {"", "text/html", "Application/XHTML+XML; x=y", "application/rss+xml",
                           "application/atom+xml", "text/xml", "rss"}) {
    CAPTURE(type);
    CHECK(found_on("<link rel=alternate href=/x type='" + std::string(type) + "'>") == "/x");
  }
  for (const char* type :
       {"application/json", "application/json+oembed", "text/xml+oembed", "application/pdf",
        "application/opensearchdescription+xml", "application/activity+json"}) {
    CAPTURE(type);
    CHECK(found_on("<link rel='search alternate' href=/x type='" + std::string(type) + "'>") ==
          "/x not a page");
  }
  CHECK(found_on("<a rel=alternate href=/x type=application/json>") == "/x");
}

TEST_CASE("the links of an error page are not followed, its title is kept") {
  Visited visited;
  visited.type("text/html").body("<title>Lost</title><a href=/x>");
  visited.response.status = 404;
  const auto report = visited.read();
  CHECK(report.visit.state == UrlState::done);
  CHECK(report.visit.page->title == "Lost");
  CHECK(report.visit.found.empty());
}

TEST_CASE("a redirect is a page whose target is found like a link, without going deeper") {
  Visited visited;
  visited.lease.redirects = 4;
  visited.response.status = 301;
  visited.response.headers.emplace_back("Location", "../new#part");
  const auto report = visited.read();
  CHECK(report.visit.state == UrlState::done);
  CHECK(report.visit.page->final_url == "http://a.test/new#part");
  const auto& target = report.visit.found.at(0);
  CHECK(target.url == "http://a.test/new");
  CHECK(target.via_kind == storage::ViaKind::redirect);
  CHECK(target.depth == 2);
  CHECK(target.redirects == 5);
}

TEST_CASE("a link of a page that a redirect led to starts a new chain") {
  Visited visited;
  visited.lease.redirects = 4;
  CHECK(visited.type("text/html").body("<a href=/x>").read().visit.found.at(0).redirects == 0);
}

TEST_CASE("a page that says so hides its links from the crawl, not from the file") {
  const std::string page = "<meta name=robots content='noindex,nofollow'><a href=/x>";
  Visited visited;
  visited.type("text/html").body(page);
  CHECK(found_in(visited.read()) == "/x nofollow");
  CHECK(visited.read().visit.links.at(0).nofollow);
  CHECK(visited.read().visit.page->robots == "noindex,nofollow");
  visited.options.obey_nofollow = false;
  CHECK(found_in(visited.read()) == "/x");
}

TEST_CASE("a fetch that is tried again leaves a pending URL with one more try, and no page") {
  Visited visited;
  visited.lease.attempts = 1;
  Outcome busy;
  busy.status = 503;
  const auto report = read_retry(visited.lease, busy, std::chrono::seconds(60), 1'700'000'000);
  CHECK(report.visit.url_id == 7);
  CHECK(report.visit.state == UrlState::pending);
  CHECK(report.visit.attempts == 2);
  CHECK(report.visit.due_at == 1'700'000'060);
  CHECK_FALSE(report.visit.page);
  CHECK(report.recent.status == 503);
  Outcome late;
  late.error = fetch::ErrorKind::timeout;
  CHECK(read_retry(visited.lease, late, std::chrono::seconds(60), 0).recent.error == "timeout");
}

TEST_CASE("408, 429 and 5xx that are not tried again are pages that failed") {
  Visited visited;
  for (const int status : {408, 429, 500, 503}) {
    visited.response.status = status;
    const auto last = visited.read();
    CHECK(last.visit.state == UrlState::failed);
    CHECK(last.visit.page->status == status);
  }
}

TEST_CASE("a failure is a row with its kind, phase and reason") {
  const auto report =
      Visited().fail(fetch::Error(fetch::ErrorKind::timeout, "not a byte for 15000 ms", "idle"));
  CHECK(report.visit.state == UrlState::failed);
  CHECK(report.visit.page->status == 0);
  CHECK(report.visit.page->error == "timeout");
  CHECK(report.visit.page->error_detail == "idle: not a byte for 15000 ms");
  CHECK(report.recent.error == "timeout");
  const auto without_phase = Visited().fail(fetch::Error(fetch::ErrorKind::tls, "certificate has expired"));
  CHECK(without_phase.visit.page->error_detail == "certificate has expired");
}

TEST_CASE("a refused URL is skipped with its reason, has no page, and used up no try") {
  storage::Lease lease;
  lease.url_id = 7;
  lease.attempts = 1;
  const auto report = read_refusal(lease, storage::SkipReason::robots);
  CHECK(report.visit.url_id == 7);
  CHECK(report.visit.state == UrlState::skipped);
  CHECK(report.visit.skip.reason == storage::SkipReason::robots);
  CHECK(report.visit.attempts == 1);
  CHECK_FALSE(report.visit.page);
}

TEST_CASE("the live view shows the result of a visit") {
  Visited visited;
  const auto recent = visited.type("text/html").body("<title>T</title>").read().recent;
  CHECK(recent.url == "http://a.test/dir/page");
  CHECK(recent.status == 200);
  CHECK(recent.title == "T");
  CHECK(recent.content_type == "text/html");
  CHECK(recent.size == 16);
  CHECK(recent.elapsed_ms == 250);
  CHECK(recent.fetched_at == "2023-11-14T22:13:20.000Z");
}

TEST_CASE("a link keeps its fragment, and its href where that says more than the key of the URL") {
  const std::pair<const char*, const char*> cases[] = {
      {"/x", "|"},
      {"/x#part", "part|"},
      {"#", "|"},
      {"#top", "top|"},
      {"x?a=b#c", "c|"},
      {"http://b.test", "|"},
      {"//b.test/x", "|"},
      {"../x", "|"},
      {"./../y/../x", "|./../y/../x"},
      {"HTTP://A.test/x#p", "p|HTTP://A.test/x#p"},
      {"/x?utm_source=mail", "|/x?utm_source=mail"},
      {"/?f[]=1", "|/?f[]=1"},
  };
  for (const auto& [href, told] : cases) {
    const auto& which = href;
    CAPTURE(which);
    const auto report = Visited().type("text/html").body("<a href='" + std::string(href) + "'>").read();
    REQUIRE(report.visit.links.size() == 1);
    CHECK(std::string(std::string_view(report.visit.links.front().fragment)) + "|" +
              report.visit.links.front().rest().href ==
          told);
  }
}

TEST_CASE("a sitemap has a link and an entry for each URL that it lists") {
  const auto report =
      Visited()
          .type("application/xml")
          .body(
              "<urlset xmlns:x='x'><url><loc>http://a.test/1</loc><lastmod>2024-05-01</lastmod>"
              "<x:link rel='alternate' href='http://b.test/1'/></url>"
              "<url><loc> http://a.test/2 </loc><changefreq> Daily "
              "</changefreq><priority>0.8</priority></url>"
              "</urlset>")
          .read();
  const auto& visit = report.visit;
  REQUIRE(visit.links.size() == visit.found.size());
  REQUIRE(visit.sitemap_entries.size() == 2);
  CHECK(visit.sitemap_entries[0].lastmod == "2024-05-01");
  CHECK(visit.sitemap_entries[0].changefreq == "");
  CHECK(visit.sitemap_entries[1].lastmod == "");
  CHECK(visit.sitemap_entries[1].changefreq == "Daily");
  CHECK(visit.sitemap_entries[1].priority == "0.8");
  CHECK(visit.found.at(*visit.links.at(visit.sitemap_entries[1].link).target).url == "http://a.test/2");
  CHECK(visit.links.front().kind == "sitemap");
  CHECK(visit.page->links_internal == 2);
}

TEST_CASE("links that were left out are worth a note with their number") {
  std::string page;
  for (int i = 0; i < 100'050; ++i) page += "<a href=/>";
  const auto report = Visited().type("text/html").body(page).read();
  CHECK(report.visit.links.size() == 100'000);
  REQUIRE(report.notes.size() == 1);
  CHECK(report.notes.front().kind == "links");
  CHECK(report.notes.front().text ==
        "50 links of http://a.test/dir/page were left out, as they are too many");
}

TEST_CASE("of a body that was cut only text is kept") {
  for (const auto& [type, is_kept] :
       {std::pair("text/html", true), std::pair("text/plain", true), std::pair("application/xml", true),
        std::pair("application/pdf", false), std::pair("video/mp4", false)}) {
    const auto& which = type;
    CAPTURE(which);
    Visited visited;
    visited.type(type).body("something");
    visited.response.truncated = true;
    const auto page = visited.read().visit.page.value();
    CHECK(page.truncated);
    CHECK(page.size == 9);
    CHECK(page.body.has_value() == is_kept);
    CHECK(page.content_hash.empty() == !is_kept);
  }
}

TEST_CASE("a seed that redirects within the crawl moves") {
  Visited visited;
  visited.lease.depth = 0;
  visited.response.status = 301;
  visited.response.headers.emplace_back("Location", "/docs/");
  REQUIRE(visited.read().moved_to);
  CHECK(visited.read().moved_to->href() == "http://a.test/docs/");
  visited.lease.depth = 1;
  CHECK_FALSE(visited.read().moved_to);
}

TEST_CASE("of a page that is known already only the links are read, so that no command of its rules runs") {
  struct Runner : extract::CommandRunner {
    extract::CommandEnd run(const std::vector<std::string>&, std::string_view) override {
      ++times;
      return {};
    }
    int times = 0;
  };
  support::SpiderRules rules;
  rules.items("", "t", support::css("h1"), {support::FieldOf("a", support::css("h1")).filter("cmd", {"f"})});
  rules.follow(support::css(".next"));
  const extract::Extractor extractor(rules.made());
  Visited visited;
  visited.options.structured = true;
  const std::string page = "<h1>A</h1><table><td>x</table><a class=next href=/n>n</a>";
  storage::KnownPage& known = visited.lease.known.emplace();
  known.status = 200;
  known.headers = R"([["Content-Type","text/html"]])";
  storage::Body content;
  content.content = page;
  content.size = static_cast<std::int64_t>(page.size());
  const Scope scope(visited.options, {url("http://a.test/")});
  Runner runner;
  const VisitPolicy policy(visited.options, scope, &extractor, &runner);
  const auto report = read_known(policy, visited.lease, content);
  CHECK(found_in(report) == "/n");
  CHECK(report.visit.items.empty());
  CHECK(report.visit.structured.empty());
  CHECK(report.visit.field_health.empty());
  CHECK(runner.times == 0);
}

TEST_CASE("a page whose rules find no memory is stored without what they give") {
  struct Runner : extract::CommandRunner {
    extract::CommandEnd run(const std::vector<std::string>&, std::string_view) override {
      throw std::bad_alloc();
    }
  };
  support::SpiderRules rules;
  rules.items("", "t", support::css("h1"), {support::FieldOf("a", support::css("h1")).filter("cmd", {"f"})});
  const extract::Extractor extractor(rules.made());
  Visited visited;
  visited.type("text/html").body("<h1>A</h1><a href=/n>n</a>");
  const Scope scope(visited.options, {url("http://a.test/")});
  Runner runner;
  const VisitPolicy policy(visited.options, scope, &extractor, &runner);
  Outcome outcome;
  outcome.status = 200;
  const auto report = read_response(policy, visited.lease, visited.response, outcome, 1'700'000'000);
  CHECK(found_in(report) == "/n");
  CHECK(report.visit.items.empty());
  REQUIRE(report.notes.size() == 1);
  CHECK(report.notes[0].kind == "extract limit");
}
