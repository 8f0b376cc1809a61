// What people, and programs that are told what to type, may do with the file: statements that write, reach
// beyond it, load, loop or flood; and other programs that read it while a crawl writes.

#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "scraper/cli/run/sql_functions.hpp"
#include "storage/query.hpp"
#include "storage/search_index.hpp"
#include "storage/tables/body_codec.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;
using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

struct Counted : RowSink {
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value>) override { ++rows; }
  void end() override {}
  int rows = 0;
};

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

/// A finished file with a page that has a body, and an index of words.
struct Finished : CrawlFile {
  Finished() {
    auto visit = fetched(new_url("/", ViaKind::seed));
    visit.page->body = compress_body(std::string(10'000, 'a'), std::string(16, 'h'));
    commit(visit);
    store().finish_crawl("finished", "", "{}", 1'700'000'050);
    close();
    const SearchIndex index(
        file(), [](const PageContent&) { return std::string("word"); }, [](std::int64_t, std::int64_t) {});
  }
};

constexpr const char* kRefused[] = {
    "INSERT INTO urls(url) VALUES ('x')",
    "REPLACE INTO crawls(id) VALUES (1)",
    "UPDATE pages SET title = 'x'",
    "DELETE FROM bodies",
    "WITH x AS (SELECT 1) INSERT INTO events(at, level) SELECT 1, 1",
    "CREATE TABLE t(x)",
    "CREATE TEMP TABLE t AS SELECT * FROM pages",
    "CREATE INDEX i ON pages(title)",
    "CREATE TRIGGER t AFTER INSERT ON urls BEGIN DELETE FROM pages; END",
    "CREATE VIRTUAL TABLE v USING fts5(x)",
    "CREATE VIRTUAL TABLE v USING dbstat",
    "DROP VIEW pages_latest",
    "ALTER TABLE pages ADD COLUMN x",
    "ATTACH ':memory:' AS m",
    "ATTACH '/etc/passwd' AS p",
    "DETACH main",
    "VACUUM",
    "VACUUM main INTO '/tmp/copy-of-a-crawl.db'",
    "REINDEX",
    "ANALYZE",
    "BEGIN IMMEDIATE",
    "SAVEPOINT s",
    "COMMIT",
    "PRAGMA query_only = 0",
    "PRAGMA writable_schema = 1",
    "PRAGMA journal_mode = OFF",
    "PRAGMA user_version = 9",
    "PRAGMA application_id = 9",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA temp_store_directory = '/tmp'",
    "PRAGMA trusted_schema = 1",
    "PRAGMA hard_heap_limit = 0",
    "SELECT * FROM pragma_query_only(0)",
    "SELECT load_extension('/tmp/x.so')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('/tmp/x', 'x')",
    "SELECT edit('x')",
    "SELECT fts3_tokenizer('simple')",
    "INSERT INTO pages_fts(pages_fts) VALUES ('rebuild')",
    "UPDATE sqlite_master SET sql = '' WHERE name = 'pages'",
    "SELECT 1; DELETE FROM pages",
    "SELECT 1 REGEXP '(((('",
    "EXPLAIN DROP TABLE pages",
};

/// Each would go on for ever, or take all memory.
constexpr const char* kEndless[] = {
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(body(1)) FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(body(1) REGEXP '(a*)*b') "
    "FROM n",
    "WITH RECURSIVE n(t) AS (SELECT 'x' UNION ALL SELECT t || t FROM n) SELECT max(length(t)) FROM n",
    "WITH RECURSIVE n(t) AS (SELECT body_text(1) UNION ALL SELECT t || t FROM n) SELECT length(t) FROM n",
    "SELECT count(*) FROM sqlite_schema a, sqlite_schema b, sqlite_schema c, sqlite_schema d, sqlite_schema "
    "e",
    "SELECT zeroblob(2000000000)",
    "SELECT replace(hex(zeroblob(30000000)), '0', hex(zeroblob(1000000)))",
    "SELECT group_concat(body(1)) FROM schema_docs a, schema_docs b, schema_docs c",
};

}  // namespace

TEST_CASE("statements that write, reach beyond the file or load are refused, and the file stays as it is") {
  Finished crawl;
  const std::string before = bytes_of(crawl.file());
  for (const std::string sql : kRefused) {
    Counted sink;
    CHECK_MESSAGE(
        error_of([&] { run_query(crawl.file(), sql, sink, {}, cli::sql_functions()); }) == ErrorKind::sql,
        sql);
    CHECK_MESSAGE(sink.rows == 0, sql);
  }
  CHECK(bytes_of(crawl.file()) == before);
  CHECK_FALSE(std::filesystem::exists("/tmp/copy-of-a-crawl.db"));
}

TEST_CASE("statements that loop or flood end at their limit") {
  Finished crawl;
  for (const std::string sql : kEndless) {
    Counted sink;
    QueryLimits limits;
    limits.time = std::chrono::milliseconds(200);
    limits.value_bytes = 1 << 20;
    const auto began = std::chrono::steady_clock::now();
    const auto error = error_of([&] { run_query(crawl.file(), sql, sink, limits, cli::sql_functions()); });
    const bool is_ended = error == ErrorKind::interrupted || error == ErrorKind::limit;
    CHECK_MESSAGE(is_ended, sql);
    CHECK_MESSAGE(std::chrono::steady_clock::now() - began < std::chrono::seconds(20), sql);
  }
}

TEST_CASE(
    "another program reads a thousand times while a crawl writes, without a lock error or a torn state") {
  CrawlFile crawl;
  crawl.add({new_url("/", ViaKind::seed)});
  std::atomic<bool> is_over = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 0; !is_over; ++i) {
      auto visit = visit_of(crawl.lease());
      add_link(visit, new_url("/" + std::to_string(i)));
      crawl.commit(visit);
      ++written;
    }
  });
  constexpr const char* kState = R"sql(
    SELECT (SELECT count(*) FROM pages) = (SELECT value FROM counters WHERE kind = 'total' AND name = 'pages')
       AND (SELECT count(*) FROM pages) = (SELECT count(*) FROM urls WHERE state = 'done')
       AND (SELECT count(*) FROM page_anchors) = (SELECT count(*) FROM pages))sql";
  while (written == 0) std::this_thread::yield();
  int errors = 0, torn = 0;
  for (int i = 0; i < 1000; ++i) {
    // As Python's sqlite3 and the shell open a file, but without patience: each lock would be an error.
    sqlite3* other = nullptr;
    sqlite3_stmt* statement = nullptr;
    const int opened = sqlite3_open(crawl.file().c_str(), &other);
    const int prepared = sqlite3_prepare_v2(other, kState, -1, &statement, nullptr);
    if (opened != SQLITE_OK || prepared != SQLITE_OK || sqlite3_step(statement) != SQLITE_ROW) {
      ++errors;
    } else if (sqlite3_column_int(statement, 0) != 1) {
      ++torn;
    }
    sqlite3_finalize(statement);
    sqlite3_close(other);
  }
  is_over = true;
  writer.join();
  CHECK(errors == 0);
  CHECK(torn == 0);
  CHECK(written > 10);
}
