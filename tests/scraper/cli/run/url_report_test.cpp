#include "scraper/cli/run/url_report.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "scraper/cli/print/url_story_text.hpp"
#include "scraper/cli/run/url_variants.hpp"
#include "scraper/cli/settings/options_json.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;
using cli::testing::holds;
using support::html, support::links, support::plain, support::redirect;

namespace {

/// A small site, crawled; why() asks about a target of it.
struct Story {
  Story() {
    crawl.site.page("/robots.txt", plain("# hello\r\nUser-agent: *\r\nDisallow: /private\r\n"));
    crawl.site.page("/",
                    html("<a href=/gone>g\x1b[31mred</a>"
                         R"(<a href="/a?utm_source=x">An A</a> <a href=/private/x>p</a> <a href=/old>o</a>
      <a href=/file.pdf>pdf</a> <img src=/i.png> <a href=http://elsewhere.example/>e</a>)"));
    crawl.site.page("/a", links({"/a/b"}));
    crawl.site.page("/a?utm_source=x", links({"/a/b"}));
    crawl.site.page("/a/b", html("deep"));
    crawl.site.page("/copy", html("deep"));
    crawl.site.page("/old", redirect("/copy"));
    crawl.options.exclude = {R"(\.pdf$)"};
    crawl.options.depth = 2;
  }
  void run() {
    crawl.options.seeds = {at("/")};
    crawl.config = cli::options_json(crawl.options);
    crawl.run();
  }
  cli::Json report(const std::string& target) { return cli::url_report(crawl.file(), at(target)); }
  std::string why(const std::string& target) { return cli::url_story_text(report(target), "x.db"); }
  std::string at(const std::string& target) const { return crawl.site.origin() + target; }
  support::TestCrawl crawl;
};

}  // namespace

TEST_CASE("why a page was fetched: where it was found, what allowed it, each fetch, and what is the same") {
  Story story;
  story.run();
  const std::string why = story.why("/a/b");
  CHECK(holds(why, "\nIt was fetched: 200, text/html"));
  CHECK(holds(why, "by a link of " + story.at("/a?utm_source=x")));
  CHECK(holds(why, "2 links deep, of --depth 2"));
  CHECK(holds(why, "no line of robots.txt forbids it to trawl"));
  CHECK(holds(why, story.at("/copy") + " (the same bytes)"));
  CHECK(holds(story.why("/old"), "It was fetched: 302, a redirect to " + story.at("/copy")));
  CHECK(holds(story.why("/copy"), "as the redirect of " + story.at("/old")));
  CHECK(holds(story.why("/gone"), "It was fetched: 404"));
  CHECK(holds(story.why("/"), "as a seed"));
}

TEST_CASE("why says how long a page waited, and for what") {
  Story story;
  story.crawl.options.delay = std::chrono::milliseconds(100);
  story.run();
  const auto report = story.report("/old");  // the third of its page
  CHECK(report["waited_s"] > 0.1);
  const bool is_pace = report["waited_for"] == "delay" || report["waited_for"] == "slow";
  CHECK(is_pace);
  CHECK(holds(story.why("/old"), " from its discovery to its first request, at last for: "));
  storage::Connection connection(story.crawl.file(), storage::Access::read);
  CHECK(connection.integer(
            "SELECT count(*) FROM pages_flat WHERE waited_ms > 100 AND waited_for IS NOT NULL") > 1);
}

TEST_CASE(
    "why a page was not fetched: the rule that refused it, with the line of robots.txt or the pattern") {
  Story story;
  story.run();
  CHECK(holds(story.why("/private/x"), "It was not fetched: robots.txt forbids it (robots)."));
  CHECK(holds(story.why("/private/x"),
              R"(refused   line 3 of robots.txt, "Disallow: /private", forbids it to trawl)"));
  CHECK(holds(story.why("/file.pdf"), R"(refused   --exclude '\.pdf$' matches it)"));
  CHECK(holds(story.why("/i.png"), "other part of a page (not a page)"));
  const auto elsewhere = cli::url_report(story.crawl.file(), "http://elsewhere.example/");
  CHECK(holds(cli::url_story_text(elsewhere, "x.db"), "outside the sites that --scope allows (scope)"));
}

TEST_CASE("another spelling of a page is answered with the page, and with what makes them one") {
  Story story;
  story.run();
  const auto report = story.report("/a");
  CHECK(report["is_known"] == true);
  CHECK(report["url"] == story.at("/a?utm_source=x"));
  const std::string why = story.why("/a?utm_medium=y#part");
  CHECK(holds(why, "tracking parameters are dropped"));
  CHECK(holds(why, "(a, \"An A\", written as /a?utm_source=x)"));
}

TEST_CASE("of a URL that was never found: what would happen to it, and what is near it") {
  Story story;
  story.run();
  CHECK(holds(story.why("/A/B/"), "It was not found: no page that was read links to it"));
  CHECK(holds(story.why("/A/B/"), "near      " + story.at("/a/b") + "  200"));
  CHECK(holds(story.why("/private/y"), "It was not found, and would not be fetched: line 3 of robots.txt"));
  CHECK(holds(story.why("/b/b/b/b/"),
              "would not be fetched: it looks like one of endlessly many URLs: segment repeated"));
  const auto inside = cli::url_report(story.crawl.file(), "http://10.1.2.3/");
  CHECK(holds(cli::url_story_text(inside, "x.db"), "10.1.2.3 is a private address that nobody has allowed"));
}

TEST_CASE("a URL that waits says how many come first, and how the crawl goes on") {
  Story story;
  story.crawl.options.page_limit = 2;
  story.run();
  const auto report = story.report("/old");
  REQUIRE(report["state"] == "pending");
  CHECK(report["queue"]["before"] == 2);  // what robots.txt forbids waits for its turn, too
  CHECK(holds(story.why("/old"), "It waits to be fetched."));
  CHECK(holds(story.why("/old"), "it goes on with: trawl resume x.db"));
  CHECK(holds(story.why("/nothing"), "what they link to is not known yet"));
}

TEST_CASE("a failed try is told with its reason, and nothing from the web commands the terminal") {
  Story story;
  story.crawl.site.pages("/gone", {support::status(503), html("x")});
  story.run();
  const std::string why = story.why("/gone");
  CHECK(holds(why, "retry: try 1 failed: status 503"));
  CHECK(holds(why, R"("g\x1b[31mred")"));
  CHECK_FALSE(holds(why, "\x1b"));
}

TEST_CASE("what is no URL, or no crawl file, is one clear line") {
  Story story;
  story.run();
  CHECK_THROWS_AS(cli::url_report(story.crawl.file(), "nonsense"), std::invalid_argument);
  cli::testing::CommandLine line;
  if (line.trawl.empty()) return;
  const auto missing = line.run({"why", "none.db", "example.org"});
  CHECK(missing.exit_code == 3);
  CHECK(cli::testing::is_one_line(missing.err));
  CHECK(line.run({"why", story.crawl.file(), "mailto:x"}).exit_code == 2);
  const auto json = line.run({"why", story.crawl.file(), story.at("/"), "--json"});
  CHECK(cli::Json::parse(json.out)["state"] == "done");
}

TEST_CASE("variants of a URL are what people mean who type it otherwise") {
  std::string all;
  for (const fetch::Url& one : cli::variants_of(*fetch::Url::parse("http://example.org/A/b?c=1")))
    all += one.href() + " ";
  CHECK(
      holds(all, "http://example.org/A/b/?c=1 https://example.org/A/b?c=1 http://www.example.org/A/b?c=1 "));
  CHECK(holds(all, "http://example.org/a/b?c=1 "));
  CHECK(
      holds(all, " http://example.org/A/b http://example.org/A/ http://example.org/A http://example.org/ "));
  CHECK_FALSE(holds(all, "http://example.org/A/b?c=1 "));
}

TEST_CASE("why answers while the crawl runs, also before it has found anything") {
  storage::testing::CrawlFile running;
  const auto why = [&](const std::string& path) {
    return cli::url_story_text(cli::url_report(running.file(), "http://a.example" + path), "x.db");
  };
  CHECK(holds(why("/a"), "It was not found"));
  running.add(
      {storage::testing::new_url("/a"), storage::testing::new_url("/b"), storage::testing::new_url("/c")});
  CHECK(holds(why("/b"), "It waits to be fetched."));
  CHECK(holds(why("/b"), "1 URL of its host come first"));
  const storage::Lease lease = running.lease();
  CHECK(holds(why("/a"), "It is being fetched, or is next."));
  running.commit(storage::testing::visit_of(lease));
  CHECK(holds(why("/a"), "It was fetched: 200"));
}
