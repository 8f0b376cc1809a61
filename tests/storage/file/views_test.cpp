#include "storage/file/views.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// A crawl that a test writes at one line a page. `rows` gives the result of a query as text.
class Site : public CrawlFile {
 public:
  Visit page(const std::string& path, int status = 200) {
    return fetched(new_url(path, ViaKind::seed), status);
  }
  void redirect(const std::string& from, const std::string& to) {
    auto visit = page(from, 301);
    visit.found.push_back(new_url(to, ViaKind::redirect));
    visit.found.back().state = UrlState::skipped;
    commit(visit);
  }
  std::string rows(const std::string& sql) {
    Connection connection(file(), Access::read);
    Statement statement(connection, sql);
    std::string text;
    Rows found = statement.rows();
    const int columns = static_cast<int>(statement.columns().size());
    while (found.next()) {
      if (!text.empty()) text += '\n';
      for (int i = 0; i < columns; ++i) text += (i > 0 ? " " : "") + found.text(i);
    }
    return text;
  }
};

std::string absolute(const std::string& path) {
  return "http://a.example" + path;
}

}  // namespace

TEST_CASE("pages_latest shows the last fetch of each URL") {
  Site site;
  auto visit = site.page("/", 503);
  visit.state = UrlState::pending;
  site.commit(visit);
  site.commit(visit_of(site.lease(), 200));
  CHECK(site.rows("SELECT status FROM pages_latest") == "200");
}

TEST_CASE("frontier shows what has no outcome yet, in its order") {
  Site site;
  site.add({new_url("/a"), new_url("/b"), skipped_url("/c", SkipReason::scope)});
  CHECK(site.rows("SELECT url, host FROM frontier") ==
        absolute("/a") + " http://a.example\n" + absolute("/b") + " http://a.example");
  site.lease();
  CHECK(site.rows("SELECT url, state FROM frontier") ==
        absolute("/a") + " leased\n" + absolute("/b") + " pending");
}

TEST_CASE("broken_links and inlinks name the page that links") {
  Site site;
  auto home = site.page("/");
  add_link(home, new_url("/gone"), "old news");
  add_link(home, new_url("/fine"));
  site.commit(home);
  site.commit(visit_of(site.lease(), 404));
  site.commit(visit_of(site.lease(), 200));
  CHECK(site.rows("SELECT page_url, link_url, status, text FROM broken_links") ==
        absolute("/") + " " + absolute("/gone") + " 404 old news");
  CHECK(site.rows("SELECT from_url FROM inlinks WHERE url = '" + absolute("/fine") + "'") == absolute("/"));
}

TEST_CASE("broken_links has targets that never answered, with the error") {
  Site site;
  auto home = site.page("/");
  for (const char* path : {"/silent", "/moved", "/edge", "/gone"}) add_link(home, new_url(path), path);
  site.commit(home);
  for (const int status : {0, 301, 399, 400}) {
    auto visit = visit_of(site.lease(), status);
    if (status == 0) {
      visit.state = UrlState::failed;
      visit.page->error = "timeout";
    }
    site.commit(visit);
  }
  CHECK(site.rows("SELECT link_url, status, error, kind, text FROM broken_links ORDER BY link_url") ==
        absolute("/gone") + " 400  a /gone\n" + absolute("/silent") + " 0 timeout a /silent");
}

TEST_CASE("broken_links has URLs that were skipped because nobody answers there, with the reason") {
  Site site;
  auto home = site.page("/");
  add_link(home, skipped_url("/dead", Skip(SkipReason::robots_unreachable, "dns")), "dead");
  add_link(home, skipped_url("/down", Skip(SkipReason::robots_unreachable)), "down");
  add_link(home, skipped_url("/inside", SkipReason::forbidden_address), "inside");
  for (const SkipReason reason : {SkipReason::scope, SkipReason::robots, SkipReason::depth})
    add_link(home, skipped_url("/" + std::string(name_of(reason)), reason));
  site.commit(home);
  CHECK(site.rows("SELECT link_url, status, error, detail FROM broken_links ORDER BY link_url") ==
        absolute("/dead") + " 0 dns robots unreachable: dns\n" + absolute("/down") +
            " 0 robots unreachable robots unreachable\n" + absolute("/inside") +
            " 0 forbidden address forbidden address");
  CHECK(site.rows("SELECT error, pages, example FROM error_summary WHERE error = 'dns'") ==
        "dns 1 " + absolute("/dead"));
}

