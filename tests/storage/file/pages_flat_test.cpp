#include <map>
#include <set>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// A page with everything, one with nothing, a 404, a redirect, and one without a response.
void add_pages(CrawlFile& crawl) {
  auto full = crawl.fetched(new_url("/full", ViaKind::seed));
  full.page->meta = R"({"charset_source":"header","headings":[[2,"[1,"],[1,"The \"first\""],[1,"Another"]]})";
  full.page->timing =
      R"({"resolve":0.001,"connect":0.002,"tls":0.0,"first_byte":0.25,"total":0.5,"waited":0,"waited_for":"delay"})";
  full.page->description = "für";
  full.page->simhash = -1;
  full.page->content_hash = std::string(16, '\x0f');
  add_link(full, new_url("/empty"));
  crawl.commit(full);
  crawl.commit(visit_of(crawl.lease(), 200, ""));
  crawl.commit(crawl.fetched(new_url("/gone"), 404));
  auto moved = crawl.fetched(new_url("/moved"), 301);
  moved.found.push_back(skipped_url("/away", SkipReason::scope));
  moved.found.back().via_kind = ViaKind::redirect;
  crawl.commit(moved);
  auto silent = crawl.fetched(new_url("/silent"), 0);
  silent.page->error = "timeout";
  crawl.commit(silent);
}

}  // namespace

TEST_CASE("pages_flat has one type in each column, no blob, and no NULL in a column of integers") {
  CrawlFile crawl;
  add_pages(crawl);
  Connection connection(crawl.file(), Access::read);
  Statement names(connection, "SELECT name FROM pragma_table_info('pages_flat')");
  Rows rows = names.rows();
  int integers = 0;
  while (rows.next()) {
    const std::string name = rows.text(0);
    const std::string types =
        connection.text(fmt::format("SELECT group_concat(DISTINCT typeof({})) FROM pages_flat", name));
    CAPTURE(name);
    CAPTURE(types);
    CHECK(types.find("blob") == std::string::npos);
    if (types.find("integer") == std::string::npos) continue;
    CHECK(types == "integer");
    ++integers;
  }
  CHECK(integers == 17);
}

TEST_CASE("pages_flat says what the stored JSON, ids and blobs stand for") {
  CrawlFile crawl;
  add_pages(crawl);
  const auto cell = [&](const std::string& column, const std::string& path) {
    return crawl.text(
        fmt::format("SELECT {} FROM pages_flat WHERE url = 'http://a.example{}'", column, path));
  };
  CHECK(cell("h1", "/full") == "The \"first\"");
  CHECK(cell("h1_count", "/full") == "2");
  CHECK(cell("h1_count", "/silent") == "0");
  CHECK(cell("first_byte_ms", "/full") == "250.0");
  CHECK(cell("waited_ms", "/full") == "0.0");
  CHECK(cell("waited_for", "/full") == "delay");
  CHECK(cell("waited_for", "/gone") == "");
  CHECK(cell("description_length", "/full") == "3");
  CHECK(cell("title_length", "/empty") == "0");
  CHECK(cell("simhash", "/full") == "ffffffffffffffff");
  CHECK(cell("simhash", "/gone") == "");
  CHECK(cell("content_hash", "/full") == "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f");
  CHECK(cell("redirect_url", "/moved") == "http://a.example/away");
  CHECK(cell("via_url", "/empty") == "http://a.example/full");
  CHECK(cell("host", "/empty") == "http://a.example");
  CHECK(crawl.text("SELECT group_concat(outcome) FROM pages_flat") ==
        "ok,ok,client error,redirect,no response");
}
