#include "scraper/cli/run/stop_signals.hpp"

#include <csignal>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/raw_server.hpp"
#include "web/demo/demo_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::Program;
using support::Subprocess;

namespace {
/// A shell that runs `script`, in which "$@" is the program with `words`.
Program in_shell(const Program& program, const std::string& script) {
  Program shell = program;
  shell.words.insert(shell.words.begin(), {"/bin/sh", "-c", script, "sh"});
  return shell;
}
}  // namespace

TEST_CASE_FIXTURE(CommandLine, "SIGINT, SIGTERM and SIGHUP end a crawl in order, and a served file too") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const std::string file = std::to_string(signal) + ".db";
    Subprocess crawl(program({site.url(), "--delay", "1h", "-o", file}));
    CHECK_FALSE(crawl.said("watch it at").empty());
    crawl.send_signal(signal);
    const Finished interrupted = crawl.wait();
    CHECK(interrupted.exit_code == 11);
    CHECK(holds(interrupted.err, "stopping:"));
    CHECK(holds(interrupted.err, "trawl resume " + file));

    Subprocess server(program({"serve", file}));
    CHECK_FALSE(server.said("watch it at").empty());
    server.send_signal(signal);
    CHECK(server.wait().exit_code == 0);
  }
}

TEST_CASE_FIXTURE(CommandLine, "a crawl that was started to ignore SIGHUP, as by nohup, goes on") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  Subprocess crawl(
      in_shell(program({site.url(), "--delay", "1h", "-o", "a.db"}), "trap '' HUP; exec \"$@\""));
  CHECK_FALSE(crawl.said("watch it at").empty());
  crawl.send_signal(SIGHUP);
  crawl.send_signal(SIGINT);
  const Finished end = crawl.wait();
  CHECK(end.exit_code == 11);
  // The second signal would have given up what is in flight, the first alone does not.
  CHECK(end.err.find("stopping:") == end.err.rfind("stopping:"));
  CHECK(holds(end.err, "trawl resume a.db"));
}

TEST_CASE_FIXTURE(CommandLine, "a command whose reader has gone ends in silence, by SIGPIPE") {
  if (trawl.empty()) return;
  support::RawServer server(support::always(support::ok(std::string(1 << 20, 'x'))));
  const std::string sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
  const web::DemoSite site;
  run({site.url(), "-n", "1", "--delay", "0", "--ui", "off", "-q", "-o", "a.db"});
  for (const Words& words : {Words{"fetch", server.url()}, Words{"fetch", server.url(), server.url("/2")},
                             Words{"query", "a.db", sql, "--limit", "0"}}) {
    const Finished end = outcome_of(in_shell(program(words), "{ \"$@\"; echo $? >&2; } | head -c 1"));
    CAPTURE(words[0]);
    CHECK(end.err == "141\n");
    CHECK(end.out.size() == 1);
  }
}

TEST_CASE_FIXTURE(CommandLine, "a crawl whose messages nobody reads goes on to its end") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  const Finished end =
      outcome_of(in_shell(program({site.url(), "-n", "20", "--delay", "0", "-v", "-o", "a.db"}),
                          "{ \"$@\" 2>&1; echo $? >&2; } | true"));
  CHECK(end.err == "0\n");
  CHECK(run({"query", "a.db", "SELECT count(*) >= 20 AS n FROM pages", "--jsonl"}).out == "{\"n\":1}\n");
}