TEST_CASE("broken_links has hrefs that are no URL, and none of another scheme") {
  Site site;
  auto home = site.page("/");
  for (const auto& [href, error] :
       {std::pair("http://:x/", "the host is empty"), std::pair("mailto:a@b", "")}) {
    FoundLink& link = home.links.emplace_back();
    link.kind = "a";
    link.text = "text";
    link.set_rest().href = href;
    link.set_rest().error = error;
  }
  site.commit(home);
  CHECK(site.rows("SELECT page_url, link_url, status, error, kind, text FROM broken_links") ==
        absolute("/") + " http://:x/ 0 the host is empty a text");
  CHECK(site.rows("SELECT error, status, pages, example FROM error_summary") ==
        "the host is empty 0 1 http://:x/");
}

TEST_CASE("a link is broken when its redirects lead in a circle, to a failure, or are too many") {
  Site site;
  auto home = site.page("/");
  for (const char* path : {"/into", "/old", "/long", "/fine", "/away"}) add_link(home, new_url(path), path);
  site.commit(home);
  const auto visit = [&](const std::string& to, const std::string& error = "") {
    auto hop = visit_of(site.lease(), 302);
    hop.page->error = error;
    if (!to.empty()) hop.found.push_back(new_url(to, ViaKind::redirect));
    if (to == "/elsewhere") {
      hop.found.back().state = UrlState::skipped;
      hop.found.back().skip = SkipReason::scope;
    }
    site.commit(hop);
  };
  visit("/loop");                            // /into
  visit("/gone");                            // /old
  visit("", "too_many_redirects");           // /long
  visit("/good");                            // /fine
  visit("/elsewhere");                       // /away
  visit("/into");                            // /loop
  site.commit(visit_of(site.lease(), 410));  // /gone
  site.commit(visit_of(site.lease(), 200));  // /good
  CHECK(site.rows("SELECT link_url, status, error FROM broken_links ORDER BY link_url") ==
        absolute("/into") + " 302 redirect_loop\n" + absolute("/long") + " 302 too_many_redirects\n" +
            absolute("/old") + " 410 ");
  CHECK(site.rows("SELECT error, pages FROM error_summary WHERE error IS NOT NULL ORDER BY error") ==
        "redirect_loop 2\ntoo_many_redirects 1");
}

TEST_CASE("a page that was cut at the size limit is not broken") {
  Site site;
  auto home = site.page("/");
  add_link(home, new_url("/manual.pdf"));
  site.commit(home);
  auto cut = visit_of(site.lease(), 200);
  cut.page->truncated = true;
  site.commit(cut);
  CHECK(site.rows("SELECT * FROM broken_links") == "");
  CHECK(site.rows("SELECT * FROM error_summary") == "");
}

TEST_CASE("a failing entry of a sitemap is a broken link of the sitemap") {
  Site site;
  auto map = site.page("/sitemap.xml");
  add_link(map, new_url("/listed", ViaKind::sitemap), "");
  map.links.back().kind = "sitemap";
  site.commit(map);
  site.commit(visit_of(site.lease(), 404));
  CHECK(site.rows("SELECT page_url, link_url, status, kind FROM broken_links") ==
        absolute("/sitemap.xml") + " " + absolute("/listed") + " 404 sitemap");
}

