#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/storage/crawl_file.hpp"
#include "tests/support/subprocess.hpp"
#include "web/demo_site.hpp"

using Json = nlohmann::json;
using support::Finished;
using support::Program;
using support::Subprocess;
using Words = std::vector<std::string>;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool is_one_line(const std::string& text) {
  return !text.empty() && text.find('\n') == text.size() - 1;
}

/// The built program, run in a folder of its own with an empty environment.
struct CommandLine {
  CommandLine() {
    if (const char* path = std::getenv("TRAWL")) trawl = std::filesystem::absolute(path);
    if (trawl.empty()) MESSAGE("SKIPPED: TRAWL does not name the program");
  }

  Program program(Words words, std::string input = "") const {
    words.insert(words.begin(), trawl);
    return {std::move(words), std::move(input), environment, folder.path()};
  }
  Finished run(Words words, std::string input = "") const {
    return outcome_of(program(std::move(words), std::move(input)));
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder / name) << text; }
  Json config(Words words) const {
    words.insert(words.end(), "--print-config");
    return Json::parse(run(std::move(words)).out);
  }

  storage::testing::TemporaryFolder folder;
  std::string trawl;
  std::vector<std::pair<std::string, std::string>> environment{{"HOME", folder.path()}};
};

}  // namespace

