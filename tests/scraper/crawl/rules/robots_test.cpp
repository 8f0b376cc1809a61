#include "scraper/crawl/rules/robots.hpp"

#include <chrono>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using crawl::product_token;
using crawl::Robots;

namespace {

bool allowed(std::string_view robots, std::string_view agent, std::string_view path) {
  return Robots::parse(robots).check(agent, path).allowed;
}

}  // namespace

TEST_CASE("groups of one agent are merged, whatever the case of its name") {
  constexpr auto kText =
      "user-agent: ExampleBot\ndisallow: /foo\n\nuser-agent: other\ndisallow: /\n\nUSER-AGENT: "
      "examplebot\nDISALLOW: /baz\n";
  CHECK_FALSE(allowed(kText, "exampleBOT", "/foo"));
  CHECK_FALSE(allowed(kText, "exampleBOT", "/baz"));
  CHECK(allowed(kText, "exampleBOT", "/qux"));
}

TEST_CASE("an agent's own group replaces the group for everyone") {
  constexpr auto kText = "User-agent: *\nDisallow: /\n\nUser-agent: trawl\nDisallow: /private\n";
  CHECK(allowed(kText, "trawl", "/x"));
  CHECK_FALSE(allowed(kText, "trawl", "/private"));
  CHECK_FALSE(allowed(kText, "other", "/x"));
}

TEST_CASE("the longest match decides, Allow wins a tie, and the verdict names the line") {
  const auto robots =
      Robots::parse("User-agent: *\nDisallow: /a # why\nAllow: /a/b\nDisallow: /c\nAllow: /c\n");
  CHECK(robots.check("x", "/a").rule == "Disallow: /a");
  CHECK(robots.check("x", "/a/b").rule == "Allow: /a/b");
  CHECK(robots.check("x", "/c").allowed);
  CHECK(robots.check("x", "/d").rule == "");
}

TEST_CASE("the verdict has the number of its line, however lines end") {
  const auto line = [](std::string_view text) { return Robots::parse(text).check("x", "/a/b").line; };
  CHECK(line("User-agent: *\nDisallow: /a") == 2);
  CHECK(line("# one\r\n\r\nUser-agent: *\r\nDisallow: /a\r\n") == 4);
  CHECK(line("User-agent: *\r\rDisallow: /a\r") == 3);
  CHECK(line("User-agent: *\n\nDisallow: /a\nAllow: /a/b\n") == 4);
  CHECK(line("User-agent: *\nDisallow: /b") == 0);
}

TEST_CASE("robots.txt itself may always be fetched") {
  CHECK(allowed("User-agent: *\nDisallow: /\n", "x", "/robots.txt"));
  CHECK(Robots::refuse_all("unreachable").check("x", "/robots.txt").allowed);
}

TEST_CASE("a host without rules allows everything, a refused one nothing") {
  CHECK(Robots::allow_all().check("x", "/").allowed);
  const auto verdict = Robots::refuse_all("robots.txt is unreachable").check("x", "/");
  CHECK_FALSE(verdict.allowed);
  CHECK(verdict.rule == "robots.txt is unreachable");
}

TEST_CASE("misspelt names and forgotten colons are understood") {
  for (const auto* agent : {"user-agent:", "useragent:", "User Agent:", "user-agent", "user-agent :"}) {
    for (const auto* disallow :
         {"Disallow:", "disalow:", "dissallow:", "diasllow:", "disallow", "Disallow :"}) {
      CAPTURE(agent);
      CAPTURE(disallow);
      CHECK_FALSE(allowed(std::string(agent) + " x\n" + disallow + " /a\n", "x", "/a"));
    }
  }
}

TEST_CASE("lines end with LF, CR or CRLF") {
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    const std::string text = "User-agent: *" + end + "Disallow: /a" + end + end + "Disallow: /b";
    CHECK_FALSE(allowed(text, "x", "/a"));
    CHECK_FALSE(allowed(text, "x", "/b"));
    CHECK(allowed(text, "x", "/c"));
  }
}

