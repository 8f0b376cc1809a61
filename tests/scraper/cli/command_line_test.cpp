#include "tests/scraper/cli/command_line.hpp"

#include <chrono>
#include <sstream>

#include <doctest/doctest.h>

#include "scraper/cli/commands.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::Program;

TEST_CASE_FIXTURE(CommandLine, "--help lists every command, and each has its own help") {
  if (trawl.empty()) return;
  const Finished overview = run({"--help"});
  CHECK(overview.exit_code == 0);
  CHECK(overview.err.empty());
  for (const auto& command : cli::all_commands()) {
    const std::string name(command.name);
    CHECK(holds(overview.out, "\n  " + name));
    const Finished help = run({name, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(holds(help.out, "Example:"));
  }
}

TEST_CASE_FIXTURE(CommandLine, "a bad command line gives one clear line and exit 2") {
  if (trawl.empty()) return;
  write("none.yaml", "name: x\n");
  write("empty.yaml", "");
  write("bad.txt", "example.org\nftp://x/\n");
  const std::pair<Words, const char*> cases[] = {
      {{}, "nothing to crawl"},
      {{"crawl"}, "no URL to start from"},
      {{"crawl", "-f", "none.yaml"}, "no URL to start from: none.yaml has no 'start'; write one into it, or"},
      {{"-f", "empty.yaml"}, "no URL to start from: empty.yaml has no 'start'"},
      {{"extract", "bad.txt", "-f", "absent.yaml"}, "cannot read absent.yaml"},
      {{"test", "absent.yaml"}, "cannot read absent.yaml"},
      {{"fetch", "example.org", "--css", "//h1"},
       "--css '//h1': expected a selector, not '/' (at character 1); that looks like an XPath: use --xpath"},
      {{"fetch", "example.org", "--css", "$.x"}, "that looks like a JSONPath: use --json"},
      {{"fetch", "example.org", "--json", ".x"}, "a JSONPath begins with $: $.x"},
      {{"qurey"}, "unknown command 'qurey' (did you mean 'query'?); the commands are crawl, resume, "},
      {{"dump", "x.db"}, "unknown command 'dump': print rows with: trawl query"},
      {{"export", "x.db", "warc"},
       "'warc' is no KIND of export; choose one of jsonl, csv, urls, sitemap, graphml, files, markdown, or "
       "print"},
      {{"foo"}, "if it is a host, write http://foo/"},
      {{"help", "crwal"}, "did you mean 'crawl'?"},
      {{"-q", "query", "x.db"}, "the command comes first: trawl query"},
      {{"crawl", "intranet/"}, "if it is a host, write http://intranet/"},
      {{"bad.txt"}, "'bad.txt' is a file: trawl crawl -i bad.txt"},
      {{"crawl", "bad.txt"}, "'bad.txt' is a file"},
      {{"fetch", "./bad.txt"}, "'./bad.txt' is a file"},
      {{"--sitemap", "maybe", "example.org"}, "'maybe' is neither auto, only, off, nor the URL of a sitemap"},
      {{"--sitemap", "Off", "example.org"}, "did you mean 'off'?"},
      {{"-H", "http://example.org/"}, "--scope any"},
      {{"-A", "*.pdf", "example.org"}, "--include"},
      {{"--spider", "http://example.org/"}, "broken_links"},
      {{"example.org", "-o", "out.json"}, "-o out.json would be a database; write -o out.db"},
      {{"example.org", "-o", "."}, "-o . is a folder"},
      {{"query", "a.db", "SELECT 1", "--csv", "--json"}, "choose one of --csv and --json"},
      {{"--dely", "1", "example.org"}, "unknown flag '--dely' (did you mean '--delay'?)"},
      {{"--delay", "soon", "example.org"}, "--delay: 'soon' is not a duration"},
      {{"ftp://example.org/"}, "'ftp://example.org/' cannot be crawled: not an http or https URL"},
      {{"http://a\x1b[2Jb/"}, "'http://a\\x1b[2Jb/' cannot be crawled"},
      {{"-i", "absent.txt"}, "cannot read absent.txt: No such file or directory"},
      {{"-i", "bad.txt"}, "bad.txt:2: 'ftp://x/' cannot be crawled"},
      {{"-f", "absent.yaml"}, "cannot read absent.yaml"},
      {{"inspect", "robot"}, "did you mean 'robots'?"},
  };
  for (const auto& [words, message] : cases) {
    const Finished end = run(words);
    CAPTURE(end.err);
    CHECK(end.exit_code == 2);
    CHECK(end.out.empty());
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, message));
  }
}