TEST_CASE("a page that only a sitemap lists is an orphan, also beside links that lead to no page") {
  Site site;
  auto map = site.page("/sitemap.xml");
  add_link(map, new_url("/listed", ViaKind::sitemap), "");
  map.links.back().kind = "sitemap";
  map.links.emplace_back().set_rest().href = "mailto:a@b";
  site.commit(map);
  site.commit(visit_of(site.lease(), 200));
  CHECK(site.rows("SELECT url FROM orphans ORDER BY url") ==
        absolute("/listed") + "\n" + absolute("/sitemap.xml"));
}

TEST_CASE("redirect_chains follows redirects to the end and stops in a loop") {
  Site site;
  site.redirect("/a", "/b");
  site.redirect("/b", "/c");
  site.commit(site.page("/c"));
  site.redirect("/x", "/y");
  site.redirect("/y", "/x");
  CHECK(site.rows("SELECT hops, final_url, final_status, chain FROM redirect_chains WHERE url = '" +
                  absolute("/a") + "'") ==
        "2 " + absolute("/c") + " 200 " + absolute("/a") + " -> " + absolute("/b") + " -> " + absolute("/c"));
  CHECK(site.rows("SELECT endless FROM redirect_chains WHERE url = '" + absolute("/x") + "'") == "1");
}

TEST_CASE("orphans are pages that no other page links or redirects to") {
  Site site;
  auto home = site.page("/");
  add_link(home, new_url("/linked"));
  add_link(home, new_url("/"));
  site.commit(home);
  site.commit(visit_of(site.lease()));
  site.commit(site.page("/alone"));
  site.redirect("/old", "/target");
  site.commit(site.page("/target"));
  CHECK(site.rows("SELECT url FROM orphans ORDER BY url") == absolute("/") + "\n" + absolute("/alone"));
}

TEST_CASE("duplicate_content groups pages by their hash") {
  Site site;
  for (const char* path : {"/a", "/b", "/other"}) {
    auto visit = site.page(path);
    visit.page->content_hash = path[1] == 'o' ? "other" : "same";
    site.commit(visit);
  }
  CHECK(site.rows("SELECT pages, urls FROM duplicate_content") ==
        "2 " + absolute("/a") + " " + absolute("/b"));
}

TEST_CASE("duplicate_content has no error pages and no redirects, though many of them are alike") {
  Site site;
  int number = 0;
  for (const int status : {404, 404, 500, 500, 301, 301}) {
    auto visit = site.page("/" + std::to_string(++number), status);
    visit.page->content_hash = "error";
    site.commit(visit);
  }
  CHECK(site.rows("SELECT * FROM duplicate_content") == "");
}

TEST_CASE("near_duplicates finds fingerprints up to three bits apart, at any bit") {
  const std::int64_t base = 0x0123456789abcdef;
  const std::pair<std::int64_t, const char*> cases[] = {
      {base, "0"},
      {base ^ 1, "1"},
      {base ^ INT64_MIN, "1"},
      {base ^ static_cast<std::int64_t>(0x8000000100008000), "3"},
      {base ^ 0xf, ""},
      {~base, ""},
  };
  for (const auto& [given, distance] : cases) {
    const std::int64_t other = given;
    Site site;
    auto first = site.page("/a");
    first.page->simhash = base;
    site.commit(first);
    auto second = site.page("/b");
    second.page->simhash = other;
    site.commit(second);
    site.commit(site.page("/without"));
    const std::string expected =
        *distance ? absolute("/a") + " " + absolute("/b") + " " + distance : std::string();
    CHECK_MESSAGE(site.rows("SELECT url, near_url, distance FROM near_duplicates") == expected, other);
  }
}

TEST_CASE("missing_titles lists HTML pages only") {
  Site site;
  for (const char* type : {"text/html", "image/png"}) {
    auto visit = site.page(std::string("/") + type);
    visit.page->title.clear();
    visit.page->content_type = type;
    site.commit(visit);
  }
  site.commit(site.page("/titled"));
  CHECK(site.rows("SELECT url FROM missing_titles") == absolute("/text/html"));
}