TEST_CASE("blanks of Unicode and several byte order marks hide nothing") {
  for (const std::string blank : {"\u00A0", "\xA0", "\u3000", "\u200B", "\uFEFF"}) {
    CAPTURE(blank);
    const auto robots =
        Robots::parse("\uFEFF\uFEFFUser-agent:" + blank + "*" + blank + "\n" + blank + "Disallow" + blank +
                      ":" + blank + "/a" + blank + "\nCrawl-delay:" + blank + "5\nSitemap:" + blank +
                      "https://e.org/s.xml" + blank + "\n");
    CHECK_FALSE(robots.check("x", "/a").allowed);
    CHECK_FALSE(robots.check("x", "/ab").allowed);
    CHECK(robots.crawl_delay("x") == 5);
    CHECK(robots.sitemaps() == std::vector<std::string>{"https://e.org/s.xml"});
  }
  CHECK_FALSE(allowed("User-agent: *\nDisallow: /voil\xC3\xA0", "x", "/voil%C3%A0"));
  CHECK(allowed("User-agent: *\nDisallow: /voil\xC3\xA0", "x", "/voil%C3"));
}

TEST_CASE("a byte order mark and UTF-16 do not hide the first line") {
  constexpr std::string_view kText = "User-agent: *\nDisallow: /a\n";
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const char c : kText) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  CHECK_FALSE(allowed("\xef\xbb\xbf" + std::string(kText), "x", "/a"));
  CHECK_FALSE(allowed(little, "x", "/a"));
  CHECK_FALSE(allowed(big, "x", "/a"));
}

TEST_CASE("sitemaps are listed once each and end no group") {
  const auto robots = Robots::parse(
      "Sitemap: /a.xml\nUser-agent: x\nsitemap: /b.xml\nsite-map: /a.xml\nUser-agent: y\nDisallow: /\n");
  CHECK(robots.sitemaps() == std::vector<std::string>{"/a.xml", "/b.xml"});
  CHECK_FALSE(robots.check("x", "/").allowed);
}

TEST_CASE("a crawl-delay applies to the agents named before it and ends no group") {
  const auto robots = Robots::parse(
      "Crawl-delay: 99\nUser-agent: slow\nCrawl-delay: 10\nUser-agent: *\nDisallow: /a\nUser-agent: "
      "z\nCrawl-delay: 2.5\n"
      "User-agent: z\nCrawl-delay: 1\nUser-agent: bad\nCrawl-delay: soon\nCrawl-delay: -1\nCrawl-delay: "
      "inf\n");
  CHECK(robots.crawl_delay("slow") == 10);
  CHECK_FALSE(robots.check("slow", "/a").allowed);
  CHECK(robots.crawl_delay("anyone") == std::nullopt);
  CHECK(robots.crawl_delay("z") == 2.5);
  CHECK(robots.crawl_delay("bad") == std::nullopt);
}

