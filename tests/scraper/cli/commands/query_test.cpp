#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;

TEST_CASE_FIXTURE(CommandLine, "a query that is no query says what to type") {
  if (trawl.empty()) return;
  { storage::Store(folder / "a.db"); }
  const std::pair<Words, const char*> cases[] = {
      {{"SELECT 1", "a.db"}, "the file comes first: trawl query a.db 'SQL'"},
      {{"a.db", ".tables"}, "lists the tables"},
      {{"a.db", "SELECT * FROM page"}, "no such table: page) (did you mean 'pages'?)"},
      {{"a.db", "SELECT * FROM Borken_Links"}, "(did you mean 'broken_links'?)"},
      {{"a.db", "SELECT * FROM visits"}, "lists the tables"},
      {{"a.db", "SELECT table, key FROM changes"},
       "syntax error); table is a word of SQL: as a name it stands in double quotes, \"table\""},
      {{"a.db", "SELECT statuscode FROM pages"}, "'PRAGMA table_info(pages)' lists the columns"},
  };
  for (const auto& [words, message] : cases) {
    Words line{"query"};
    line.insert(line.end(), words.begin(), words.end());
    const Finished end = run(line);
    CAPTURE(end.err);
    CHECK(end.exit_code == 2);
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, message));
  }
  for (const char* const other : {"SELECT url FORM pages", "SELECT url FROM pages WHERE GROUP BY url"})
    CHECK_FALSE(holds(run({"query", "a.db", other}).err, "double quotes"));
}

TEST_CASE_FIXTURE(CommandLine, "a query that runs too long within one row ends with a line and exit 1") {
  if (trawl.empty()) return;
  { storage::Store(folder / "a.db"); }
  for (const std::string sql :
       {"SELECT instr(hex(zeroblob(30000000)), hex(zeroblob(15000000)) || '1')",
        "SELECT trim(hex(zeroblob(20000000)), replace(hex(zeroblob(100000)), '0', 'a') || '0')",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"}) {
    const Finished end = run({"query", "a.db", sql, "--timeout", "100ms"});
    CAPTURE(sql);
    CAPTURE(end.err);
    CHECK(end.exit_code == 1);
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, "the query ran out of time"));
  }
}

TEST_CASE_FIXTURE(CommandLine,
                  "a query that needs too much memory within one row ends with a line and exit 1") {
  if (trawl.empty()) return;
  { storage::Store(folder / "a.db"); }
  for (const std::string sql :
       {"SELECT zeroblob(900000000)", "SELECT randomblob(60000000), randomblob(60000000)",
        "SELECT zeroblob(60000000) AS a, zeroblob(60000000), zeroblob(60000000), zeroblob(60000000), "
        "zeroblob(60000000), zeroblob(60000000)",
        "SELECT json_array_length('[' || replace(hex(zeroblob(12000000)), '0', '1,') || '1]')",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
        "SELECT group_concat(printf('%.*c', 1000000, 'a')) FROM n"}) {
    const Finished end = run({"query", "a.db", sql, "--csv"});
    CAPTURE(sql);
    CAPTURE(end.err);
    CHECK(end.exit_code == 1);
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, "more memory is needed than is allowed"));
  }
}

TEST_CASE_FIXTURE(CommandLine, "large values within the limits are printed whole, in every format") {
  if (trawl.empty()) return;
  { storage::Store(folder / "a.db"); }
  for (const char* format : {"--table", "--csv", "--json", "--jsonl"}) {
    const Finished end =
        run({"query", "a.db", "SELECT zeroblob(5000000) AS x UNION ALL SELECT zeroblob(5000001)", format});
    CAPTURE(end.err);
    CHECK(end.exit_code == 0);
    CHECK(end.out.size() > 20'000'000);
    CHECK(end.out.size() < 31'000'000);
  }
}
