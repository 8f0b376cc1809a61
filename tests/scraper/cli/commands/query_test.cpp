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

TEST_CASE_FIXTURE(CommandLine,
                  "the SQL of a query comes from the command line, a file, a pipe or what was saved") {
  if (trawl.empty()) return;
  { storage::Store(folder / "a.db"); }
  write("q.sql", "SELECT 'file'\n");
  CHECK(run({"query", "a.db", "-i", "q.sql"}).out == "'file'\nfile\n");
  CHECK(run({"query", "a.db"}, "SELECT 'pipe';\n").out == "'pipe'\npipe\n");
  CHECK(run({"query", "a.db", "-"}, "SELECT 1").out == "1\n1\n");
  const Finished saved =
      run({"query", "a.db", "SELECT :x AS x, typeof(:x) AS y", "-p", "x=5", "--save", "my-query"});
  CHECK(saved.out == "x\ty\n5\tinteger\n");
  CHECK(holds(saved.err, "trawl query FILE --saved my-query"));
  CHECK(std::filesystem::exists(folder / ".config/trawl/queries/my-query.sql"));
  CHECK(run({"query", "a.db", "--saved", "my-query", "-p", ":x=1e2"}).out == "x\ty\n100\treal\n");
  CHECK(run({"query", "a.db", "--saved", "my-query", "-p", "x='it''s'"}).out == "x\ty\nit's\ttext\n");
  CHECK(run({"query", "a.db", "--saved", "my-query", "-p", "x=007"}).out == "x\ty\n007\ttext\n");
  CHECK(run({"query", "a.db", "--saved", "my-query", "-p", "x="}).out == "x\ty\n\ttext\n");
  CHECK(run({"query", "--list"}).out == "my-query\tSELECT :x AS x, typeof(:x) AS y\n");
}

TEST_CASE_FIXTURE(CommandLine,
                  "a query without SQL, or with a name or parameter that is none, says what is wrong") {
  if (trawl.empty()) return;
  { storage::Store(folder / "a.db"); }
  run({"query", "a.db", "SELECT 1", "--save", "count"});
  const std::pair<Words, const char*> cases[] = {
      {{"query"}, "needs the crawl file"},
      {{"query", "a.db"}, "there is no statement"},
      {{"query", "a.db", "-i", "none.sql"}, "cannot read none.sql"},
      {{"query", "a.db", "SELECT 1", "-i", "q.sql"}, "choose one"},
      {{"query", "a.db", "--saved", "cuont"}, "there is no saved query 'cuont' (did you mean 'count'?)"},
      {{"query", "a.db", "--saved", "../count"}, "is no name for a query"},
      {{"query", "a.db", "SELECT 1", "--save", "a/b"}, "is no name for a query"},
      {{"query", "a.db", "SELECT 1", "--save", ".hidden"}, "is no name for a query"},
      {{"query", "a.db", "SELECT :a"}, "the parameter :a has no value; give it with -p NAME=VALUE"},
      {{"query", "a.db", "SELECT 1", "-p", "a=1"}, "there is no parameter :a"},
      {{"query", "a.db", "SELECT 1", "-p", "a"}, "write NAME=VALUE"},
      {{"query", "a.db", "SELECT 'x' REGEXP '['"}, "the pattern '[' is wrong"},
  };
  for (const auto& [words, message] : cases) {
    const Finished end = run(words);
    CAPTURE(end.err);
    CHECK(end.exit_code == 2);
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, message));
  }
  CHECK(run({"query", "a.db", "SELECT wrong", "--save", "wrong"}).exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(folder / ".config/trawl/queries/wrong.sql"));
}