TEST_CASE("a crawl-delay is nobody's but of the agents just before it") {
  SUBCASE("a named bot's does not hold everybody") {
    const auto robots = Robots::parse(
        "User-agent: *\nCrawl-delay: 5\nUser-agent: slow\nUser-agent: slower\n\nCrawl-delay: 2000\n");
    CHECK(robots.crawl_delay("anyone") == 5);
    CHECK(robots.crawl_delay("slow") == 2000);
    CHECK(robots.crawl_delay("slower") == 2000);
  }
  SUBCASE("lines of other kinds stand between without effect") {
    const auto robots = Robots::parse(
        "User-agent: *\nSitemap: /s.xml\nHost: e.org\nUser-agent: a\nCrawl-delay: 3\nUser-agent: b\n"
        "Disallow: /x\nCrawl-delay: 9\nAllow: /\nCrawl-delay: 7\n");
    CHECK(robots.crawl_delay("anyone") == 3);
    CHECK(robots.crawl_delay("a") == 3);
    CHECK(robots.crawl_delay("b") == 9);
    CHECK_FALSE(robots.check("a", "/x").allowed);
  }
  SUBCASE("of several groups of one agent the largest counts") {
    const auto robots = Robots::parse(
        "User-agent: trawl\nCrawl-delay: 1\nDisallow: /a\nUser-agent: *\nCrawl-delay: 90\nDisallow: /\n"
        "User-agent: other\nUser-agent: TRAWL\nCrawl-delay: 4\n");
    CHECK(robots.crawl_delay("trawl") == 4);
    CHECK(robots.crawl_delay("other") == 4);
    CHECK(robots.crawl_delay("anyone") == 90);
  }
  SUBCASE("one before any agent is nobody's, and an agent of its own group has not everybody's") {
    const auto robots = Robots::parse(
        "Crawl-delay: 60\nUser-agent: *\nCrawl-delay: 30\nDisallow:\nUser-agent: trawl\nDisallow: /a\n");
    CHECK(robots.crawl_delay("anyone") == 30);
    CHECK(robots.crawl_delay("trawl") == std::nullopt);
  }
}

