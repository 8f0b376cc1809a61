// Crawls by the rules of a spider file: which links are followed, what is asked, and where paging ends.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/spider_rules.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;
using namespace trawl::support;

namespace {

struct RuledCrawl : TestCrawl {
  /// Begins at a target of the site.
  extract::StartRequest& start(const std::string& target) {
    seeds.push_back(target);
    return rules.start(site.origin() + target);
  }
  Ending run_by_rules() {
    options.spider = rules.made();
    return run();
  }
  /// "METHOD target body" of each request but robots.txt, separated by ", ".
  std::string requests() const {
    std::string text;
    for (const Arrival& arrival : site.arrivals()) {
      if (arrival.target == "/robots.txt") continue;
      text +=
          (text.empty() ? "" : ", ") + arrival.head.substr(0, arrival.head.find(' ') + 1) + arrival.target;
      if (!arrival.body.empty()) text += ' ' + arrival.body;
    }
    return text;
  }
  std::string header_of(std::size_t arrival, const std::string& name) const {
    const std::string head = site.arrivals().at(arrival).head + "\r\n";
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }

  SpiderRules rules;
};

TestReply json_reply(const std::string& text) {
  return TestReply(200, text).header("Content-Type", "application/json");
}

std::string numbered(int page, const std::string& rest = "") {
  return fmt::format(R"({{"items":[{{"n":{}}},{{"n":{}}}]{}}})", 2 * page, 2 * page + 1, rest);
}

void add_items(SpiderRules& rules) {
  rules.items("/api", "things", json("$.items[*]"), {FieldOf("n", json("$.n"), extract::FieldType::integer)},
              {"n"});
}

}  // namespace

TEST_CASE("with follow rules only what they choose is fetched, by label and priority") {
  RuledCrawl crawl;
  crawl.seeds.clear();
  crawl.start("/").label = "list";
  auto& details = crawl.rules.follow();
  details.selector = css(".product a");
  details.label = "detail";
  details.on.label = "list";
  auto& next = crawl.rules.follow();
  next.selector = css("a.next");
  next.label = "list";
  next.priority = 10;
  crawl.site.page("/", html("<p class=product><a href=/p/1>1</a><a href=/p/2>2</a></p><a class=next "
                            "href=/2>n</a><a href=/about>x</a>"));
  crawl.site.page("/2", html("<p class=product><a href=/p/3>3</a></p><a href=/about>x</a>"));
  for (const char* page : {"/p/1", "/p/2", "/p/3"})
    crawl.site.page(page, html("<p class=product><a href=/p/9>not from a detail page</a></p>"));
  CHECK(crawl.run_by_rules() == Ending::finished);
  CHECK(crawl.site.asked() == "/robots.txt / /2 /p/1 /p/2 /p/3");
  CHECK(crawl.fate("/about") == "skipped: not chosen");
  CHECK(crawl.fate("/p/9") == "skipped: not chosen");
  CHECK(crawl.rows("SELECT url, label FROM urls WHERE label IS NOT NULL ORDER BY url") ==
        "/ list, /2 list, /p/1 detail, /p/2 detail, /p/3 detail");
  crawl.check_file();
}

TEST_CASE("what rules choose is still judged by scope, patterns, depth, robots.txt and nofollow") {
  RuledCrawl crawl;
  crawl.rules.follow(css("a"));
  crawl.options.exclude = {"/no"};
  crawl.options.depth = 1;
  crawl.site.robots("User-agent: *\nDisallow: /private");
  crawl.site.page("/", html("<a href=/a>a</a><a href=/private>b</a><a href=/no>c</a><a "
                            "href=http://b.test/>d</a><a href=/quiet>e</a>"));
  crawl.site.page("/a", html("<a href=/deep>x</a>"));
  crawl.site.page("/quiet", html("<a href=/hidden>x</a>", "<meta name=robots content=nofollow>"));
  crawl.run_by_rules();
  CHECK(crawl.fate("/a") == "done");
  CHECK(crawl.fate("/private") == "skipped: robots");
  CHECK(crawl.fate("/no") == "skipped: exclude");
  CHECK(crawl.fate("http://b.test/") == "skipped: scope");
  CHECK(crawl.fate("/deep") == "skipped: depth");
  CHECK(crawl.fate("/hidden") == "skipped: nofollow");
}

