// What the views show of a site that was crawled twice: the last fetch of each URL, in every column.
#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// Two crawls of one site. Every page of it answers in another way at the second time.
class CrawledTwice : public CrawlFile {
 public:
  CrawledTwice() {
    auto home = page("/", 200, "Old home", 10);
    for (const char* path : {"/gone", "/fine", "/silent"}) link(home, path);
    commit(alike(home, "old", 1));
    commit(answered(404, "", 90));
    commit(alike(answered(200, "", 80), "old", 1));
    commit(failed(answered(0, "", 70), "timeout"));
    commit(redirect(page("/moved", 301, "", 40), "/silent"));
    commit(redirect(page("/hop", 301, "", 35), "/fine"));
    commit(page("/bare", 200, "", 50));
    commit(page("/lost", 200, "", 60));
    store().finish_crawl("finished", "", "{}", 1'700'000'050);

    store().start_crawl(CrawlChoice("again", "{}"), 1'700'000'100);
    reach_again();
    auto new_home = answered(200, "New home", 30);
    for (const char* path : {"/fine", "/gone"}) link(new_home, path);
    commit(alike(new_home, "new", 5));
    commit(alike(answered(200, "", 20), "new", 4));
    commit(failed(answered(500, "", 5), ""));
    commit(answered(200, "Speaks", 7));
    commit(redirect(answered(302, "", 6), "/hop"));
    commit(answered(200, "Hop", 8));
    commit(failed(answered(500, "", 4), ""));
    commit(failed(answered(0, "", 3), "dns"));
    add({new_url("/waits")});
  }

  /// The columns of a view, then its rows, each on a line.
  std::string shown(const std::string& view) {
    Connection connection(file(), Access::read);
    Statement statement(connection, "SELECT * FROM " + view);
    const auto columns = statement.columns();
    std::string text;
    for (const auto& column : columns) text += column + '|';
    for (Rows rows = statement.rows(); rows.next();) {
      text += '\n';
      for (std::size_t i = 0; i < columns.size(); ++i) text += rows.text(static_cast<int>(i)) + '|';
    }
    for (std::size_t at = 0; (at = text.find("http://a.example")) != std::string::npos;) text.erase(at, 16);
    return text;
  }

 private:
  /// The new crawl finds what was fetched as the last one did.
  void reach_again() {
    Batch batch;
    {
      Connection connection(file(), Access::read);
      Statement fetched(
          connection,
          "SELECT url, depth, via_id, via_kind FROM urls WHERE state IN ('done', 'failed') ORDER BY id");
      for (Rows rows = fetched.rows(); rows.next();) {
        NewUrl url = new_url(rows.text(0).substr(16), rows.text(3) == "seed" ? ViaKind::seed : ViaKind::link);
        url.depth = static_cast<int>(rows.integer(1));
        if (rows.integer(2) != 0) url.via_id = rows.integer(2);
        batch.urls.push_back(std::move(url));
      }
    }
    store().commit(batch);
  }
  Visit page(const std::string& path, int status, const std::string& title, int elapsed) {
    add({new_url(path, ViaKind::seed)});
    return answered(status, title, elapsed);
  }
  Visit answered(int status, const std::string& title, int elapsed) {
    auto visit = visit_of(lease(), status, title);
    visit.page->elapsed_ms = elapsed;
    return visit;
  }
  static Visit failed(Visit visit, const std::string& error) {
    visit.state = UrlState::failed;
    visit.page->error = error;
    return visit;
  }
  static Visit redirect(Visit visit, const std::string& to) {
    visit.found.push_back(new_url(to, ViaKind::redirect));
    return visit;
  }
  static Visit alike(Visit visit, const std::string& hash, std::int64_t simhash) {
    visit.page->content_hash = hash;
    visit.page->simhash = simhash;
    return visit;
  }
  static void link(Visit& visit, const std::string& path) {
    NewUrl target = new_url(path);
    target.depth = 1;
    add_link(visit, target, "to " + path.substr(1));
  }
};

}  // namespace

TEST_CASE_FIXTURE(CrawledTwice, "after a recrawl pages_latest has the row of the last fetch, whole") {
  CHECK(count("SELECT count(*) FROM pages") == 16);
  CHECK(count("SELECT count(*) FROM pages_latest") == 8);
  CHECK(count("SELECT count(*) FROM (SELECT * FROM pages WHERE crawl_id = 2 EXCEPT SELECT * FROM "
              "pages_latest)") == 0);
}

TEST_CASE_FIXTURE(CrawledTwice,
                  "pages_latest has what is the newest of each URL when pages are removed, by anybody") {
  const auto newest = [&] {
    CHECK(count("SELECT count(*) FROM pages AS p WHERE (id IN (SELECT id FROM pages_latest)) <> "
                "(id = (SELECT max(id) FROM pages WHERE url_id = p.url_id))") == 0);
    return text("SELECT group_concat(id) FROM (SELECT id FROM pages_latest ORDER BY id)");
  };
  CHECK(newest() == "9,10,11,12,13,14,15,16");
  close();
  Connection people(file(), Access::write);
  people.execute("PRAGMA foreign_keys = OFF");  // as in the sqlite3 shell
  people.execute("DELETE FROM pages WHERE id IN (9, 2)");
  CHECK(newest() == "1,10,11,12,13,14,15,16");
  people.execute("DELETE FROM pages WHERE id > 12");
  CHECK(newest() == "1,5,6,7,8,10,11,12");
  people.execute("DELETE FROM pages");
  CHECK(count("SELECT count(*) FROM superseded_pages") == 0);
}

TEST_CASE_FIXTURE(CrawledTwice, "after a recrawl each view shows what holds now") {
  const std::pair<const char*, const char*> cases[] = {
      {"frontier", R"(url_id|url|kind|host|depth|priority|due_at|attempts|next_allowed_at|wait_reason|state|
9|/waits|page||0|0|0.0|0|||pending|)"},
      {"host_summary",
       R"(host|domain|pages|errors|bytes|pending|robots_status|current_delay|delay_source|wait_reason|queued|
|a.example|8|3|8000|1|||||1|)"},
      {"error_summary", R"(error|status|pages|example|
|500|2|/bare|
dns|0|1|/lost|)"},
      {"status_by_depth", R"(depth|pages|ok|redirects|client_errors|server_errors|no_response|
0|5|2|1|0|1|1|
1|3|2|0|0|1|0|)"},
      {"inlinks ORDER BY url", R"(url|from_url|kind|text|rel|nofollow|from_title|url_id|from_page_id|fragment|
/fine|/|a|to fine||0|New home|3|9||
/gone|/|a|to gone||0|New home|2|9||)"},
      {"broken_links ORDER BY link_url", R"(page_url|link_url|status|error|kind|text|detail|
/|/fine|500||a|to fine||)"},
      {"redirect_chains", R"(url|hops|final_url|final_status|endless|chain|
/moved|1|/hop|200|0|/moved -> /hop|)"},
      {"orphans ORDER BY url", R"(url|title|via_kind|depth|url_id|
/|New home|seed|0|1|
/silent|Speaks|link|1|4|)"},
      {"missing_titles", R"(url|status|content_type|size|
/gone|200|text/html; charset=utf-8|1000|)"},
      {"slow_pages", R"(url|elapsed_ms|status|size|fetched_at|
/|30|200|1000|2023-11-14T22:13:20.250Z|
/gone|20|200|1000|2023-11-14T22:13:20.250Z|
/hop|8|200|1000|2023-11-14T22:13:20.250Z|
/silent|7|200|1000|2023-11-14T22:13:20.250Z|
/moved|6|302|1000|2023-11-14T22:13:20.250Z|
/fine|5|500|1000|2023-11-14T22:13:20.250Z|
/bare|4|500|1000|2023-11-14T22:13:20.250Z|)"},
      {"duplicate_content", R"(content_hash|pages|size|urls|
6e6577|2|1000|/ /gone|)"},
      {"near_duplicates", R"(url|near_url|distance|
/|/gone|1|)"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.first);
    CHECK(shown(one.first) == one.second);
  }
}