TEST_CASE_FIXTURE(CommandLine, "every command that --help names has a help of its own") {
  if (trawl.empty()) return;
  const Finished overview = run({"--help"});
  CHECK(overview.exit_code == 0);
  CHECK(overview.err.empty());
  for (const auto* command : {"crawl", "resume", "query", "serve", "demo", "inspect", "doctor", "version"}) {
    CHECK(holds(overview.out, std::string("\n  ") + command));
    const Finished help = run({command, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(holds(help.out, "Example:"));
  }
}

TEST_CASE_FIXTURE(CommandLine, "a command line that cannot be carried out is one clear line and exit 2") {
  if (trawl.empty()) return;
  write("bad.txt", "example.org\nftp://x/\n");
  const std::pair<Words, const char*> cases[] = {
      {{}, "what shall be crawled?"},
      {{"crawl"}, "no URL to start from"},
      {{"qurey"}, "did you mean 'query'?"},
      {{"--dely", "1", "example.org"}, "unknown flag '--dely' (did you mean '--delay'?)"},
      {{"--delay", "soon", "example.org"}, "--delay: 'soon' is no duration"},
      {{"ftp://example.org/"}, "'ftp://example.org/' cannot be crawled: not an http or https URL"},
      {{"http://a\x1b[2Jb/"}, "'http://a\\x1b[2Jb/' cannot be crawled"},
      {{"-i", "absent.txt"}, "cannot read absent.txt: No such file or directory"},
      {{"-i", "bad.txt"}, "bad.txt:2: 'ftp://x/' cannot be crawled"},
      {{"-f", "absent.yaml"}, "cannot read absent.yaml"},
      {{"query", "a.db"}, "usage: trawl query DB 'SQL'"},
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
                  "flags win over variables, these over the spider file, that over the user's file") {
  if (trawl.empty()) return;
  environment.emplace_back("XDG_CONFIG_HOME", folder.path());
  std::filesystem::create_directory(folder / "trawl");
  write("trawl/config.yaml", "delay: 1s\nconcurrency: 1\nrate: 1\ndepth: 1\n");
  write("spider.yaml", "seeds: [example.org]\ndelay: 2s\nconcurrency: 2\nrate: 2\n");
  environment.emplace_back("TRAWL_DELAY", "3s");
  environment.emplace_back("TRAWL_CONCURRENCY", "3");
  const Json config = this->config({"-f", "spider.yaml", "--delay", "4s"});
  CHECK(config["delay"] == 4.0);
  CHECK(config["concurrency"] == 3);
  CHECK(config["rate"] == 2.0);
  CHECK(config["depth"] == 1);
  CHECK(config["seeds"] == Json{"https://example.org/"});
  CHECK(this->config({"-f", "spider.yaml", "example.com"})["seeds"] == Json{"https://example.com/"});
}

TEST_CASE_FIXTURE(CommandLine, "settings that cannot be taken are exit 4, with their place") {
  if (trawl.empty()) return;
  write("key.yaml", "dealy: 2s\n");
  write("value.yaml", "seeds: [example.org]\ndelay: soon\n");
  write("items.yaml", "seeds: [example.org]\nitems: {a: b}\n");
  const std::pair<Words, const char*> cases[] = {
      {{"-f", "key.yaml"}, "key.yaml:1:1: unknown key 'dealy' (did you mean 'delay'?)"},
      {{"-f", "value.yaml"}, "value.yaml:2:1: delay: 'soon' is no duration"},
      {{"-f", "items.yaml"}, "no extraction rules"},
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
  CHECK(holds(end.err, "TRAWL_DEPTH: 'deep' is no whole number"));
}

TEST_CASE_FIXTURE(CommandLine, "a file that cannot hold a crawl is exit 3 and left as it is") {
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
  for (const auto* command : {"query", "serve", "resume"}) {
    Words words{command, "absent.db"};
    if (words[0] == "query") words.push_back("SELECT 1");
    CHECK(run(words).exit_code == 3);
  }
}

TEST_CASE_FIXTURE(CommandLine, "a crawl stores pages that can be queried, served and not resumed") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  const Finished crawl =
      run({site.url() + "/shop/", "-n", "5", "--delay", "0", "--per-host", "4", "-o", "a.db"});
  CAPTURE(crawl.err);
  CHECK(crawl.exit_code == 0);
  CHECK(crawl.out.empty());
  CHECK(holds(crawl.err, "watch it at http://127.0.0.1:"));
  CHECK(holds(crawl.err, "the page limit is reached"));
  CHECK_FALSE(holds(crawl.err, "\x1b"));

  CHECK(run({"query", "a.db", "SELECT count(*) AS n FROM pages WHERE status = 200", "--jsonl"}).out ==
        "{\"n\":5}\n");
  CHECK(run({"query", "a.db", "SELECT 1 AS a, 2 AS b", "--csv"}).out == "a,b\r\n1,2\r\n");
  const Finished cut = run({"query", "a.db", "SELECT id FROM pages", "--limit", "2", "--json"});
  CHECK(Json::parse(cut.out).size() == 2);
  CHECK(holds(cut.err, "more rows than the first 2"));
  const Finished wrong = run({"query", "a.db", "SELEC 1"});
  CHECK(wrong.exit_code == 2);
  CHECK(holds(wrong.err, "near \"SELEC\": syntax error"));
  CHECK(run({"query", "a.db", "DELETE FROM pages"}).exit_code == 2);

  const Finished resume = run({"resume", "a.db"});
  CHECK(resume.exit_code == 0);
  CHECK(holds(resume.err, "nothing to resume"));

  Subprocess server(program({"serve", "a.db"}));
  CHECK(holds(server.said("\n"), "watch it at http://127.0.0.1:"));
  server.send_signal(SIGINT);
  CHECK(server.wait().exit_code == 0);
}

TEST_CASE_FIXTURE(CommandLine,
                  "an interrupted crawl is exit 11 and goes on where it stopped, as it was begun") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  Subprocess crawl(program({site.url(), "--delay", "1h", "--depth", "1", "-H", "Cookie: a", "-o", "a.db"}));
  CHECK_FALSE(crawl.said("watch it at").empty());
  crawl.send_signal(SIGINT);
  const Finished interrupted = crawl.wait();
  CAPTURE(interrupted.err);
  CHECK(interrupted.exit_code == 11);
  CHECK(holds(interrupted.err, "stopping:"));
  CHECK(holds(interrupted.err, "trawl resume a.db"));

  const Finished resumed = run({"resume", "a.db", "--delay", "0", "--per-host", "4"});
  CAPTURE(resumed.err);
  CHECK(resumed.exit_code == 0);
  CHECK(holds(resumed.err, "unless given again with -H: Cookie"));
  CHECK(holds(resumed.err, "going on with the crawl in a.db"));
  CHECK(run({"query", "a.db", "SELECT max(depth) AS d FROM urls WHERE state = 'done'", "--jsonl"}).out ==
        "{\"d\":1}\n");
}

TEST_CASE_FIXTURE(CommandLine, "limits and failures have their exit codes") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  const auto code = [&](Words words) {
    words.insert(words.end(), {"--ui", "off", "-q", "--retries", "0"});
    const Finished end = run(std::move(words));
    CHECK(end.err.empty());
    return end.exit_code;
  };
  CHECK(code({site.url(), "--delay", "0", "--size-limit", "1", "-o", "size.db"}) == 14);
  CHECK(code({site.url(), "--delay", "1h", "--time-limit", "50ms", "-o", "time.db"}) == 15);
  CHECK(code({site.url() + "/private/", "--delay", "0", "-o", "robots.db"}) == 5);
}

TEST_CASE_FIXTURE(CommandLine, "a crawl that reaches nobody says why") {
  if (trawl.empty()) return;
  int port = 0;
  {
    const web::DemoSite gone;
    port = std::stoi(gone.url().substr(gone.url().rfind(':') + 1));
  }
  const Finished end = run({"127.0.0.1:" + std::to_string(port), "--ui", "off", "--retries", "0"});
  CAPTURE(end.err);
  CHECK(end.exit_code == 5);
  CHECK(holds(end.err, "nothing could be fetched"));
  CHECK(holds(end.err, "why"));
  CHECK(std::filesystem::exists(folder / ("127.0.0.1-" + std::to_string(port) + ".db")));
}

TEST_CASE_FIXTURE(CommandLine, "a port in use is exit 2, before any file is made") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  const std::string port = site.url().substr(site.url().rfind(':') + 1);
  const Finished end = run({site.url(), "--ui", port, "-o", "a.db"});
  CHECK(end.exit_code == 2);
  CHECK(is_one_line(end.err));
  CHECK(holds(end.err, port));
  CHECK_FALSE(std::filesystem::exists(folder / "a.db"));
}

