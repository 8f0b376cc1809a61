// Each command on files and words that are none.
#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;

namespace {

constexpr const char* kUrl = "http://a.example/a";

struct BadInput : CommandLine {
  BadInput() {
    write("s.yaml",
          "start: [http://a.example/]\npages:\n  - items:\n      - table: t\n        fields: {x: h1}\n");
    {
      storage::Store store(folder / "good.db");
      store.start_crawl(storage::CrawlChoice("test", R"({"seeds":["http://127.0.0.1:9/"]})"), 1'700'000'000);
      storage::Batch batch;
      batch.urls.push_back(storage::testing::new_url("/a"));
      store.commit(batch);
      store.finish_crawl("finished", "", "{}", 1'700'000'010);
    }
    for (const char* const name : {"newer.db", "no_crawl.db"})
      std::filesystem::copy_file(folder / "good.db", folder / name);
    change("newer.db", "PRAGMA user_version = 99");
    change("no_crawl.db",
           "PRAGMA foreign_keys = OFF; DELETE FROM urls; DELETE FROM hosts; DELETE FROM crawls");
    std::filesystem::copy_file(folder / "good.db", folder / "truncated.db");
    std::filesystem::resize_file(folder / "truncated.db", 9'000);
    write("text.db", "a text");
    write("foreign.db", "");
    change("foreign.db", "CREATE TABLE t(x)");
    write("empty.db", "");
    std::filesystem::create_directory(folder / "folder.db");
  }
  void change(const char* name, const std::string& sql) const {
    storage::Connection(folder / name, storage::Access::write).execute(sql);
  }
  /// The commands that take a crawl file, each with the words behind it.
  static std::vector<Words> commands(const std::string& file) {
    return {{"query", file, "SELECT 1 WHERE 0"},
            {"search", file, "word"},
            {"show", file, kUrl},
            {"why", file, kUrl},
            {"report", file},
            {"report", file, "broken_links"},
            {"diff", file},
            {"export", file, "csv"},
            {"export", file, "files", "-o", "o"},
            {"recrawl", file, "--ui", "off"},
            {"resume", file, "--ui", "off"},
            {"mcp", file},
            {"serve", file, "--ui", "127.0.0.1:0"}};
  }
  void check(const Words& words, int code, const std::string& said) const {
    const Finished end = run(words);
    CAPTURE(words[0]);
    CAPTURE(words[1]);
    CAPTURE(end.err);
    CHECK(end.exit_code == code);
    CHECK(holds(end.err, said));
    if (code == 0) return;
    CHECK(end.out == "");
    CHECK(is_one_line(end.err));
  }
};

}  // namespace

TEST_CASE_FIXTURE(BadInput,
                  "a file that is none ends each command with exit code 3 and one line that says why") {
  if (trawl.empty()) return;
  const std::pair<const char*, const char*> files[] = {
      {"missing.db", "missing.db: does not exist"},  {"folder.db", "folder.db: is not a crawl file"},
      {"text.db", "text.db: is not a crawl file"},   {"foreign.db", "foreign.db: is not a crawl file"},
      {"empty.db", "empty.db: is not a crawl file"}, {"newer.db", "newer.db: was written by a newer trawl"},
      {"truncated.db", "truncated.db: is damaged"},
  };
  for (const auto& [file, said] : files)
    for (const Words& words : commands(file)) check(words, 3, said);
  // It takes a file that is no database for a page.
  for (const char* const file : {"foreign.db", "newer.db", "truncated.db"})
    check({"extract", file, "-f", "s.yaml"}, 3, file);
  check({"extract", "missing.db", "-f", "s.yaml"}, 2, "there is no file missing.db");
  check({"extract", "folder.db", "-f", "s.yaml"}, 2, "folder.db is a folder");
}

TEST_CASE_FIXTURE(BadInput, "a crawl without pages, and a file without a crawl, are no errors of their own") {
  if (trawl.empty()) return;
  const std::tuple<Words, int, const char*> cases[] = {
      {{"query", "FILE", "SELECT 1 WHERE 0"}, 0, ""},
      {{"search", "FILE", "word"}, 0, "no page has that"},
      {{"report", "FILE"}, 5, "no page was fetched yet"},
      {{"report", "FILE", "orphans"}, 5, "no page was fetched yet"},
      {{"export", "FILE", "csv"}, 5, "no page to export"},
      {{"export", "FILE", "jsonl"}, 5, "no page to export"},
      {{"export", "FILE", "graphml"}, 5, "no page to export"},
      {{"export", "FILE", "files", "-o", "o"}, 5, "no stored body to export"},
      {{"resume", "FILE", "--ui", "off"}, 0, "nothing to resume"},
      {{"mcp", "FILE"}, 0, ""},
  };
  for (const char* const file : {"good.db", "no_crawl.db"}) {
    for (auto [words, code, said] : cases) {
      words[1] = file;
      check(words, code, said);
    }
  }
  check({"why", "good.db", kUrl}, 0, "");
  check({"show", "good.db", kUrl}, 0, "");
  check({"diff", "good.db"}, 2, "nothing to compare it with");
  check({"why", "no_crawl.db", kUrl}, 2, "no_crawl.db has no crawl");
  check({"show", "no_crawl.db", kUrl}, 5, "it has no URL");
  check({"diff", "no_crawl.db"}, 2, "no_crawl.db has no crawl");
  check({"recrawl", "no_crawl.db", "--ui", "off"}, 2, "no_crawl.db has no crawl");
}

TEST_CASE_FIXTURE(BadInput,
                  "words that are no URL, report, kind or SQL end with exit code 2 and what to write") {
  if (trawl.empty()) return;
  check({"why", "good.db", "http://["}, 2, "cannot be crawled");
  check({"show", "good.db", "http://"}, 2, "cannot be crawled");
  check({"report", "good.db", "broken_link"}, 2, "did you mean 'broken_links'?");
  check({"export", "good.db", "pdf"}, 2, "choose one of jsonl");
  check({"export", "good.db", "csv", "--where", "no_such = 1"}, 2, "no such column: no_such");
  check({"query", "good.db", "SELEC"}, 2, "SQL error");
  check({"search", "good.db", "\"open"}, 2, "");
  check({"diff", "good.db", "--crawl", "9"}, 2, "");
  check({"recrawl", "good.db", "--ui", "off", "--where", "x y"}, 2, "");
}

TEST_CASE_FIXTURE(BadInput,
                  "a file on a disk that is full or read-only is read, and what must write says so") {
  if (trawl.empty()) return;
  const std::string quiet = " --ui off -q --retries 0 2>&1; echo \"[$?]\"; ";
  const std::string script =
      "mkdir disk && mount -t tmpfs -o size=1m none disk && cp good.db disk/ || exit 77\n"
      "mount -o remount,ro disk; cd disk\n" +
      trawl + " query good.db 'SELECT 7 AS seven' --csv; " + trawl + " why good.db " + kUrl +
      " >/dev/null; echo \"[$?]\"; " + trawl + " recrawl good.db" + quiet + trawl +
      " export good.db urls -o urls 2>&1; echo \"[$?]\"\n" +
      "mount -o remount,rw .; head -c 2000000 /dev/zero >filler 2>/dev/null\n" + trawl +
      " export good.db urls -o urls 2>&1; echo \"[$?]\"; ls urls* 2>/dev/null; " + trawl +
      " recrawl good.db" + quiet;
  const Finished end = support::outcome_of(
      {{"/usr/bin/unshare", "-rmn", "/bin/sh", "-c", script}, "", environment, folder.path()});
  if (end.exit_code == 77 || holds(end.err, "unshare")) {
    MESSAGE("SKIPPED: no mount namespace here: ", end.err);
    return;
  }
  CAPTURE(end.out);
  CAPTURE(end.err);
  CHECK(end.out.starts_with("seven\r\n7\r\n[0]\ntrawl: "));
  CHECK(holds(end.out, "good.db: cannot be written"));
  CHECK(holds(end.out, "[3]\ntrawl: urls: cannot be written"));
  CHECK(holds(end.out, "urls: the disk is full"));
  CHECK(end.out.ends_with("[3]\n"));
}
