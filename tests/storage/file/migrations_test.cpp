#include "storage/file/migrations.hpp"

#include <csignal>

#include <doctest/doctest.h>
#include <unistd.h>

#include "storage/export/formats.hpp"
#include "storage/file/schema.hpp"
#include "storage/query.hpp"
#include "storage/reader.hpp"
#include "tests/storage/child_process.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/storage/old_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

struct OldFile {
  explicit OldFile(int version = 1) { make_old_file(file(), "80", version); }
  std::filesystem::path file() const { return folder / "old.db"; }
  void change(const std::string& sql) { Connection(file(), Access::write).execute(sql); }
  void migrate() { Store store(file()); }
  void add_page(const std::string& headers) {
    change(
        "INSERT INTO pages(crawl_id, url_id, url, status, fetched_at, elapsed_ms, size, word_count, "
        "links_internal, "
        "links_external, truncated, headers) VALUES (1, 2, '', 200, '', 0, 0, 0, 0, 0, 0, " +
        headers + ")");
  }

  TemporaryFolder folder;
};

std::string answer(const std::filesystem::path& file, const std::string& sql) {
  std::ostringstream text;
  run_query(file, sql, *format_sink(Format::csv, text));
  return text.str();
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

int version_in_header(const std::filesystem::path& file) {
  return static_cast<unsigned char>(bytes_of(file).at(63));
}

std::int64_t version_of(const std::filesystem::path& file) {
  return Connection(file, Access::read).integer("PRAGMA user_version");
}

/// All rows that a file of schema version 1 holds, without what later versions took out or count anew.
std::string rows_of(const std::filesystem::path& file) {
  std::string rows;
  for (const char* columns :
       {"* FROM crawls",
        "id, name, domain, ip, robots_status, robots_fetched_at, crawl_delay, current_delay, delay_source, "
        "next_allowed_at, wait_reason, pending, robots_txt FROM hosts",
        "id, url, host_id, state, skip_reason, depth, priority, due_at, attempts, redirects, via_id, "
        "via_kind, "
        "discovered_at FROM urls",
        "id, hash, encoding, size, content FROM bodies",
        "id, crawl_id, url_id, url, status, title, meta, etag FROM pages",
        "page_id, position, url_id, kind, text, rel, nofollow FROM links", "at, key, value FROM stats"})
    rows += answer(file, std::string("SELECT ") + columns);
  return rows;
}

/// Names and columns of tables, names and texts of views, indexes and triggers.
std::string shape_of(const std::filesystem::path& file) {
  return answer(file, R"sql(
    SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
    FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid)sql") +
         answer(
             file,
             "SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'index', 'trigger') ORDER BY name");
}

}  // namespace

TEST_CASE("a file of an earlier schema version gets the schema of today, and keeps its rows") {
  for (int version = 1; version < kSchemaVersion; ++version) {
    CAPTURE(version);
    OldFile old(version);
    const std::string rows = rows_of(old.file());
    old.migrate();
    CHECK(version_in_header(old.file()) == kSchemaVersion);
    CHECK(rows_of(old.file()) == rows);
    CHECK(answer(old.file(), "PRAGMA user_version") ==
          "user_version\r\n" + std::to_string(kSchemaVersion) + "\r\n");
    Connection connection(old.file(), Access::read);
    CHECK(connection.text("PRAGMA integrity_check") == "ok");
    CHECK(connection.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0);
    const CrawlFile fresh;
    CHECK(shape_of(old.file()) == shape_of(fresh.file()));
  }
}

TEST_CASE("the secrets in the headers of an older file are not shown, and a migration wipes them out") {
  OldFile old(2);
  old.add_page(R"('[["Server","it\"s"],["Via",""]]')");
  // So long that it leaves pages of the file free when it is gone.
  old.add_page(R"('[["Cookie","' || replace(hex(zeroblob(10000)), '0', 'sesame') || '"]]')");
  old.change("DELETE FROM cookies");
  CHECK(answer(old.file(), "SELECT max(headers) FROM pages_latest") == "max(headers)\r\n\r\n");
  CHECK(answer(old.file(), "SELECT etag FROM pages WHERE id = 1") == "etag\r\n\"\"\"1\"\"\"\r\n");
  CHECK(bytes_of(old.file()).find("sesame") != std::string::npos);
  old.migrate();
  CHECK(bytes_of(old.file()).find("sesame") == std::string::npos);
  Connection connection(old.file(), Access::read);
  CHECK(connection.text("SELECT substr(headers, instr(headers, '[\"Set')) FROM pages WHERE id = 1") ==
        R"(["Set-Cookie","***"],["X-API-Key","***"],["ETag","\"1\""],["Content-Length","97"]])");
  CHECK(connection.text("SELECT headers FROM pages WHERE id = 2") == R"([["Server","it\"s"],["Via",""]])");
  CHECK(connection.text("SELECT headers FROM pages WHERE id = 3") == R"([["Cookie","***"]])");
}