TEST_CASE_FIXTURE(CommandLine,
                  "flags win over variables, variables over the spider file, and that over the user's file") {
  if (trawl.empty()) return;
  environment.emplace_back("XDG_CONFIG_HOME", folder.path());
  std::filesystem::create_directory(folder / "trawl");
  write("trawl/config.yaml", "delay: 1s\nconcurrency: 1\nrate: 1\ndepth: 1\n");
  write("spider.yaml", "seeds: [example.org]\ndelay: 2s\nconcurrency: 2\nrate: 2\n");
  environment.emplace_back("TRAWL_DELAY", "3s");
  environment.emplace_back("TRAWL_CONCURRENCY", "3");
  const Json config = this->config({"-f", "spider.yaml", "--delay", "4s"});
  CHECK(config["delay"] == "4s");
  CHECK(config["concurrency"] == 3);
  CHECK(config["rate"] == 2);
  CHECK(config["depth"] == 1);
  CHECK(config["seeds"] == Json{"https://example.org/"});
  CHECK(this->config({"-f", "spider.yaml", "example.com"})["seeds"] == Json{"https://example.com/"});
}

TEST_CASE_FIXTURE(CommandLine, "a flag wins over its variable, whichever of the two is larger") {
  if (trawl.empty()) return;
  environment.emplace_back("TRAWL_TIMEOUT", "5s");
  CHECK(this->config({"example.org", "--timeout", "30s"})["timeout"] == "30s");
  CHECK(this->config({"example.org", "--timeout", "1s"})["timeout"] == "1s");
  CHECK(this->config({"example.org"})["timeout"] == "5s");
}

TEST_CASE_FIXTURE(CommandLine, "a stronger layer replaces lists: seeds, sitemaps, private ranges") {
  if (trawl.empty()) return;
  write("list.txt", "http://a.test/listed\n");
  write("spider.yaml", "input: list.txt\nsitemap: [only, 'http://a.test/map.xml']\nallow-private: true\n");
  const Json weak = this->config({"-f", "spider.yaml"});
  CHECK(weak["seeds"] == Json{"http://a.test/listed"});
  CHECK(weak["sitemap"] == Json{"only", "http://a.test/map.xml"});
  CHECK(weak["allow-private"] == Json{"true"});
  const Json strong = this->config({"-f", "spider.yaml", "http://b.test/", "--sitemap",
                                    "http://b.test/map.xml", "--allow-private=10.0.0.0/8"});
  CHECK(strong["seeds"] == Json{"http://b.test/"});
  CHECK(strong["sitemap"] == Json{"auto", "http://b.test/map.xml"});
  CHECK(strong["allow-private"] == Json{"10.0.0.0/8"});
}

TEST_CASE_FIXTURE(CommandLine, "a crawl of sitemaps starts from their sites only if there are no seeds") {
  if (trawl.empty()) return;
  CHECK(this->config({"--sitemap", "http://a.test/deep/map.xml"})["seeds"] == Json{"http://a.test/"});
  CHECK(this->config({"--sitemap", "http://a.test/map.xml", "http://b.test/x"})["seeds"] ==
        Json{"http://b.test/x"});
}

TEST_CASE_FIXTURE(CommandLine, "bad settings give exit 4 and the place of the error") {
  if (trawl.empty()) return;
  write("key.yaml", "dealy: 2s\n");
  write("value.yaml", "seeds: [example.org]\ndelay: soon\n");
  write("seed.yaml", "delay: 1s\nseeds: [example.org, intranet]\n");
  write("items.yaml", "seeds: [example.org]\nitems: {a: b}\n");
  const std::pair<Words, const char*> cases[] = {
      {{"-f", "key.yaml"}, "key.yaml:1:1: unknown key 'dealy' (did you mean 'delay'?)"},
      {{"-f", "value.yaml"}, "value.yaml:2:1: delay: 'soon' is not a duration"},
      {{"-f", "items.yaml"}, "items.yaml:2:1: unknown key 'items'; it belongs in an entry of 'pages'"},
      {{"-f", "seed.yaml"},
       "seed.yaml:2:1: seeds: 'intranet' cannot be crawled: if it is a host, write http://"},
  };
  for (const auto& [words, message] : cases) {
    const Finished end = run(words);
    CAPTURE(end.err);
    CHECK(end.exit_code == 4);
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, message));
  }
  environment.emplace_back("TRAWL_DEPTH", "deep");
  const Finished end = run({"example.org"});
  CHECK(end.exit_code == 4);
  CHECK(holds(end.err, "TRAWL_DEPTH: 'deep' is not a whole number"));
}