TEST_CASE_FIXTURE(CommandLine, "seeds come from stdin too") {
  if (trawl.empty()) return;
  const Finished end = run({"-i", "-", "--print-config"}, "# two\nexample.org\n\nhttp://example.com/a\n");
  CHECK(Json::parse(end.out)["seeds"] == Json{"https://example.org/", "http://example.com/a"});
}

TEST_CASE_FIXTURE(CommandLine, "inspect answers line by line, in order, whatever the lines are") {
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

TEST_CASE_FIXTURE(CommandLine, "the demo crawls its site and answers three questions") {
  if (trawl.empty()) return;
  for (int round = 0; round < 2; ++round) {
    const Finished demo = run({"demo"});
    CAPTURE(demo.err);
    CHECK(demo.exit_code == 0);
    CHECK(holds(demo.err, "finished"));
    for (const auto* part : {"/blog/2024/the-boat-in-the-loft/", "/shop/clearance/", "/old-shop"})
      CHECK(holds(demo.out, part));
  }
  write("mine.db", "x");
  CHECK(run({"demo", "-o", "mine.db"}).exit_code == 2);
  const std::string pages =
      "SELECT count(*) AS n FROM pages WHERE status = 200 AND content_type LIKE 'text/html%' AND url NOT "
      "LIKE '%/calendar%'";
  CHECK(run({"query", "trawl-demo.db", pages, "--jsonl"}).out == "{\"n\":65}\n");
}

TEST_CASE_FIXTURE(CommandLine, "doctor and version say what there is") {
  if (trawl.empty()) return;
  const Finished version = run({"version"});
  CHECK(version.out == "trawl " TRAWL_VERSION "\n");
  CHECK(run({"--version"}).out == version.out);
  CHECK(holds(run({"version", "-v"}).out, "SQLite/"));
  const Finished doctor = run({"doctor"});
  CHECK(holds(doctor.out, "libcurl/"));
  CHECK((doctor.exit_code == 0) == !holds(doctor.out, "\nproblem"));
}

TEST_CASE_FIXTURE(CommandLine, "output that cannot be written is an error") {
  if (trawl.empty()) return;
  Program shell = program({});
  shell.words = {"/bin/sh", "-c", trawl + " --help > /dev/full"};
  const Finished end = outcome_of(shell);
  CHECK(end.exit_code == 1);
  CHECK(holds(end.err, "could not be written"));
}