TEST_CASE("a URL's kind is what its priority meant in schema version 1") {
  OldFile old;
  old.migrate();
  CHECK(answer(old.file(), "SELECT url, state, kind FROM urls WHERE kind <> 'page' ORDER BY id") ==
        "url,state,kind\r\n"
        "http://localhost:80/sitemap.xml,pending,guessed_sitemap\r\n"
        "http://127.0.0.2:80/sitemap.xml,skipped,guessed_sitemap\r\n"
        "http://127.0.0.1:80/map.xml,leased,sitemap\r\n");
  CHECK(answer(old.file(), "SELECT count(*) FROM urls WHERE kind = 'page'") == "count(*)\r\n9\r\n");
}

TEST_CASE("the numbers of a file of schema version 2 are counted anew from its rows") {
  OldFile old(2);
  old.change(R"sql(
    UPDATE urls SET state = 'done', kind = 'sitemap' WHERE id = 3;
    UPDATE urls SET state = 'done' WHERE id = 4;
    INSERT INTO pages(crawl_id, url_id, url, status, fetched_at, elapsed_ms, size, word_count, links_internal,
                      links_external, truncated)
    VALUES (1, 3, '/0', 200, '', 0, 40, 0, 0, 0, 0), (1, 4, '/1', 404, '', 0, 3, 0, 0, 0, 0);
    UPDATE counters SET value = 3 WHERE kind = 'total' AND name = 'pages' OR kind = 'url state' AND name = 'done';
    UPDATE counters SET value = 2 WHERE kind = 'url state' AND name = 'leased';
    INSERT INTO counters VALUES (1, 'total', 'sitemaps', 1);
    INSERT INTO events(at, level, kind) VALUES ('2000-01-01', 'info', 'retry'), ('2099-01-01', 'info', 'retry');
    UPDATE hosts SET pages = 9, errors = 8, bytes = 7)sql");
  CHECK(Reader(old.file()).newest_crawl()->numbers.pages == 2);
  old.migrate();
  CHECK(answer(old.file(), "SELECT pages, errors, bytes FROM hosts") == "pages,errors,bytes\r\n2,1,140\r\n");
  CHECK(answer(old.file(), R"sql(
      SELECT kind, name, value FROM numbers WHERE name NOT IN ('queued', 'errors', 'hosts') AND value <> 0 EXCEPT
      SELECT kind, name, value FROM counters)sql") == "kind,name,value\r\n");
  const auto numbers = Reader(old.file()).newest_crawl()->numbers;
  CHECK(numbers.pages == 2);
  CHECK(numbers.sitemaps == 1);
  CHECK(numbers.retries == 1);
  CHECK(numbers.errors == std::map<std::string, std::int64_t>{{"status 404", 1}});
}

TEST_CASE("a file of schema version 6 learns which of its pages are superseded") {
  OldFile old(6);
  old.add_page("NULL");
  old.add_page("NULL");
  old.migrate();
  CHECK(answer(old.file(), "SELECT page_id FROM superseded_pages") == "page_id\r\n2\r\n");
  CHECK(answer(old.file(), "SELECT id FROM pages_latest") == "id\r\n1\r\n3\r\n");
}

TEST_CASE("the skip reasons of a file of schema version 6 are counted anew for each crawl") {
  OldFile old(6);
  old.change(R"sql(
    INSERT INTO crawls(id, started_at, status) VALUES (2, '2026-12-01', 'running');
    UPDATE crawls SET status = 'finished', finished_at = '2026-11-30' WHERE id = 1;
    UPDATE urls SET state = 'skipped', skip_reason = 'scope' WHERE id IN (3, 4);
    UPDATE urls SET crawl_id = 2 WHERE id = 4;
    INSERT INTO counters VALUES (1, 'skip reason', 'scope', 2))sql");
  const auto skipped = [&] { return Reader(old.file()).newest_crawl()->numbers.skipped; };
  CHECK(skipped() == std::map<std::string, std::int64_t>{{"no sitemap", 1}, {"scope", 2}});
  old.migrate();
  CHECK(skipped() == std::map<std::string, std::int64_t>{{"scope", 1}});
}

TEST_CASE("reading leaves an older file as it is") {
  OldFile old;
  const std::string before = bytes_of(old.file());
  const auto crawl = Reader(old.file()).newest_crawl();
  REQUIRE(crawl);
  CHECK(crawl->numbers.pages == 2);
  CHECK(crawl->url_states.at("leased") == 5);
  CHECK(Reader(old.file()).hosts(10, 0).size() == 3);  // the fourth was never asked
  CHECK(answer(old.file(), "SELECT url FROM frontier") == "url\r\nhttp://localhost:80/sitemap.xml\r\n");
  CHECK(bytes_of(old.file()) == before);
}

TEST_CASE("a migration that is killed half-way leaves the file as it was, and the next one succeeds") {
  OldFile old;
  old.change(R"sql(
    INSERT INTO urls(url, host_id, state, depth, priority, via_kind, discovered_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
    SELECT 'http://127.0.0.1:80/maps/' || i, 1, 'done', 0, 2, 'sitemap', '' FROM n)sql");
  const std::string rows = rows_of(old.file()), shape = shape_of(old.file());
  CHECK(signal_that_ended([&] {
          die_at_commit(2);  // the first one is for WAL mode
          old.migrate();
        }) == SIGKILL);
  CHECK_MESSAGE(std::filesystem::file_size(old.file().string() + "-wal") > 1'000'000,
                "it was killed before it had written much");
  CHECK(version_of(old.file()) == 1);
  CHECK(rows_of(old.file()) == rows);
  CHECK(shape_of(old.file()) == shape);
  CHECK(Connection(old.file(), Access::read).text("PRAGMA integrity_check") == "ok");
  old.migrate();
  CHECK(version_of(old.file()) == kSchemaVersion);
  CHECK(rows_of(old.file()) == rows);
  CHECK(answer(old.file(), "SELECT count(*) FROM urls WHERE kind = 'sitemap'") == "count(*)\r\n60001\r\n");
}

TEST_CASE("a migration that makes urls anew keeps the index of a finished crawl") {
  OldFile old(6);
  old.change("CREATE INDEX urls_by_url ON urls(url)");
  old.migrate();
  CHECK(answer(old.file(), "SELECT sql FROM sqlite_master WHERE name = 'urls_by_url'") ==
        "sql\r\nCREATE INDEX urls_by_url ON urls(url)\r\n");
}

TEST_CASE("a migration that fails leaves the file as it was") {
  OldFile old;
  old.change("ALTER TABLE hosts DROP COLUMN paused");
  const std::string shape = shape_of(old.file());
  CHECK(error_of([&] { old.migrate(); }) == ErrorKind::sql);
  CHECK(version_of(old.file()) == 1);
  CHECK(shape_of(old.file()) == shape);
}

TEST_CASE("a migration keeps the user's own views, also one that no longer fits") {
  OldFile old;
  old.change(R"sql(
    CREATE VIEW mine AS SELECT url FROM frontier;
    CREATE VIEW "of ""others" AS SELECT name FROM hosts WHERE paused;
    CREATE VIEW lost AS SELECT x FROM a_table_that_is_gone)sql");
  old.migrate();
  CHECK(answer(old.file(), "SELECT count(*) FROM mine") == "count(*)\r\n6\r\n");
  CHECK(answer(old.file(), "SELECT count(*) FROM sqlite_master WHERE name IN ('of \"others', 'lost')") ==
        "count(*)\r\n2\r\n");
}

TEST_CASE("the header has the new version though the killed crawl left a WAL") {
  OldFile old;
  CHECK(signal_that_ended([&] {
          Connection connection(old.file(), Access::write);
          connection.execute("PRAGMA journal_mode = WAL; UPDATE urls SET attempts = 9 WHERE id = 1");
          kill(getpid(), SIGKILL);
        }) == SIGKILL);
  CHECK(std::filesystem::file_size(old.file().string() + "-wal") > 0);
  const Store store(old.file());
  CHECK(version_in_header(old.file()) == kSchemaVersion);
  CHECK(answer(old.file(), "SELECT attempts FROM urls WHERE id = 1") == "attempts\r\n9\r\n");
}
