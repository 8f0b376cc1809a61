// What a crawl does where the machine gives it less than it would use.
#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/many_hosts.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::Program;

namespace {
/// UBSan opens a pipe to see whether it may read an object. Without a descriptor to spare it takes each
/// object for a broken one, so a program that runs out of them cannot be checked by it.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kNeedsSpareDescriptors = true;
#else
constexpr bool kNeedsSpareDescriptors = false;
#endif

Program under(const std::string& limit, Program program) {
  program.words.insert(program.words.begin(), {"/bin/sh", "-c", limit + "; exec \"$@\"", "sh"});
  return program;
}

std::string list_of(const std::vector<std::string>& urls) {
  std::string list;
  for (const std::string& url : urls) list += url + '\n';
  return list;
}
}  // namespace

TEST_CASE_FIXTURE(CommandLine, "a crawl fits the descriptors that it may have, and asks each page once") {
  if (trawl.empty() || kNeedsSpareDescriptors) return;
  constexpr int kHosts = 100;
  const support::ManyHosts hosts(3);
  const Words words{"crawl",     "-i",  "-",  "--delay", "0",    "-c", "500",
                    "--sitemap", "off", "-o", "a.db",    "--ui", "off"};
  const Finished end = outcome_of(under("ulimit -n 64", program(words, list_of(hosts.urls(kHosts)))));
  CAPTURE(end.err);
  CHECK(end.exit_code == 0);
  CHECK(holds(end.err, "-c 500 is lowered to 32, because this process may open 64 files"));
  CHECK(run({"query", "a.db",
             "SELECT count(*) AS urls, sum(attempts) AS tries, (SELECT sum(errors) FROM hosts) AS errors "
             "FROM urls",
             "--jsonl"})
            .out == "{\"urls\":300,\"tries\":300,\"errors\":0}\n");
  CHECK(hosts.requests() == 4 * kHosts);
  // The file keeps what was asked for.
  CHECK(holds(run({"query", "a.db", "SELECT config FROM crawls", "--jsonl"}).out, "\\\"concurrency\\\":500"));
}

TEST_CASE_FIXTURE(CommandLine, "a crawl whose descriptors run out asks each page once all the same") {
  if (trawl.empty() || kNeedsSpareDescriptors) return;
  constexpr int kHosts = 30;
  const support::ManyHosts hosts(3);
  // Half of 20 are needed for files and the loop, so 10 connections are too many.
  const Finished end = outcome_of(
      under("ulimit -n 20",
            program({"crawl", "-i", "-", "--delay", "0", "--sitemap", "off", "-o", "a.db", "--ui", "off"},
                    list_of(hosts.urls(kHosts)))));
  CAPTURE(end.err);
  CHECK(end.exit_code == 0);
  CHECK(run({"query", "a.db",
             "SELECT count(*) AS urls, sum(attempts) AS tries, (SELECT sum(errors) FROM hosts) AS errors "
             "FROM urls",
             "--jsonl"})
            .out == "{\"urls\":90,\"tries\":90,\"errors\":0}\n");
  CHECK(
      run({"query", "a.db", "SELECT count(*) AS n FROM events WHERE kind = 'descriptors'", "--jsonl"}).out ==
      "{\"n\":1}\n");
}

TEST_CASE_FIXTURE(CommandLine, "the soft limit of descriptors does not lower the concurrency") {
  if (trawl.empty()) return;
  const support::ManyHosts hosts(1);
  const Finished end = outcome_of(under(
      "ulimit -Sn 64",
      program({"crawl", hosts.urls(1).front(), "--delay", "0", "-c", "100", "-o", "a.db", "--ui", "off"})));
  CHECK(end.exit_code == 0);
  CHECK_FALSE(holds(end.err, "lowered"));
}