TEST_CASE("URL patterns choose among links and feeds, and no sitemap is looked for") {
  RuledCrawl crawl;
  crawl.options.sitemap = crawl::SitemapUse::automatic;
  crawl.rules.follow().url_pattern = "/(post|feed)";
  crawl.site.robots("Sitemap: /sitemap.xml");
  crawl.site.page("/", html("<a href=/post/1>1</a><a href=/feed>f</a><a href=/about>x</a>"));
  crawl.site.page(
      "/feed",
      TestReply(200,
                "<rss><channel><item><link>/post/2</link></item><item><link>/x</link></item></channel></rss>")
          .header("Content-Type", "application/rss+xml"));
  for (const char* page : {"/post/1", "/post/2"}) crawl.site.page(page, html(""));
  crawl.run_by_rules();
  CHECK(crawl.site.asked() == "/robots.txt / /post/1 /feed /post/2");
  CHECK(crawl.fate("/x") == "skipped: not chosen");
}

TEST_CASE("without follow rules every link is followed") {
  RuledCrawl crawl;
  crawl.rules.items("", "t", extract::Selector(), {FieldOf("x", css("h1::text"))});
  crawl.site.page("/", links({"/a"}));
  crawl.site.page("/a", html(""));
  crawl.run_by_rules();
  CHECK(crawl.site.asked() == "/robots.txt / /a");
}

TEST_CASE("start requests have a method, a body and headers, and two bodies are two pages") {
  RuledCrawl crawl;
  crawl.seeds.clear();
  for (const char* body : {R"({"q":"lamp"})", R"({"q":"chair"})", R"({"q":"lamp"})"}) {
    auto& start = crawl.start("/find");
    start.method = "POST";
    start.body = body;
    start.headers = {{"X-Key", "sesame"}};
  }
  crawl.options.headers = {{"X-Key", "of all"}, {"X-Other", "1"}};
  crawl.site.page("POST /find", json_reply("{}"));
  CHECK(crawl.run_by_rules() == Ending::finished);
  CHECK(crawl.requests() == R"(POST /find {"q":"lamp"}, POST /find {"q":"chair"})");
  CHECK(crawl.header_of(1, "X-Key") == "sesame");
  CHECK(crawl.header_of(1, "X-Other") == "1");
  CHECK(crawl.header_of(1, "Content-Type") == "application/json");
  crawl.check_file();
}

TEST_CASE(
    "a start request is tried again and resumed as it was, and asked again unconditionally by a later "
    "crawl") {
  RuledCrawl crawl;
  crawl.seeds.clear();
  auto& start = crawl.start("/find");
  start.method = "POST";
  start.body = "q=1";
  crawl.site.pages("POST /find", {status(503), status(503), json_reply("{}").header("ETag", "\"1\"")});
  crawl.options.page_limit = 10;
  SUBCASE("after a failure") {
    crawl.run_by_rules();
    CHECK(crawl.requests() == "POST /find q=1, POST /find q=1, POST /find q=1");
  }
  SUBCASE("in another run") {
    crawl.options.spider = crawl.rules.made();
    crawl.when_asked("/find", [] {});
    crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/find", [&crawler] { crawler.stop(); }); });
    crawl.run_by_rules();
    CHECK(crawl.requests().starts_with("POST /find q=1, POST /find q=1"));
    CHECK(crawl.requests().find("GET") == std::string::npos);
  }
  CHECK(crawl.run_by_rules() == Ending::finished);
  CHECK(crawl.requests().ends_with("POST /find q=1"));
  CHECK(crawl.header_of(crawl.site.arrived() - 1, "If-None-Match") == "");
}

TEST_CASE("a POST that redirects becomes a GET, or stays a POST, by the status") {
  RuledCrawl crawl;
  crawl.seeds.clear();
  auto& start = crawl.start("/find");
  start.method = "POST";
  start.body = "q=1";
  start.headers = {{"X-Key", "sesame"}};
  start.label = "found";
  crawl.site.page("/find", html("the result"));
  crawl.site.page("/new", html("the result"));
  SUBCASE("303 to its own URL") {
    crawl.site.page("POST /find", redirect("/find", 303));
    crawl.run_by_rules();
    CHECK(crawl.requests() == "POST /find q=1, GET /find");
    CHECK(crawl.header_of(2, "X-Key") == "sesame");
  }
  SUBCASE("302 elsewhere") {
    crawl.site.page("POST /find", redirect("/new", 302));
    crawl.run_by_rules();
    CHECK(crawl.requests() == "POST /find q=1, GET /new");
  }
  SUBCASE("307 elsewhere") {
    crawl.site.page("POST /find", redirect("/new", 307));
    crawl.run_by_rules();
    CHECK(crawl.requests() == "POST /find q=1, POST /new q=1");
  }
  CHECK(crawl.count("SELECT count(*) FROM pages WHERE error IS NOT NULL") == 0);
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE label = 'found'") == 2);
}

