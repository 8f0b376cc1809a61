#include "storage/file/schema_docs.hpp"

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fetch/error.hpp"
#include "scraper/crawl/ending.hpp"
#include "scraper/crawl/rules/robots_answer.hpp"
#include "storage/search_index.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/storage/old_file.hpp"

using namespace trawl;
using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

using Names = std::set<std::string>;

/// The first column of the rows.
Names names(CrawlFile& crawl, const std::string& sql) {
  Connection connection(crawl.file(), Access::read);
  Statement statement(connection, sql);
  Rows rows = statement.rows();
  Names all;
  while (rows.next()) all.insert(rows.text(0));
  return all;
}

Names values(CrawlFile& crawl, const std::string& table, const std::string& column) {
  return names(crawl,
               fmt::format("SELECT value FROM schema_docs WHERE name = '{}' AND column = '{}' AND value "
                           "IS NOT NULL",
                           table, column));
}

template <class Enum>
Names names_of(Enum last) {
  Names all;
  for (int i = 0; i <= static_cast<int>(last); ++i) all.emplace(name_of(static_cast<Enum>(i)));
  return all;
}

/// A file with the tables that the first search makes.
struct SearchedFile : CrawlFile {
  SearchedFile() {
    close();
    const SearchIndex index(
        file(), [](const PageContent&) { return std::nullopt; }, [](std::int64_t, std::int64_t) {});
  }
};

/// What storage/README.md says below its last heading.
std::string section(CrawlFile& crawl) {
  std::map<std::string, std::string> bases;
  std::set<std::string> own;
  for (const SchemaDoc& doc : schema_docs()) {
    if (doc.column.empty()) bases[doc.name] = doc.bases;
    own.insert(doc.name + '.' + doc.column);
  }
  Connection connection(crawl.file(), Access::read);
  Statement statement(connection, "SELECT name, column, value, unit, text FROM schema_docs");
  Rows rows = statement.rows();
  std::string text, inherited, last;
  bool is_first = true;
  const auto finish_table = [&] {
    if (!inherited.empty()) text += fmt::format("\nAs in `{}`: {}.\n", bases[last], inherited);
    inherited.clear();
  };
  while (rows.next()) {
    const std::string name = rows.text(0), column = rows.text(1), value = rows.text(2), unit = rows.text(3);
    if (column.empty()) {
      finish_table();
      text += fmt::format("\n### {}\n\n{}\n", name, rows.text(4));
      is_first = true;
    } else if (!value.empty()) {
      text += fmt::format("  - `'{}'` {}\n", value, rows.text(4));
    } else if (own.contains(name + '.' + column)) {
      if (std::exchange(is_first, false)) text += '\n';
      text +=
          fmt::format("- `{}`{} {}\n", column, unit.empty() ? "" : fmt::format(" ({})", unit), rows.text(4));
    } else {
      inherited += fmt::format("{}`{}`", inherited.empty() ? "" : ", ", column);
    }
    last = name;
  }
  finish_table();
  return text;
}

}  // namespace

TEST_CASE("the file describes each of its tables, views and columns, and nothing else") {
  SearchedFile crawl;
  const std::string kThere = R"sql(
    SELECT name AS what FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'pages_fts_%'
    UNION SELECT m.name || '.' || c.name FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c
    WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'pages_fts_%')sql";
  const std::string kDescribed = "SELECT name || ifnull('.' || column, '') AS what FROM schema_docs";
  CHECK(names(crawl, kThere + " EXCEPT " + kDescribed) == Names{});
  CHECK(names(crawl, kDescribed + " EXCEPT SELECT what FROM (" + kThere + ")") == Names{});
  CHECK(
      names(
          crawl,
          "SELECT name || '.' || column FROM schema_docs GROUP BY name, column, value HAVING count(*) > 1") ==
      Names{});
  for (const SchemaDoc& doc : schema_docs()) {
    const std::string what = doc.name + '.' + doc.column;
    CHECK_MESSAGE(
        crawl.count(fmt::format("SELECT count(*) FROM schema_docs WHERE name = '{}' AND ifnull(column, "
                                "'') = '{}'",
                                doc.name, doc.column)) > 0,
        what);
    CHECK_MESSAGE((doc.text.ends_with('.') || !doc.value.empty()), what);
  }
}

TEST_CASE("the file describes the values that the code writes") {
  CrawlFile crawl;
  CHECK(values(crawl, "urls", "state") == names_of(UrlState::held));
  CHECK(values(crawl, "urls", "kind") == names_of(UrlKind::sitemap));
  CHECK(values(crawl, "urls", "via_kind") == names_of(ViaKind::feed));
  Names reasons = names_of(SkipReason::dropped);
  reasons.erase("");
  CHECK(values(crawl, "urls", "skip_reason") == reasons);
  Names errors = names_of(fetch::ErrorKind::internal);
  errors.insert({"bad_redirect", "redirect_loop", "too_many_redirects"});
  CHECK(values(crawl, "pages", "error") == errors);
  CHECK(values(crawl, "hosts", "robots_status") == names_of(crawl::RobotsAnswer::refuse_all));
  Names endings;
  for (int i = 0; i <= static_cast<int>(crawl::Ending::interrupted); ++i)
    endings.emplace(crawl::reason_of(static_cast<crawl::Ending>(i)));
  endings.insert("requeued");  // by an order
  CHECK(values(crawl, "crawls", "exit_reason") == endings);
}

TEST_CASE("the file describes the waits that the schedule of a host has") {
  CrawlFile crawl;
  std::string code;
  for (const char* const file :
       {"scraper/crawl/rules/host_schedule.cpp", "scraper/crawl/turns.cpp", "scraper/crawl/turn.hpp"}) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    code += text.str();
  }
  REQUIRE(!code.empty());
  for (const char* const column : {"wait_reason", "delay_source"})
    for (const std::string& value : values(crawl, "hosts", column))
      CHECK_MESSAGE(code.find('"' + value.substr(0, value.find("…"))) != std::string::npos, value);
}

TEST_CASE("a file of an earlier schema version describes itself after its migration") {
  const TemporaryFolder folder;
  make_old_file(folder / "old.db", "80", 1);
  { Store store(folder / "old.db"); }
  CrawlFile crawl;
  const auto all = [](const std::filesystem::path& file) {
    return Connection(file, Access::read)
        .text(
            "SELECT group_concat(name || ifnull(column, '') || ifnull(value, '') || text) FROM schema_docs");
  };
  CHECK(all(folder / "old.db") == all(crawl.file()));
}

// WRITE_README=1 writes the section.
TEST_CASE("storage/README.md describes the same tables, views, columns and values") {
  constexpr std::string_view kHeading = "## Tables and views\n";
  SearchedFile crawl;
  std::ostringstream readme;
  readme << std::ifstream("storage/README.md").rdbuf();
  const std::string all = readme.str();
  const std::size_t at = all.find(kHeading);
  REQUIRE(at != std::string::npos);
  const std::string before = all.substr(0, at + kHeading.size()), text = section(crawl);
  const bool is_same = all.substr(before.size()) == text;
  if (std::getenv("WRITE_README") != nullptr) {
    std::ofstream("storage/README.md") << before << text;
  } else {
    CHECK_MESSAGE(is_same,
                  "write it anew: WRITE_README=1 make check T=tests/storage/file/schema_docs_test.cpp");
  }
}