TEST_CASE_FIXTURE(CommandLine, "help and version have the spellings that people try") {
  if (trawl.empty()) return;
  const std::string crawl = run({"crawl", "--help"}).out, overview = run({"--help"}).out;
  for (const Words& words : {Words{"help", "crawl"}, Words{"--help", "crawl"}, Words{"crawl", "-help"}})
    CHECK(run(words).out == crawl);
  for (const Words& words : {Words{"help"}, Words{"-h"}, Words{"help", "help"}})
    CHECK(run(words).out == overview);
  CHECK(run({"-V"}).out == run({"version"}).out);
}

TEST_CASE_FIXTURE(CommandLine, "what --print-config prints is read by -f, from a file and from stdin") {
  if (trawl.empty()) return;
  const Words words{"example.org", "--delay", "250ms",       "-d",   "2",
                    "--exclude",   "größe",   "--no-bodies", "--ui", "off"};
  Words print = words;
  print.push_back("--print-config");
  const Finished printed = run(print);
  CHECK(printed.err.empty());
  write("printed.json", printed.out);
  CHECK(run({"crawl", "-f", "printed.json", "--print-config"}).out == printed.out);
  CHECK(run({"crawl", "-f", "-", "--print-config"}, printed.out).out == printed.out);
  const Finished secret = run({"example.org", "-u", "me:sesame", "--print-config"});
  CHECK(holds(secret.err, "left out, because it is secret: --user"));
  CHECK_FALSE(holds(secret.out, "sesame"));
}

TEST_CASE_FIXTURE(CommandLine, "a TRAWL_ variable that is no setting is said, with the one that was meant") {
  if (trawl.empty()) return;
  environment.emplace_back("TRAWL_DELLAY", "5s");
  environment.emplace_back("TRAWL_LIMIT", "3");
  const Finished end = run({"example.org", "--print-config"});
  CHECK(end.exit_code == 0);
  CHECK(end.err ==
        "trawl: TRAWL_DELLAY: no setting has this name (did you mean 'TRAWL_DELAY'?); it is ignored\n");
}

TEST_CASE_FIXTURE(CommandLine, "a home that cannot be searched is said, and the defaults apply") {
  if (trawl.empty()) return;
  std::filesystem::create_symlink("loop", folder / "loop");
  environment = {{"HOME", folder / "loop"}};
  const Finished end = run({"example.org", "--print-config"});
  CAPTURE(end.err);
  CHECK(end.exit_code == 0);
  CHECK(is_one_line(end.err));
  CHECK(holds(end.err, "loop/.config/trawl/config.yaml"));
  CHECK(holds(end.err, "the defaults apply"));
}

TEST_CASE_FIXTURE(CommandLine,
                  "a user's file that cannot be read ends with its name and exit 4, an empty one is fine") {
  if (trawl.empty()) return;
  environment.emplace_back("XDG_CONFIG_HOME", folder.path());
  std::filesystem::create_directories(folder / "trawl" / "config.yaml");
  const Finished end = run({"example.org", "--print-config"});
  CHECK(end.exit_code == 4);
  CHECK(is_one_line(end.err));
  CHECK(holds(end.err, "trawl/config.yaml: Is a directory"));
  std::filesystem::remove(folder / "trawl" / "config.yaml");
  write("trawl/config.yaml", "");
  CHECK(run({"example.org", "--print-config"}).exit_code == 0);
}

TEST_CASE_FIXTURE(CommandLine, "rows go to a pipe without padding, unless a table is asked for") {
  if (trawl.empty()) return;
  { storage::Store(folder / "a.db"); }
  const std::string sql = "SELECT 'long text' AS a, 1 AS b UNION ALL SELECT 'x', 22";
  CHECK(run({"query", "a.db", sql}).out == "a\tb\nlong text\t1\nx\t22\n");
  CHECK(run({"query", "a.db", sql, "--table"}).out ==
        "a          b\n---------  --\nlong text   1\nx          22\n");
  CHECK(run({"query", "a.db", "SELECT '=1' AS a", "--csv"}).out == "a\r\n\"'=1\"\r\n");
  for (const Words& flags : {Words{"--csv-raw"}, Words{"--csv", "--csv-raw"}}) {
    Words words{"query", "a.db", "SELECT '=1' AS a"};
    words.insert(words.end(), flags.begin(), flags.end());
    CHECK(run(words).out == "a\r\n=1\r\n");
  }
}