TEST_CASE("the headers of a start request do not cross origins") {
  TestSite other;
  other.page("/x", html(""));
  RuledCrawl crawl;
  crawl.seeds.clear();
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.start("/").headers = {{"X-Key", "sesame"}};
  crawl.rules.follow(css("a"));
  crawl.site.page("/", html("<a href=/near>1</a><a href=" + other.origin() + "/x>2</a><a href=/moved>3</a>"));
  crawl.site.page("/near", html(""));
  crawl.site.page("/moved", redirect(other.origin() + "/x?y"));
  crawl.run_by_rules();
  CHECK(crawl.header_of(1, "X-Key") == "sesame");
  CHECK(crawl.header_of(2, "X-Key") == "sesame");
  REQUIRE(other.arrived() == 3);
  for (const Arrival& arrival : other.arrivals()) CHECK(arrival.head.find("X-Key") == std::string::npos);
}

TEST_CASE("an API is followed page by page until it brings nothing new") {
  RuledCrawl crawl;
  crawl.seeds = {"/api?page=1"};
  add_items(crawl.rules);
  for (int page = 1; page <= 3; ++page)
    crawl.site.page(fmt::format("/api?page={}", page), json_reply(numbered(page)));
  SUBCASE("by a link, which may be relative") {
    crawl.rules.follow(json("$.links.next"));
    for (int page = 1; page <= 2; ++page)
      crawl.site.page(fmt::format("/api?page={}", page),
                      json_reply(numbered(page, fmt::format(R"(,"links":{{"next":"?page={}"}})", page + 1))));
    crawl.run_by_rules();
    CHECK(crawl.site.asked() == "/robots.txt /api?page=1 /api?page=2 /api?page=3");
  }
  SUBCASE("by a cursor") {
    auto& rule = crawl.rules.follow();
    rule.selector = json("$.cursor");
    rule.parameter = "page";
    for (int page = 1; page <= 2; ++page)
      crawl.site.page(fmt::format("/api?page={}", page),
                      json_reply(numbered(page, fmt::format(R"(,"cursor":"{}")", page + 1))));
    crawl.run_by_rules();
    CHECK(crawl.site.asked() == "/robots.txt /api?page=1 /api?page=2 /api?page=3");
  }
  SUBCASE("by a counter") {
    auto& rule = crawl.rules.follow();
    rule.parameter = "page";
    rule.step = 1;
    SUBCASE("up to a page without rows") {
      crawl.site.page("/api?page=4", json_reply(R"({"items":[]})"));
    }
    SUBCASE("up to the last page again") {
      crawl.site.page("/api?page=4", json_reply(numbered(3, R"(,"at":"later")")));
    }
    SUBCASE("up to the first page again") {
      crawl.site.page("/api?page=4", json_reply(numbered(1)));
    }
    SUBCASE("up to a page that is not there") {}
    crawl.run_by_rules();
    CHECK(crawl.site.asked() == "/robots.txt /api?page=1 /api?page=2 /api?page=3 /api?page=4");
  }
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE state = 'pending'") == 0);
  crawl.check_file();
}

TEST_CASE("a counter repeats the request of its page") {
  RuledCrawl crawl;
  crawl.seeds.clear();
  auto& start = crawl.start("/api");
  start.method = "POST";
  start.body = "{}";
  start.label = "api";
  add_items(crawl.rules);
  auto& rule = crawl.rules.follow();
  rule.parameter = "page";
  rule.step = 1;
  rule.on.label = "api";
  crawl.site.page("POST /api", json_reply(numbered(1)));
  crawl.site.page("POST /api?page=2", json_reply(numbered(2)));
  crawl.site.page("POST /api?page=3", json_reply(R"({"items":[]})"));
  crawl.run_by_rules();
  CHECK(crawl.requests() == "POST /api {}, POST /api?page=2 {}, POST /api?page=3 {}");
}

TEST_CASE("pages that rules cannot read are said once for each type") {
  RuledCrawl crawl;
  crawl.rules.items("", "t", extract::Selector(), {FieldOf("x", css("h1::text"))});
  crawl.site.page("/", links({"/1.pdf", "/2.pdf"}));
  for (const char* page : {"/1.pdf", "/2.pdf"})
    crawl.site.page(page, TestReply(200, "%PDF-1.7").header("Content-Type", "application/pdf"));
  crawl.run_by_rules();
  CHECK(crawl.rows("SELECT kind, message FROM events WHERE kind = 'page skipped'") ==
        "page skipped /1.pdf is application/pdf, which rules cannot read; others of this type are skipped, "
        "too");
}
