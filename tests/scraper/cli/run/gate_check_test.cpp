#include "scraper/cli/run/gate_check.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;
using cli::testing::holds;

namespace {

cli::GateResult result(const std::string& rule, bool failed, const std::string& message, bool judged = true) {
  cli::GateResult one;
  one.rule = rule;
  one.failed = failed;
  one.message = message;
  one.was_judged = judged;
  return one;
}

}  // namespace

TEST_CASE("conditions on a crawl file say what they have met") {
  support::TestCrawl crawl;
  crawl.site.page("/", support::html("<a href=/a>a</a> <a href=/missing>b</a>"));
  crawl.site.page("/a", support::html("hello"));
  crawl.run();
  cli::GateFacts facts;
  facts.file = crawl.file();
  facts.rows = 7;
  const auto told = [&](const std::string& gate) {
    const auto results = cli::check_gates({gate}, facts);
    return (results.at(0).failed ? "failed: " : "") + results[0].message;
  };
  CHECK(told("status 404 > 0") == "failed: 1 of 3 fetches, 33.3%");
  CHECK(told("status 4xx > 40%") == "1 of 3 fetches, 33.3%");
  CHECK(told("error > 0") == "0 of 3 fetches, 0.0%");
  CHECK(told("errors > 5%") == "failed: 1 of 3 fetches, 33.3%");
  CHECK(told("pages < 100") == "failed: 3");
  CHECK(told("broken_links > 0") == "failed: 1");
  CHECK(told("new broken_links > 0") == "the file has no crawl before to compare with");
  CHECK(told("rows > 6") == "failed: 7");
  CHECK_THROWS_AS(told("broken > 0"), std::invalid_argument);
  facts.rows.reset();
  CHECK_THROWS_AS(told("rows > 6"), std::invalid_argument);
}

TEST_CASE("JUnit's XML is well formed whatever the names are") {
  const std::string xml = cli::junit_xml(
      "a\"<&\x01.db", {result("x > 0", true, "\xff ]]> \x1b[0m"),
                       result("new y > 0", false, "none before", false), result("z > 0", false, "0")});
  std::string shown = xml;
  for (std::size_t at; (at = shown.find("\xef\xbf\xbd")) != std::string::npos;) shown.replace(at, 3, "~");
  CHECK(shown == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="trawl" tests="3" failures="1" errors="0">
  <testsuite name="a&#34;&#60;&#38;~.db" tests="3" failures="1" errors="0" skipped="1" time="0">
    <testcase classname="a&#34;&#60;&#38;~.db" name="x &#62; 0" time="0"><failure message="~ ]]&#62; ~[0m"/></testcase>
    <testcase classname="a&#34;&#60;&#38;~.db" name="new y &#62; 0" time="0"><skipped message="none before"/></testcase>
    <testcase classname="a&#34;&#60;&#38;~.db" name="z &#62; 0" time="0"/>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("a query fails on its rows with exit code 10, after it has printed them") {
  cli::testing::CommandLine line;
  if (line.trawl.empty()) return;
  storage::testing::CrawlFile file;
  file.commit(file.fetched(storage::testing::new_url("/"), 404));
  file.close();
  const auto fails =
      line.run({"query", file.file(), "SELECT 1", "--fail-on", "rows > 0", "--junit", "a.xml"});
  CHECK(fails.exit_code == 10);
  CHECK(fails.out == "1\n1\n");
  CHECK(fails.err == "trawl: failed: rows > 0: 1\n");
  CHECK(std::filesystem::exists(line.folder / "a.xml"));
  CHECK(line.run({"query", file.file(), "SELECT 1", "--fail-on", "rows > 1"}).exit_code == 0);
  const auto lacks = line.run({"query", file.file(), "SELECT 1", "--fail-on", "broken > 1"});
  CHECK(lacks.exit_code == 2);
  CHECK(holds(lacks.err, "there is no view 'broken'"));
  CHECK(line.run({"query", file.file(), "SELECT 1", "--junit", "a.xml"}).exit_code == 2);
  const auto unwritable =
      line.run({"query", file.file(), "SELECT 1", "--fail-on", "rows > 1", "--junit", "no/a.xml"});
  CHECK(unwritable.exit_code == 1);
  CHECK(holds(unwritable.err, "no/a.xml: No such file or directory"));
}
