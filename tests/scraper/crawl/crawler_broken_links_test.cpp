// Links that lead nowhere: what the file says of them.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

/// What broken_links says: each link with its error, or else its status.
std::string broken(const TestCrawl& crawl) {
  return crawl.rows("SELECT link_url, ifnull(error, status) FROM broken_links ORDER BY 2");
}

}  // namespace

TEST_CASE("a link to a host that refuses connections or is no host is broken, and its reason named") {
  TestCrawl crawl;
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.tries = 1;
  std::string refusing;
  {
    const TestSite gone(crawl.clock);
    refusing = gone.origin();
  }
  crawl.site.page("/",
                  links({refusing + "/x", "/gone", "http://two words.test/", "mailto:a@b.test", "/fine"}));
  crawl.site.page("/fine", html(""));
  crawl.run();
  CHECK(broken(crawl) ==
        "/gone 404, " + refusing + "/x connect, http://two words.test/ the host is not a domain name");
  CHECK(crawl.rows("SELECT error, status, pages FROM error_summary ORDER BY status") ==
        "connect 0 1, the host is not a domain name 0 1,  404 1");
  CHECK(crawl.fate(refusing + "/x") == "skipped: robots unreachable: connect");
  crawl.check_file();
}

TEST_CASE("a link whose redirects lead in a circle is broken") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a", "/self"}));
  crawl.site.page("/a", redirect("/b"));
  crawl.site.page("/b", redirect("/a"));
  crawl.site.page("/self", redirect("/self"));
  crawl.run();
  CHECK(crawl.rows("SELECT link_url, error FROM broken_links ORDER BY 1") ==
        "/a redirect_loop, /self redirect_loop");
}

TEST_CASE("a redirect to what is no URL is broken; one to another scheme is not") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/nowhere", "/app"}));
  crawl.site.page("/nowhere", redirect("http://a b/"));
  crawl.site.page("/app", redirect("market://details?id=x"));
  crawl.run();
  CHECK(broken(crawl) == "/nowhere bad_redirect");
}

TEST_CASE("a good file over the size limit is kept as far as it goes, and is not broken") {
  TestCrawl crawl;
  crawl.options.limits.body_bytes = 2'000;
  crawl.site.page("/", links({"/manual.pdf", "/long"}));
  TestReply manual(200, "%PDF-1.4" + std::string(5'000, 'x'));
  crawl.site.page("/manual.pdf", manual.header("Content-Type", "application/pdf"));
  crawl.site.page("/long", html("<a href=/first>f</a>" + std::string(5'000, 'x') + "<a href=/last>l</a>"));
  crawl.run();
  CHECK(broken(crawl) == "/first 404");
  CHECK(crawl.rows("SELECT url, status, size, truncated, error, body_id IS NOT NULL FROM pages "
                   "WHERE truncated ORDER BY url") == "/long 200 2000 1  1, /manual.pdf 200 2000 1  0");
  CHECK(crawl.rows("SELECT title FROM pages WHERE url LIKE '%long'") == "A page");
  crawl.check_file();
}