TEST_CASE_FIXTURE(CommandLine, "a file that cannot hold a crawl gives exit 3 and stays unchanged") {
  if (trawl.empty()) return;
  write("notes.db", "these are my notes");
  write("plain", "");
  { storage::Store(folder / "newer.db"); }
  storage::Connection(folder / "newer.db", storage::Access::write).execute("PRAGMA user_version = 99");
  const std::pair<const char*, const char*> cases[] = {
      {"notes.db", "is not a crawl file of trawl"},
      {"newer.db", "was written by a newer trawl"},
      {"plain/a.db", "plain/a.db"},
      {"/proc/a.db", "/proc/a.db"},
  };
  for (const auto& [file, message] : cases) {
    const Finished end = run({"http://127.0.0.1:9/", "--ui", "off", "-o", file});
    CAPTURE(end.err);
    CHECK(end.exit_code == 3);
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, message));
  }
  CHECK(std::filesystem::file_size(folder / "notes.db") == 18);
  for (const auto* command : {"query", "serve", "resume", "recrawl"}) {
    Words words{command, "absent.db"};
    if (words[0] == "query") words.push_back("SELECT 1");
    CHECK(run(words).exit_code == 3);
  }
}

TEST_CASE_FIXTURE(CommandLine, "seeds can come from stdin") {
  if (trawl.empty()) return;
  const Finished end = run({"-i", "-", "--print-config"}, "# two\nexample.org\n\nhttp://example.com/a\n");
  CHECK(Json::parse(end.out)["seeds"] == Json{"https://example.org/", "http://example.com/a"});
}

TEST_CASE_FIXTURE(CommandLine, "inspect answers every line in order, even bad ones") {
  if (trawl.empty()) return;
  const Finished end =
      run({"inspect", "url"}, "{\"input\":\"http://a\"}\nnonsense\n{\"input\":\"http://b\"}");
  CHECK(end.exit_code == 0);
  std::istringstream lines(end.out);
  std::string line;
  std::vector<Json> answers;
  while (std::getline(lines, line)) answers.push_back(Json::parse(line));
  REQUIRE(answers.size() == 3);
  CHECK(answers[0]["href"] == "http://a/");
  CHECK(answers[1].contains("error"));
  CHECK(answers[2]["href"] == "http://b/");
}

TEST_CASE_FIXTURE(CommandLine, "doctor and version name the libraries") {
  if (trawl.empty()) return;
  const Finished version = run({"version"});
  CHECK(version.out == "trawl " TRAWL_VERSION "\n");
  CHECK(run({"--version"}).out == version.out);
  CHECK(holds(run({"version", "-v"}).out, "SQLite/"));
  const Finished doctor = run({"doctor"});
  CHECK(holds(doctor.out, "libcurl/"));
  CHECK((doctor.exit_code == 0) == !holds(doctor.out, "\nproblem"));
  environment.emplace_back("TRAWL_DEPTH", "deep");
  CHECK(holds(run({"doctor"}).out, "problem  TRAWL_DEPTH: 'deep' is not a whole number"));
}

TEST_CASE_FIXTURE(CommandLine, "a query has its time and its rows, and what follows two dashes is no flag") {
  if (trawl.empty()) return;
  { storage::Store(folder / "a.db"); }
  const std::string endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
  const auto begun = std::chrono::steady_clock::now();
  const Finished late = run({"query", "a.db", endless, "--timeout", "50ms"});
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(20));  // 30 s without the flag
  CHECK(late.exit_code == 1);
  CHECK(is_one_line(late.err));
  CHECK(holds(late.err, "the query ran out of time"));
  CHECK(run({"query", "a.db", "VALUES (1), (2)", "--csv", "--limit", "0"}).out == "column1\r\n1\r\n2\r\n");
  CHECK(run({"query", "a.db", "VALUES (1), (2)", "--csv", "--limit", "1"}).out == "column1\r\n1\r\n");
  const Finished word = run({"query", "a.db", "--", "--help"});
  CHECK(word.exit_code == 2);
  CHECK_FALSE(holds(word.out, "Usage"));
}

TEST_CASE_FIXTURE(CommandLine, "output that cannot be written is an error") {
  if (trawl.empty()) return;
  Program shell = program({});
  shell.words = {"/bin/sh", "-c", trawl + " --help > /dev/full"};
  const Finished end = outcome_of(shell);
  CHECK(end.exit_code == 1);
  CHECK(holds(end.err, "could not be written"));
}