TEST_CASE("slow_pages begins with the slowest") {
  Site site;
  for (const int elapsed : {10, 30, 20}) {
    auto visit = site.page("/" + std::to_string(elapsed));
    visit.page->elapsed_ms = elapsed;
    site.commit(visit);
  }
  CHECK(site.rows("SELECT elapsed_ms FROM slow_pages") == "30\n20\n10");
}

TEST_CASE("error_summary, status_by_depth and host_summary count pages") {
  Site site;
  site.commit(site.page("/ok"));
  site.commit(site.page("/gone", 404));
  auto failed = site.page("/slow", 0);
  failed.page->error = "timeout";
  failed.state = UrlState::failed;
  site.commit(failed);
  site.add({new_url("/waits")});
  CHECK(site.rows("SELECT error, status, pages FROM error_summary ORDER BY status") == "timeout 0 1\n 404 1");
  CHECK(site.rows("SELECT depth, pages, ok, client_errors, no_response FROM status_by_depth") == "0 3 1 1 1");
  CHECK(site.rows("SELECT host, pages, errors, bytes, pending, queued FROM host_summary") ==
        "http://a.example 3 2 3000 1 1");
}

TEST_CASE("numbers says of the newest crawl what the rows come to") {
  Site site;
  auto home = site.page("/");
  add_link(home, new_url("/far"));
  home.found.back().state = UrlState::skipped;
  home.found.back().skip = SkipReason::scope;
  site.commit(home);
  auto map = new_url("/map.xml", ViaKind::seed);
  map.kind = UrlKind::sitemap;
  site.commit(site.fetched(map, 500));
  auto failed = site.page("/slow", 0);
  failed.page->error = "timeout";
  site.commit(failed);
  auto unchanged = site.page("/same", 304);
  site.commit(unchanged);
  site.add({new_url("/waits"), new_url("/too")});
  site.lease();
  CHECK(site.rows("SELECT name, value FROM numbers WHERE kind = 'total'") ==
        "pages 3\nsitemaps 1\nerrors 2\nretries 0\nbytes 3000\nlinks 1\nqueued 2\nhosts 1");
  CHECK(site.rows("SELECT name, value FROM numbers WHERE kind = 'url state'") ==
        "done 4\nleased 1\npending 1\nskipped 1");
  CHECK(site.rows("SELECT name, value FROM numbers WHERE kind = 'status class'") == "0 1\n2 2\n5 1");
  CHECK(site.rows("SELECT name, value FROM numbers WHERE kind = 'page class'") == "0 1\n2 2");
  CHECK(site.rows("SELECT name, value FROM numbers WHERE kind = 'error'") == "status 500 1\ntimeout 1");
  CHECK(site.rows("SELECT name, value FROM numbers WHERE kind = 'skip reason'") == "scope 1");
  site.store().finish_crawl("finished", "", "{}", 1'700'000'010);
  site.reopen();
  CHECK(site.rows("SELECT name, value FROM numbers WHERE kind = 'total' AND value <> 0") == "hosts 1");
  CHECK(site.rows("SELECT value FROM numbers WHERE kind = 'skip reason'") == "");
  CHECK(site.rows("SELECT pages, errors, bytes FROM host_summary") == "0 0 0");
}

TEST_CASE("every view can be read in an empty file") {
  CrawlFile crawl;
  Connection connection(crawl.file(), Access::read);
  Statement names(connection, "SELECT name FROM sqlite_schema WHERE type = 'view'");
  Rows rows = names.rows();
  std::size_t count = 0;
  for (; rows.next(); ++count) {
    const bool is_numbers = rows.text(0) == "numbers";
    CHECK(connection.text("SELECT count(*) FROM " + rows.text(0) + (is_numbers ? " WHERE value" : "")) ==
          "0");
  }
  CHECK(count == views().size());
}
