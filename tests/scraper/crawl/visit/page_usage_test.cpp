#include "scraper/crawl/visit/page_usage.hpp"

#include <doctest/doctest.h>

#include "scraper/crawl/rules/robots.hpp"
#include "scraper/crawl/visit/received_page.hpp"

using namespace trawl;

namespace {

using Preferences = std::vector<page::UsagePreference>;

/// One line for each: source, scope, label and value.
std::string shown(const Preferences& preferences) {
  std::string text;
  for (const auto& one : preferences)
    text +=
        one.source + (one.scope.empty() ? "" : " " + one.scope) + ": " + one.label + "=" + one.value + "\n";
  return text;
}

std::string of_page(const std::string& html, std::vector<fetch::Header> headers) {
  fetch::Response response(*fetch::Url::parse("https://a.example/x"));
  response.status = 200;
  response.headers = std::move(headers);
  response.body = html;
  const auto page = crawl::received_page(response, "text/html", "trawl/1");
  return shown(crawl::page_usage(response, page, "trawl"));
}

std::string of_robots(const std::string& robots, const std::string& path = "/", const char* agent = "trawl") {
  return shown(crawl::Robots::parse(robots).usage_of(agent, path));
}

}  // namespace

TEST_CASE("a page asks by headers, meta elements and links, each with its source") {
  CHECK(of_page("<title>x</title><a href=y>y</a>", {{"Server", "x"}, {"X-Robots-Tag", "noindex"}}) == "");
  CHECK(of_page("", {{"Content-Usage", "train-ai=n"}, {"content-usage", "search=y"}}) ==
        "header content-usage: train-ai=n\nheader content-usage: search=y\n");
  CHECK(of_page("", {{"CONTENT-SIGNAL", "ai-train=no"}}) == "header content-signal: ai-train=no\n");
  CHECK(of_page("", {{"TDM-Reservation", " 1 "}, {"tdm-policy", "https://a.example/p"}}) ==
        "header tdm-reservation: tdm-reservation=1\nheader tdm-policy: tdm-policy=https://a.example/p\n");
  CHECK(of_page("<meta name=TDM-Reservation content=1><meta name=tdm-policy content='/p'><meta name=tdm-x "
                "content=1>",
                {}) == "meta tdm-reservation: tdm-reservation=1\nmeta tdm-policy: tdm-policy=/p\n");
  CHECK(of_page("<meta name=robots content='NoAI, noimageai'>", {}) ==
        "meta robots: noai=\nmeta robots: noimageai=\n");
  CHECK(of_page("<meta name=robots content='noai'>", {{"X-Robots-Tag", "noai, otherbot: noimageai"}}) ==
        "header x-robots-tag: noai=\nmeta robots: noai=\n");
  CHECK(of_page("", {{"X-Robots-Tag", "noai"}}) == "header x-robots-tag: noai=\n");
  CHECK(of_page("<link rel='License other' href=/l><a rel=license href=https://b.example/cc>cc</a>",
                {{"Link", "</h>; rel=\"license\""}}) ==
        "link license: license=https://a.example/l\nlink license: license=https://b.example/cc\n"
        "link license: license=https://a.example/h\n");
  CHECK(of_page("<meta name=tdm-reservation content=yes>", {}) == "meta tdm-reservation: tdm-reservation=\n");
}

TEST_CASE("of the lines of robots.txt the longest path wins, for each kind of line") {
  const std::string robots =
      "User-agent: *\nContent-Usage: train-ai=n\nContent-Usage: /ok/ train-ai=y\nContent-Usage: /ok/not "
      "train-ai=n, search=n\n"
      "Content-Signal: search=yes\nAllow: /\n";
  CHECK(of_robots(robots, "/x") ==
        "robots.txt content-usage /: train-ai=n\nrobots.txt content-signal /: search=yes\n");
  CHECK(of_robots(robots, "/ok/a") ==
        "robots.txt content-usage /ok/: train-ai=y\nrobots.txt content-signal /: search=yes\n");
  CHECK(
      of_robots(robots, "/ok/not")
          .starts_with(
              "robots.txt content-usage /ok/not: train-ai=n\nrobots.txt content-usage /ok/not: search=n\n"));
  CHECK(of_robots("User-agent: *\nContent-Usage: /a train-ai=y\nContent-Usage: /a train-ai=n", "/a") ==
        "robots.txt content-usage /a: train-ai=y\nrobots.txt content-usage /a: train-ai=n\n");
  CHECK(of_robots("User-agent: *\ncontent-usage:\t/*.pdf$\ttrain-ai=n # a comment", "/x/y.pdf") ==
        "robots.txt content-usage /*.pdf$: train-ai=n\n");
  CHECK(of_robots("User-agent: *\nContent-Usage: /*.pdf$ train-ai=n", "/x/y.pdf?z") == "");
}

TEST_CASE("the lines of robots.txt speak to the agents of their group, those of licenses to all") {
  const std::string robots =
      "Content-Usage: search=n\nLicense: https://a.example/rsl.xml\n"
      "User-agent: other\nContent-Usage: train-ai=n\nUser-agent: trawl\nUser-agent: third\nDisallow: /x\n"
      "Content-Signal: ai-train=no\nContent-Usage: bad dictionary\n";
  CHECK(of_robots(robots) ==
        "robots.txt content-signal /: ai-train=no\nrobots.txt content-usage /: =\n"
        "robots.txt license /: license=https://a.example/rsl.xml\n");
  CHECK(of_robots(robots, "/", "other")
            .starts_with("robots.txt content-usage /: train-ai=n\nrobots.txt license"));
  CHECK(of_robots(robots, "/", "unknown") == "robots.txt license /: license=https://a.example/rsl.xml\n");
  const auto parsed = crawl::Robots::parse(robots);
  CHECK_FALSE(parsed.check("other", "/x").allowed);  // a line about use ends no group of other rules
  CHECK_FALSE(parsed.check("third", "/x").allowed);
}

TEST_CASE("tdmrep.json adds its rules, and a hostile robots.txt no more than a thousand") {
  auto robots = crawl::Robots::allow_all();
  robots.add_tdm_rules(R"([{"location": "/", "tdm-reservation": 0},
                           {"location": "/a*", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}])");
  CHECK(shown(robots.usage_of("trawl", "/b")) == "tdmrep.json /: tdm-reservation=0\n");
  CHECK(shown(robots.usage_of("trawl", "/a/b")) ==
        "tdmrep.json /a*: tdm-reservation=1\ntdmrep.json /a*: tdm-policy=https://a.example/p\n");
  std::string many = "User-agent: *\n";
  while (many.size() < 500'000) many += "Content-Usage: a=n, b=y, c=n\nLicense: x\n";
  CHECK(crawl::Robots::parse(many).usage("trawl").size() <= crawl::Robots::kMostUsage);
}
