// --check-external and --assets check: URLs that are only asked whether they are there.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

/// A site, and another one outside the scope.
struct Checked : TestCrawl {
  Checked() {
    options.sitemap = crawl::SitemapUse::off;
    options.check_external = true;
  }
  std::string at(const std::string& target) const { return other.origin() + target; }
  /// The requests for pages of the other site: method and target.
  std::string asked() const {
    std::string all;
    for (const Arrival& arrival : other.arrivals())
      if (arrival.target != "/robots.txt")
        all += (all.empty() ? "" : ", ") + arrival.head.substr(0, arrival.head.find(" HTTP/"));
    return all;
  }
  TestSite other{clock};
};

}  // namespace

TEST_CASE_FIXTURE(Checked, "a link to elsewhere is asked once by HEAD, and nothing there is followed") {
  site.page("/", links({at("/fine"), at("/fine#part"), "/b"}));
  site.page("/b", links({at("/fine")}));
  other.page("/fine", links({"/deeper", site.origin() + "/hidden"}));
  CHECK(run() == Ending::finished);
  CHECK(asked() == "HEAD /fine");
  CHECK(count("SELECT count(*) FROM pages") == 3);
  CHECK(rows("SELECT kind, state FROM urls WHERE url LIKE '%fine'") == "external done");
  CHECK(count("SELECT count(*) FROM broken_links") == 0);
  CHECK(count("SELECT count(*) FROM bodies") == 2);
  CHECK(count("SELECT count(*) FROM missing_titles") == 0);
  check_file();
}

TEST_CASE_FIXTURE(Checked, "what HEAD says is broken is asked again by GET, which decides") {
  site.page("/", links({at("/gone"), at("/shy")}));
  other.page("HEAD /shy", status(405));
  other.page("/shy", html("here I am"));
  options.delay = 1s;
  CHECK(run() == Ending::finished);
  CHECK(other.times_asked("/gone") == 2);
  CHECK(other.times_asked("/shy") == 2);
  CHECK(rows("SELECT page_url, link_url, status FROM broken_links") == "/ " + at("/gone") + " 404");
  for (const double gap : gaps(other)) CHECK(gap >= 1);
  check_file();
}

TEST_CASE_FIXTURE(Checked,
                  "robots.txt, --exclude and the page limit hold for links to elsewhere; --depth does not") {
  options.depth = 0;
  options.exclude = {"private"};
  site.page("/", links({at("/no"), at("/private"), at("/yes")}));
  other.robots("User-agent: *\nDisallow: /no");
  other.page("/yes", html(""));
  CHECK(run() == Ending::finished);
  CHECK(asked() == "HEAD /yes");
  CHECK(fate(at("/no")) == "skipped: robots");
  CHECK(fate(at("/private")) == "skipped: exclude");
  CHECK(count("SELECT count(*) FROM broken_links") == 0);
}

TEST_CASE_FIXTURE(Checked,
                  "a redirect elsewhere is asked where it leads, and breaks the link if that is broken") {
  site.page("/", links({at("/moved"), at("/home")}));
  other.page("/moved", redirect("/gone"));
  other.page("/home", redirect(site.origin() + "/b"));
  site.page("/b", links({"/c"}));
  site.page("/c", html(""));
  CHECK(run() == Ending::finished);
  CHECK(rows("SELECT link_url, status FROM broken_links") == at("/moved") + " 404");
  CHECK(fate("/c") == "done");
}

TEST_CASE_FIXTURE(Checked, "without the flags nothing elsewhere and no image is asked") {
  options.check_external = false;
  site.page("/", html("<a href='" + at("/x") + "'></a><img src=/a.png>"));
  CHECK(run() == Ending::finished);
  CHECK(other.arrived() == 0);
  CHECK(site.times_asked("/a.png") == 0);
  CHECK(fate(at("/x")) == "skipped: scope");
}

TEST_CASE_FIXTURE(Checked, "what pages name is checked wherever it is, but for what a form posts to") {
  options.check_assets = true;
  options.check_external = false;
  site.page(
      "/",
      html("<img src=/gone.png><link rel=stylesheet href='" + at("/style.css") +
           "'><script src=/app.js></script>"
           "<form action=/send method=post></form><form action=/find></form><link rel=preconnect href='" +
           at("/") + "'><a href='" + at("/x") + "'></a><q cite='" + at("/source") + "'>q</q>"));
  site.page("/app.js", TestReply(200, "x"));
  other.page("/style.css", redirect("/moved.css"));
  other.page("/source", html(""));
  CHECK(run() == Ending::finished);
  CHECK(asked() == "HEAD /style.css, HEAD /source, HEAD /moved.css, GET /moved.css");
  CHECK(site.times_asked("/send") == 0);
  CHECK(rows("SELECT link_url, status, kind FROM broken_links ORDER BY status, kind") ==
        "/find 404 form, /gone.png 404 img, " + at("/style.css") + " 404 link");
  CHECK(rows("SELECT DISTINCT kind FROM urls WHERE url LIKE '%.css' OR url LIKE '%.js'") == "asset");
  check_file();
}

