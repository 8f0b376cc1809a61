#include "storage/tables/page_table.hpp"

#include <map>
#include <set>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// A record whose fields all differ. Its number makes those of two records differ as well.
PageRecord full_record(int number) {
  const std::string mark = std::to_string(number);
  PageRecord page;
  page.url = "http://a.example/" + mark;
  page.final_url = "final " + mark;
  page.status = 200 + number;
  page.error = "error " + mark;
  page.error_detail = "detail " + mark;
  page.fetched_at = 1'700'000'000 + number;
  page.elapsed_ms = 10 + number;
  page.timing = "timing " + mark;
  page.size = 20 + number;
  page.content_type = "type " + mark;
  page.charset = "charset " + mark;
  page.http_version = "http " + mark;
  page.ip = "ip " + mark;
  page.headers = R"([["ETag","etag )" + mark + R"("]])";
  page.title = "title " + mark;
  page.description = "description " + mark;
  page.lang = "lang " + mark;
  page.canonical = "canonical " + mark;
  page.robots = "robots " + mark;
  page.word_count = 30 + number;
  page.links_internal = 40 + number;
  page.links_external = 50 + number;
  page.meta = "meta " + mark;
  page.content_hash = "hash " + mark;
  page.simhash = 60 + number;
  page.truncated = number == 1;
  return page;
}

using Columns = std::map<std::string, std::string>;

/// A row as text, without its id and what is generated.
Columns row(const std::filesystem::path& file, std::int64_t id) {
  Connection connection(file, Access::read);
  Statement table(connection, "SELECT name FROM pragma_table_info('pages') WHERE name <> 'id'");
  Columns columns;
  for (Rows names = table.rows(); names.next();) {
    const std::string name = names.text(0);
    columns[name] = connection.text("SELECT " + name + " FROM pages WHERE id = " + std::to_string(id));
  }
  return columns;
}

struct Pages {
  Pages() {
    crawl.close();
    Connection connection(crawl.file(), Access::write);
    connection.execute("PRAGMA foreign_keys = OFF");
    PageTable pages(connection);
    PageKeys keys;
    keys.crawl_id = 71;
    keys.url_id = 72;
    keys.redirect_id = 73;
    keys.body_id = 74;
    first = pages.add(full_record(1), keys);
    keys = PageKeys();
    keys.crawl_id = 81;
    keys.url_id = 82;
    second = pages.add(full_record(2), keys);
  }
  Columns row_of(std::int64_t id) { return row(crawl.file(), id); }

  CrawlFile crawl;
  std::int64_t first = 0, second = 0;
};

}  // namespace

TEST_CASE("a page's record comes back from its row, field by field, and every column has its field") {
  Pages pages;
  const Columns expected{{"crawl_id", "71"},
                         {"url_id", "72"},
                         {"url", "http://a.example/1"},
                         {"final_url", "final 1"},
                         {"redirect_id", "73"},
                         {"status", "201"},
                         {"error", "error 1"},
                         {"error_detail", "detail 1"},
                         {"fetched_at", "2023-11-14T22:13:21.000Z"},
                         {"elapsed_ms", "11"},
                         {"size", "21"},
                         {"content_type", "type 1"},
                         {"charset", "charset 1"},
                         {"http_version", "http 1"},
                         {"ip", "ip 1"},
                         {"title", "title 1"},
                         {"description", "description 1"},
                         {"lang", "lang 1"},
                         {"canonical", "canonical 1"},
                         {"robots", "robots 1"},
                         {"word_count", "31"},
                         {"links_internal", "41"},
                         {"links_external", "51"},
                         {"body_id", "74"},
                         {"content_hash", "hash 1"},
                         {"simhash", "61"},
                         {"truncated", "1"},
                         {"timing", "timing 1"},
                         {"meta", "meta 1"},
                         {"headers", R"([["ETag","etag 1"]])"}};
  CHECK(pages.row_of(pages.first) == expected);
  std::set<std::string> values;
  for (const auto& [name, value] : expected) values.insert(value);
  CHECK(values.size() == expected.size());
}