TEST_CASE("many agents and many delays take linear time") {
  std::string text;
  for (int i = 0; i < 15'000; ++i) text += "User-agent: a" + std::to_string(i) + "\n";
  while (text.size() < crawl::kRobotsBytes - 40) text += "Crawl-delay: 1\n";
  CHECK(Robots::parse(text).crawl_delay("a14999") == 1);
}

TEST_CASE("the first 500 KiB are read, without the line cut at their end") {
  std::string text = "User-agent: *\n";
  while (text.size() < crawl::kRobotsBytes - 40) text += "Disallow: /a\n";
  text += "Allow: /in\nDisallow: /";
  text.append(crawl::kRobotsBytes - text.size(), 'x');
  text += "y\nDisallow: /late\n";
  const auto robots = Robots::parse(text);
  CHECK_FALSE(robots.check("x", "/a").allowed);
  CHECK(robots.check("x", "/in").rule == "Allow: /in");
  CHECK(robots.check("x", "/late").allowed);
  CHECK(robots.check("x", "/" + std::string(100, 'x')).allowed);
}

TEST_CASE("the product token is what stands before the version") {
  CHECK(product_token("trawl/1.0 (+https://example.org/)") == "trawl");
  CHECK(product_token("trawl") == "trawl");
  CHECK(product_token("my bot") == "my");
}

namespace {

std::string path_of(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const auto slash = url.find('/', scheme + 3);
  return slash == std::string::npos ? "" : url.substr(slash);
}

bool agrees(const nlohmann::json& given) {
  const auto robots = Robots::parse(support::conformance_bytes(given["robots"]));
  if (given.contains("sitemaps"))
    return robots.sitemaps() == given["sitemaps"].get<std::vector<std::string>>();
  const auto agent = given["agent"].get<std::string>();
  if (given.contains("crawl_delay")) {
    const auto delay = robots.crawl_delay(agent);
    return given["crawl_delay"].is_null() ? !delay : delay == given["crawl_delay"].get<double>();
  }
  const bool is_allowed = robots.check(agent, path_of(given["url"].get<std::string>())).allowed;
  return given["allowed"].is_null() || is_allowed == given["allowed"].get<bool>();
}

/// Counts the cases that come out as expected. With a `scope`, only the cases of that scope.
void count(const nlohmann::json& cases, support::SuiteScore score, std::string_view scope = "") {
  score.explain_the_rest(
      "Google's cases and RFC 9309 2.2 say otherwise: an unknown line closes no group, and a user-agent "
      "value ends at a blank");
  for (const auto& given : cases) {
    if (!scope.empty() && given["scope"] != scope) continue;
    const bool passed = agrees(given);
    score.count(passed, given.value("test", ""));
    if (!passed) MESSAGE("differs: ", given.dump());
  }
  score.check();
}

}  // namespace

TEST_CASE("the public cases of Google's parser, the RFC and protego come out as expected") {
  const auto suite = support::conformance_suite("robots");
  if (!suite) return;
  const auto google = support::conformance_cases(*suite / "google.json");
  using support::SuiteScore;
  count(google, SuiteScore("robots: google, what the RFC says", 100), "rfc9309");
  count(google, SuiteScore("robots: google, its leniency", 100), "google");
  count(support::conformance_cases(*suite / "rfc9309.json")["match"], SuiteScore("robots: rfc9309", 100));
  count(support::conformance_cases(*suite / "protego.json"), SuiteScore("robots: protego", 98));
}

TEST_CASE("real files keep their obvious meaning") {
  const auto suite = support::conformance_suite("robots");
  if (!suite) return;
  const auto file = [&](const char* name) {
    return Robots::parse(support::file_bytes(*suite / "files" / name));
  };
  CHECK(file("crawl-delay-group-merging.txt").crawl_delay("mybot") == 10);
  CHECK(file("crawl-delay-group-merging.txt").crawl_delay("other") == 30);
  CHECK_FALSE(file("crawl-delay-group-merging.txt").check("mybot", "/private/").allowed);
  CHECK_FALSE(file("directive-typos-robots.txt").check("bot1", "/desallow/").allowed);
  CHECK_FALSE(file("directive-typos-robots.txt").check("bot1", "/dissalow/").allowed);
  CHECK_FALSE(file("directive-typos-robots.txt").check("bot3", "/useg-agent/").allowed);
  CHECK_FALSE(file("directive-typos-robots.txt").check("bot4", "/useragent-no-colon/").allowed);
  CHECK(file("dos-line-endings.txt").crawl_delay("x") == 1);
  CHECK_FALSE(file("extensions-group-merging.txt").check("mybot", "/private/").allowed);
  CHECK_FALSE(file("extensions-group-merging.txt").check("mybot", "/login/").allowed);
  CHECK(file("extensions-group-merging.txt").check("mybot", "/llms.txt").rule == "");
  CHECK_FALSE(file("format-errors-robots.txt").check("bot1", "/no-colon/").allowed);
  CHECK(file("format-errors-robots.txt").check("bot3", "/whitespace-before-colon").allowed);
  CHECK_FALSE(file("malformed-path.txt").check("x", "/wiki/Wikipedia_talk%3Mediation_Committee/").allowed);
  CHECK_FALSE(file("merge-rules.txt").check("wget", "/tmp/bar").allowed);
  CHECK(file("merge-rules.txt").check("wget", "/foo/bar").allowed);
  CHECK(file("sitemap-robots-dedup.txt").sitemaps().size() == 1);
  CHECK_FALSE(file("wildcards.txt").check("x", "/gp/cart").allowed);
}

TEST_CASE("what robots.txt speaks of is a URL's path and query") {
  CHECK(crawl::path_and_query("http://a.test/") == "/");
  CHECK(crawl::path_and_query("https://u:p@a.test:8080/x/y?q=http://b.test/#part") ==
        "/x/y?q=http://b.test/");
}

TEST_CASE(
    "a robots.txt of 500 KiB of patterns decides on short URLs and refuses long ones without a search of "
    "seconds") {
  std::string text = "User-agent: *\n";
  for (int i = 0; i < 25'000; ++i) text += "Disallow: /*aaaaab\n";
  const Robots robots = Robots::parse(text);
  CHECK(robots.check("trawl", "/a/short/path").allowed);
  CHECK_FALSE(robots.check("trawl", "/x/aaaaab").allowed);
  const auto begin = std::chrono::steady_clock::now();
  const crawl::Verdict verdict = robots.check("trawl", "/" + std::string(8'000, 'a'));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
  CHECK_FALSE(verdict.allowed);
  CHECK(verdict.rule == "too many patterns for a URL of this length");
}
