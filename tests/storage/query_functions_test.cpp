#include "storage/query_functions.hpp"

#include <doctest/doctest.h>

#include "scraper/cli/run/sql_functions.hpp"
#include "storage/export/formats.hpp"
#include "storage/query.hpp"
#include "storage/tables/body_codec.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/storage/old_file.hpp"

using namespace trawl;
using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// The cells of a result, all as text, with their types before them.
struct Typed : RowSink {
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override {
    constexpr const char* kTypes[] = {"null", "integer", "real", "text", "blob"};
    for (const Value& cell : cells) text += std::string(kTypes[cell.index()]) + " " + cell_text(cell) + ";";
  }
  void end() override {}
  std::string text;
};

std::string answer(const std::filesystem::path& file, const std::string& sql,
                   const QueryParameters& parameters = {}, const QueryLimits& limits = {}) {
  Typed typed;
  run_query(file, sql, typed, limits, cli::sql_functions(), parameters);
  return typed.text;
}

/// Pages 1 to 4: HTML in windows-1252, bytes that are no text, one without a body, and text in UTF-8.
struct Pages : CrawlFile {
  Pages() {
    add("/latin", "<title>t</title><p>caf\xE9</p><script>x</script><p>two", "text/html", "windows-1252");
    add("/bytes", std::string("\x00\x01\xFF", 3), "application/octet-stream", "");
    commit(fetched(new_url("/none"), 404));
    add("/text", "für alle", "text/plain", "");
  }
  void add(const std::string& path, const std::string& body, const std::string& type,
           const std::string& charset) {
    auto visit = fetched(new_url(path, ViaKind::seed));
    visit.page->content_type = type;
    visit.page->charset = charset;
    visit.page->headers = R"([["Server","x"],["Vary","a"],["vary","b \"c\""],["X-Empty",""]])";
    visit.page->body = compress_body(body, std::string(15, 'h') + static_cast<char>('0' + count_++));
    commit(visit);
  }
  std::string value(const std::string& sql) { return answer(file(), "SELECT " + sql); }

 private:
  int count_ = 0;
};

}  // namespace

TEST_CASE("body() is text in UTF-8, a blob where it is no text, and NULL where there is none") {
  Pages pages;
  CHECK(pages.value("body(4)") == "text für alle;");
  CHECK(pages.value("body(2)") == "blob 0001ff;");
  CHECK(pages.value("typeof(body(1)), body(1) LIKE '%<p>café<%'") == "text text;integer 1;");
  for (const char* const id : {"3", "99", "NULL", "'x'", "-1"})
    CHECK(pages.value(std::string("body(") + id + ")") == "null ;");
}

TEST_CASE("body_text() is what people read, in UTF-8") {
  Pages pages;
  CHECK(pages.value("body_text(1)") == "text café\ntwo;");
  CHECK(pages.value("body_text(4)") == "text für alle;");
  for (const char* const id : {"2", "3", "99", "NULL"})
    CHECK(pages.value(std::string("body_text(") + id + ")") == "null ;");
}

TEST_CASE("header() joins the headers of a name, whatever its case") {
  Pages pages;
  CHECK(pages.value("header(1, 'VARY')") == "text a, b \"c\";");
  CHECK(pages.value("header(1, 'x-empty')") == "text ;");
  CHECK(pages.value("header(1, 'etag')") == "null ;");
  CHECK(pages.value("header(3, 'vary')") == "null ;");
  CHECK(pages.value("header(1, NULL)") == "null ;");
}

TEST_CASE("header() shows no header of a file that may hold secrets in them") {
  const TemporaryFolder folder;
  make_old_file(folder / "old.db", "80", 2);
  CHECK(answer(folder / "old.db", "SELECT header(1, 'ETag'), length(body(1)) FROM pages LIMIT 1") ==
        "null ;integer 97;");
}

TEST_CASE("url_host() and url_path() read URLs as browsers do") {
  Pages pages;
  CHECK(pages.value("url_host('HTTP://user@ExämPle.org:8080/a')") == "text xn--exmple-cua.org;");
  CHECK(pages.value("url_path('https://a.example?x'), url_path('https://a.example/a/../b/%7e?q#f')") ==
        "text /;text /b/%7e;");
  CHECK(pages.value("url_host('mailto:x'), url_path(''), url_host(NULL), url_host(5)") ==
        "null ;null ;null ;null ;");
}

TEST_CASE("REGEXP looks for an RE2 pattern, in text and in blobs") {
  Pages pages;
  CHECK(pages.value("'abc' REGEXP 'b', 'abc' REGEXP '^b', 'ABC' REGEXP '(?i)b$|c$', NULL REGEXP 'x', 'x' "
                    "REGEXP NULL") == "integer 1;integer 0;integer 1;null ;null ;");
  CHECK(pages.value("body(1) REGEXP '<p>two', 12 REGEXP '^1'") == "integer 1;integer 1;");
  CHECK(answer(pages.file(),
               "SELECT group_concat(v REGEXP p) FROM (SELECT column1 AS v, column2 AS p FROM (VALUES "
               "('a', 'a'), ('a', 'b'), ('b', 'b')))") == "text 1,0,1;");
  CHECK(error_of([&] { pages.value("'x' REGEXP '('"); }) == ErrorKind::sql);
  CHECK(pages.value("replace(hex(zeroblob(50000)), '0', 'a') || 'b' REGEXP '(a*)*$'") == "integer 1;");
}

TEST_CASE("a damaged body and a body over the limit are errors of their kind") {
  Pages pages;
  pages.close();
  Connection(pages.file(), Access::write)
      .execute("UPDATE bodies SET encoding = 'zstd', content = x'00' WHERE id = 3");
  CHECK(error_of([&] { pages.value("body(4)"); }) == ErrorKind::corrupt);
  QueryLimits limits;
  limits.value_bytes = 40;
  CHECK(error_of([&] { answer(pages.file(), "SELECT body(1)", {}, limits); }) == ErrorKind::limit);
}

TEST_CASE("views of the file may not call these functions") {
  Pages pages;
  pages.close();
  Connection(pages.file(), Access::write).execute("CREATE VIEW mine AS SELECT body(1)");
  CHECK(error_of([&] { pages.value("* FROM mine"); }) == ErrorKind::sql);
}

TEST_CASE("parameters are bound with their types, by name or number") {
  Pages pages;
  const auto types = [&](const std::string& sql, const QueryParameters& parameters) {
    return answer(pages.file(), sql, parameters);
  };
  CHECK(types("SELECT :a, @b, $c, :d",
              {{"a", std::int64_t{5}}, {"b", 2.5}, {"c", std::string()}, {"d", Value()}}) ==
        "integer 5;real 2.5;text ;null ;");
  CHECK(types("SELECT ?, ?2, :a, :a",
              {{"1", std::string("x")}, {"2", std::int64_t{7}}, {"a", std::string("'; DROP")}}) ==
        "text x;integer 7;text '; DROP;text '; DROP;");
  for (const auto& wrong :
       {std::pair("SELECT :a", "b"), std::pair("SELECT 1", "a"), std::pair("SELECT :a, :b", "a")})
    CHECK(error_of([&] { types(wrong.first, {{wrong.second, std::int64_t{1}}}); }) == ErrorKind::sql);
}
