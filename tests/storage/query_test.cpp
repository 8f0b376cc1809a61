#include "storage/query.hpp"

#include <thread>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

struct Kept : RowSink {
  void columns(const std::vector<std::string>& given) override { names = given; }
  void row(std::span<const Value> cells) override { rows.emplace_back(cells.begin(), cells.end()); }
  void end() override { ended = true; }
  std::vector<std::string> names;
  std::vector<std::vector<Value>> rows;
  bool ended = false;
};

constexpr const char* kEndless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

}  // namespace

TEST_CASE("rows come with names and types") {
  CrawlFile crawl;
  Kept kept;
  const auto end = run_query(crawl.file(), "SELECT 1 AS a, 2.5 AS b, 't' AS c, x'00' AS d, NULL AS e", kept);
  CHECK(end.rows == 1);
  CHECK_FALSE(end.cut);
  CHECK(kept.ended);
  CHECK(kept.names == std::vector<std::string>{"a", "b", "c", "d", "e"});
  REQUIRE(kept.rows.size() == 1);
  CHECK(std::get<std::int64_t>(kept.rows[0][0]) == 1);
  CHECK(std::get<double>(kept.rows[0][1]) == 2.5);
  CHECK(std::get<std::string>(kept.rows[0][2]) == "t");
  CHECK(std::get<Blob>(kept.rows[0][3]).bytes == std::string(1, '\0'));
  CHECK(std::holds_alternative<std::monostate>(kept.rows[0][4]));
}

TEST_CASE("reading in all its forms is allowed") {
  CrawlFile crawl;
  for (const char* sql :
       {"SELECT * FROM pages_latest", "SELECT * FROM near_duplicates", "SELECT * FROM redirect_chains",
        "PRAGMA table_info(pages)", "SELECT * FROM pragma_table_info('pages')",
        "SELECT value FROM json_each('[1]')", "EXPLAIN QUERY PLAN SELECT 1", "PRAGMA user_version",
        "VALUES (1), (2)", "SELECT name FROM sqlite_schema", "SELECT max(id) OVER () FROM urls"}) {
    Kept kept;
    CHECK_MESSAGE(!error_of([&] { run_query(crawl.file(), sql, kept); }).has_value(), std::string(sql));
  }
}

TEST_CASE("what a request sends besides its URL is not shown, since it may hold a password") {
  CrawlFile crawl;
  NewUrl url = new_url("/x");
  url.request = R"({"headers":[["X-Api-Key","sesame"]]})";
  crawl.add({url});
  Kept kept;
  run_query(crawl.file(), "SELECT url, request FROM urls", kept);
  REQUIRE(kept.rows.size() == 1);
  CHECK(std::holds_alternative<std::string>(kept.rows[0][0]));
  CHECK(std::holds_alternative<std::monostate>(kept.rows[0][1]));
}

TEST_CASE("statements that could change the file or reach beyond it are refused") {
  CrawlFile crawl;
  crawl.add({new_url("/")});
  for (const char* sql : {"DELETE FROM urls",
                          "UPDATE sqlite_schema SET sql = NULL",
                          "UPDATE sqlite_master SET sql = 'x' WHERE name = 'urls'",
                          "INSERT INTO events(at, level) VALUES ('', '')",
                          "UPDATE urls SET depth = 9",
                          "DROP TABLE pages",
                          "CREATE TABLE t(x)",
                          "CREATE TEMP TABLE t(x)",
                          "CREATE TEMP VIEW v AS SELECT 1",
                          "ATTACH '/tmp/other.db' AS other",
                          "DETACH main",
                          "VACUUM",
                          "VACUUM INTO '/tmp/other.db'",
                          "PRAGMA query_only = OFF",
                          "PRAGMA journal_mode = DELETE",
                          "PRAGMA user_version = 7",
                          "PRAGMA writable_schema = ON",
                          "BEGIN",
                          "REINDEX",
                          "ANALYZE",
                          "SELECT load_extension('x')",
                          "EXPLAIN DELETE FROM urls",
                          "WITH x AS (SELECT 1) DELETE FROM urls",
                          "SELECT * FROM pragma_query_only",
                          "CREATE VIRTUAL TABLE f USING fts5(x)"}) {
    Kept kept;
    CHECK_MESSAGE(error_of([&] { run_query(crawl.file(), sql, kept); }) == ErrorKind::sql, std::string(sql));
  }
  CHECK(crawl.count("SELECT count(*) FROM urls") == 1);
}

TEST_CASE("a query that runs too long is interrupted") {
  CrawlFile crawl;
  Kept kept;
  QueryLimits limits;
  limits.time = std::chrono::milliseconds(20);
  CHECK(error_of([&] { run_query(crawl.file(), kEndless, kept, limits); }) == ErrorKind::interrupted);
  CHECK_FALSE(kept.ended);
}

TEST_CASE("rows beyond the limit are cut, and the result says so") {
  CrawlFile crawl;
  const std::string sql = "VALUES (1), (2), (3)";
  QueryLimits limits;
  limits.rows = 2;
  Kept two;
  CHECK(run_query(crawl.file(), sql, two, limits).cut);
  CHECK(two.rows.size() == 2);
  limits.rows = 3;
  Kept three;
  CHECK_FALSE(run_query(crawl.file(), sql, three, limits).cut);
}

TEST_CASE("a huge value is refused before it takes the memory") {
  CrawlFile crawl;
  Kept kept;
  CHECK(error_of([&] { run_query(crawl.file(), "SELECT randomblob(900000000)", kept); }) == ErrorKind::limit);
}

TEST_CASE("a row of values that are each allowed is refused when they are too much together") {
  CrawlFile crawl;
  Kept kept;
  const std::string sql = "SELECT zeroblob(40000000), zeroblob(40000000)";
  CHECK(error_of([&] { run_query(crawl.file(), sql, kept); }) == ErrorKind::limit);
  CHECK(kept.rows.empty());
}

TEST_CASE("the time that the reader of the rows takes does not count") {
  struct Slow : Kept {
    void row(std::span<const Value> cells) override {
      Kept::row(cells);
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
  };
  CrawlFile crawl;
  Slow slow;
  QueryLimits limits;
  limits.time = std::chrono::milliseconds(500);
  run_query(crawl.file(), "VALUES (1), (2), (3)", slow, limits);
  CHECK(slow.rows.size() == 3);
}

TEST_CASE("the time adds up over all rows") {
  CrawlFile crawl;
  Kept kept;
  QueryLimits limits;
  limits.time = std::chrono::milliseconds(100);
  CHECK(error_of([&] {
          run_query(crawl.file(),
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", kept,
                    limits);
        }) == ErrorKind::interrupted);
  CHECK(kept.rows.size() > 1);
}

TEST_CASE("an error says what is wrong with the SQL") {
  CrawlFile crawl;
  Kept kept;
  try {
    run_query(crawl.file(), "SELECT x FROM nowhere", kept);
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("no such table: nowhere") != std::string::npos);
  }
}