TEST_CASE_FIXTURE(Checked,
                  "a style sheet of the site is asked once by GET, and what it loads is checked, too") {
  options.check_assets = true;
  const auto css = [](const std::string& text) {
    return TestReply(200, text).header("Content-Type", "text/css");
  };
  site.page("/", html("", "<link rel=stylesheet href=/a.css><link rel=stylesheet href=/page>"));
  site.page("/a.css", css("@import 'b.css'; a { c: url(img/gone.png) url(http://[) }"));
  site.page("/b.css", css("a { c: url(/a.css) url('" + at("/font") + "') }"));
  site.page("/page", html("<style>a { b: url(/hidden.png) }</style>"));
  other.page("/font", html(""));
  CHECK(run() == Ending::finished);
  for (const char* const sheet : {"/a.css", "/b.css", "/page"}) CHECK(site.times_asked(sheet) == 1);
  CHECK(site.times_asked("/hidden.png") == 0);
  CHECK(asked() == "HEAD /font");
  CHECK(rows("SELECT page_url, link_url, status, kind FROM broken_links ORDER BY link_url") ==
        "/a.css /img/gone.png 404 css, /a.css http://[ 0 css");
  CHECK(rows("SELECT url FROM urls WHERE kind = 'stylesheet' ORDER BY url") == "/a.css, /b.css, /page");
  CHECK(count("SELECT count(*) FROM bodies") == 1);
  check_file();
}

TEST_CASE_FIXTURE(Checked,
                  "with --check-external alone, documents elsewhere that are no links are asked as well") {
  site.page("/",
            html("<q cite='" + at("/source") + "'>q</q><q cite=/own>q</q><img src='" + at("/i.png") + "'>"));
  other.page("/source", html(""));
  CHECK(run() == Ending::finished);
  CHECK(asked() == "HEAD /source");
  CHECK(site.times_asked("/own") == 0);
}

TEST_CASE_FIXTURE(Checked, "what is an image of one page and a link of another is fetched as a page") {
  options.check_assets = true;
  site.page("/", html("<img src=/both><img src='" + at("/too") + "'><a href=/b></a>"));
  site.page("/b", html("<a href=/both>b</a><a href='" + at("/too") + "'>t</a>"));
  site.page("/both", links({"/c"}));
  site.page("/c", html(""));
  other.page("/too", html(""));
  CHECK(run() == Ending::finished);
  CHECK(rows("SELECT kind, state FROM urls WHERE url LIKE '%/both'") == "page done");
  CHECK(fate("/c") == "done");
  CHECK(other.times_asked("/too") == 1);
}

TEST_CASE_FIXTURE(Checked, "an image of one page that is a link of another is asked once") {
  options.check_assets = true;
  options.delay = 1s;
  site.page("/", html("<img src=/both.png><img src=/broken.png><a href=/b></a>"));
  site.page("/b", html("<a href=/c>c</a>"));
  site.page("/c", html("<a href=/both.png>b</a><a href=/broken.png>b</a>"));
  site.page("/both.png", TestReply(200, "x").header("Content-Type", "image/png"));
  CHECK(run() == Ending::finished);
  CHECK(site.times_asked("/both.png") == 1);
  CHECK(site.times_asked("/broken.png") == 2);  // HEAD, then GET
  CHECK(rows("SELECT page_url, kind FROM broken_links ORDER BY page_url") == "/ img, /c a");
}

TEST_CASE_FIXTURE(Checked, "the next crawl of the file checks again") {
  site.page("/", links({at("/x")}));
  other.pages("HEAD /x", {html(""), status(404)});
  CHECK(run() == Ending::finished);
  CHECK(count("SELECT count(*) FROM broken_links") == 0);
  CHECK(run() == Ending::finished);
  CHECK(asked() == "HEAD /x, HEAD /x, GET /x");
  CHECK(rows("SELECT link_url, status FROM broken_links") == at("/x") + " 404");
}
