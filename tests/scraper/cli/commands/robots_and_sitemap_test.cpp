// Runs `trawl robots` and `trawl sitemap`.
#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::html;
using support::plain;
using support::redirect;
using support::status;
using support::TestSite;

namespace {

struct Lookup : CommandLine {
  std::string at(const std::string& target) const { return site.origin() + target; }
  std::string lines(const std::vector<std::string>& targets) const {
    std::string text;
    for (const auto& target : targets) text += at(target) + '\n';
    return text;
  }
  std::string urlset(const std::string& target, const std::string& more = "") const {
    return "<urlset><url><loc>" + at(target) + "</loc></url>" + more + "</urlset>";
  }
  std::string index(const std::string& target) const {
    return "<sitemapindex><sitemap><loc>" + at(target) + "</loc></sitemap></sitemapindex>";
  }

  TestSite site;
};

}  // namespace

TEST_CASE_FIXTURE(Lookup, "robots prints the verdict, the deciding line, the delay and the sitemaps") {
  if (trawl.empty()) return;
  site.robots(
      "User-agent: *\nDisallow: /no\nCrawl-delay: 2\nSitemap: /map.xml\nUser-agent: other\nDisallow:");
  const Finished said = run({"robots", at("/no/x"), at("/yes")});
  CHECK(said.exit_code == 0);
  CHECK(said.err.empty());
  const std::string file = "  robots.txt   " + at("/robots.txt") + " (200: ok)\n",
                    rest = "  crawl-delay  2s\n  sitemap      /map.xml\n";
  CHECK(said.out == at("/no/x") + '\n' + file + "  forbidden    trawl (Disallow: /no)\n" + rest + at("/yes") +
                        '\n' + file + "  allowed      trawl (no line forbids it)\n" + rest);
  CHECK(site.asked() == "/robots.txt");
  const Json line = Json::parse(run({"robots", "--json", "-A", "Other/2.0", at("/no")}).out);
  CHECK(line == Json{{"url", at("/no")},
                     {"robots_txt", at("/robots.txt")},
                     {"answer", "ok"},
                     {"status", 200},
                     {"agent", "Other"},
                     {"allowed", true},
                     {"rule", nullptr},
                     {"crawl_delay", nullptr},
                     {"sitemaps", {"/map.xml"}},
                     {"usage", Json::array()}});
}

TEST_CASE_FIXTURE(Lookup, "robots shows what is asked of machines that use the URL") {
  if (trawl.empty()) return;
  site.robots(
      "User-agent: *\nContent-Usage: /a train-ai=n\nContent-Signal: search=\x1b[31m, ai-train=no\nLicense: "
      "/l.xml");
  CHECK(holds(run({"robots", at("/a")}).out,
              "  asks         train-ai=n (Content-Usage: /a train-ai=n)\n"
              "  asks         search=unknown (Content-Signal: search=\\x1b[31m, ai-train=no)\n"));
  const Json line = Json::parse(run({"robots", "--json", at("/b")}).out);
  CHECK(line["usage"].size() == 3);
  CHECK(line["usage"][0]["value"] == nullptr);
  CHECK(line["usage"][2] == Json{{"label", "license"},
                                 {"value", "/l.xml"},
                                 {"source", "robots.txt license"},
                                 {"scope", "/"},
                                 {"raw", "License: /l.xml"}});
}

TEST_CASE_FIXTURE(Lookup, "a missing robots.txt allows everything, an unreachable one nothing") {
  if (trawl.empty()) return;
  const Json none = Json::parse(run({"robots", "--json", at("/")}).out);
  CHECK(none["answer"] == "none");
  CHECK(none["allowed"] == true);
  site.page("/robots.txt", status(503));
  const Finished failed = run({"robots", "--json", at("/")});
  CHECK(failed.exit_code == 5);
  CHECK(failed.err == "trawl: " + at("/robots.txt") + ": status 503\n");
  CHECK(Json::parse(failed.out)["answer"] == "unreachable");
  CHECK(Json::parse(failed.out)["allowed"] == false);
}

TEST_CASE_FIXTURE(Lookup, "sitemap lists the pages of the sitemaps that robots.txt names") {
  if (trawl.empty()) return;
  site.robots("Sitemap: " + at("/index.xml") + "\nSitemap: /index.xml");
  site.page("/index.xml", plain(index("/moved.xml")));
  site.page("/moved.xml", redirect("/map.xml"));
  site.page("/map.xml", plain(urlset("/a", "<url><loc>/b</loc><lastmod>2026</lastmod></url>")));
  const Finished listed = run({"sitemap", at("/")});
  CHECK(listed.exit_code == 0);
  CHECK(listed.err.empty());
  CHECK(listed.out == lines({"/a", "/b"}));
  CHECK(site.asked() == "/robots.txt /index.xml /moved.xml /map.xml");
}

TEST_CASE_FIXTURE(Lookup, "sitemap reads /sitemap.xml if robots.txt names none, or the sitemap given") {
  if (trawl.empty()) return;
  site.page("/sitemap.xml", plain(urlset("/a")));
  CHECK(run({"sitemap", at("/")}).out == lines({"/a"}));
  const Finished given = run({"sitemap", "--json", at("/sitemap.xml")});
  CHECK(site.asked() == "/robots.txt /sitemap.xml /sitemap.xml");
  CHECK(Json::parse(given.out) == Json{{"url", at("/sitemap.xml")},
                                       {"kind", "urlset"},
                                       {"urls", Json::array({{{"loc", at("/a")}, {"lastmod", nullptr}}})},
                                       {"sitemaps", Json::array()},
                                       {"problem", nullptr}});
}

TEST_CASE_FIXTURE(Lookup, "sitemap reports what it cannot read, and lists the rest") {
  if (trawl.empty()) return;
  site.page("/page", html("a page"));
  site.page("/map.xml", plain(urlset("/a")));
  const Finished some = run({"sitemap", at("/page"), at("/gone"), at("/map.xml")});
  CHECK(some.exit_code == 1);
  CHECK(some.out == lines({"/a"}));
  CHECK(some.err ==
        "trawl: " + at("/page") + ": not a sitemap\ntrawl: " + at("/gone") + ": the answer is 404\n");
  CHECK(run({"sitemap", at("/page")}).exit_code == 5);
  CHECK(run({"sitemap"}).exit_code == 2);
  CHECK(run({"robots"}).exit_code == 2);
}

TEST_CASE_FIXTURE(Lookup, "an index that contains itself is read once, and one nested too deep never") {
  if (trawl.empty()) return;
  site.page("/loop.xml", plain(index("/loop.xml")));
  CHECK(run({"sitemap", at("/loop.xml")}).exit_code == 0);
  CHECK(site.times_asked("/loop.xml") == 1);
  for (int i = 0; i < 5; ++i) site.page("/" + std::to_string(i), plain(index("/" + std::to_string(i + 1))));
  const Finished deep = run({"sitemap", at("/0")});
  CHECK(deep.exit_code == 1);
  CHECK(holds(deep.err, at("/4") + ": not read"));
  CHECK(site.times_asked("/4") == 0);
  CHECK(site.times_asked("/3") == 1);
}

TEST_CASE_FIXTURE(Lookup, "a URL with a query is a sitemap, although its path is that of a site") {
  if (trawl.empty()) return;
  site.page("/?sitemap=1", plain(urlset("/a")));
  CHECK(run({"sitemap", at("/?sitemap=1")}).out == lines({"/a"}));
  CHECK(site.asked() == "/?sitemap=1");
}
