// Runs `trawl test`.
#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::html;
using support::TestSite;

namespace {

const std::string kRules = R"(pages:
- items:
  - table: lamps
    select: li
    fields: {name: b, price: {css: i, type: number}}
tests:
)";

const std::string kPage = "<ul><li><b>Oil</b><i>9,50</i><li><b>Brass</b><i>12</i></ul>";

struct Tested : CommandLine {
  Finished test(const std::string& tests) const {
    write("page.html", kPage);
    write("lamps.yaml", kRules + tests);
    return run({"test", "lamps.yaml"});
  }
};

}  // namespace

TEST_CASE_FIXTURE(Tested, "tests that hold are named, and the exit code is 0") {
  if (trawl.empty()) return;
  const Finished said = test(
      "- {url: a.org, file: page.html, expect: {lamps: [{name: Oil, price: 9.5}, {price: 12}]}}\n"
      "- {url: a.org, file: page.html, expect: {lamps: 2}}\n");
  CHECK(said.out ==
        "ok    lamps.yaml:7  https://a.org/\nok    lamps.yaml:8  https://a.org/\n2 passed, 0 failed\n");
  CHECK(said.err.empty());
  CHECK(said.exit_code == 0);
}

TEST_CASE_FIXTURE(Tested, "a test that fails shows what was expected and found, and the exit code is 10") {
  if (trawl.empty()) return;
  const Finished said =
      test("- {url: a.org, file: page.html, expect: {lamps: [{name: Oil}, {price: 13}]}}\n");
  CHECK(said.out ==
        "FAIL  lamps.yaml:7  https://a.org/\n      lamps row 2:\n        - price: 13\n        + price: 12\n"
        "0 passed, 1 failed\n");
  CHECK(said.exit_code == 10);
}

TEST_CASE_FIXTURE(Tested, "a test reads the newest page of a crawl file, and asks no server") {
  if (trawl.empty()) return;
  std::string url;
  {
    TestSite site;
    url = site.origin() + "/";
    site.page("/", html(kPage));
    CHECK(run({"crawl", url, "-o", "x.db", "--delay", "0", "--ui", "off"}).exit_code == 0);
  }
  CHECK(test("- {url: '" + url + "', stored: x.db, expect: {lamps: 2}}\n").exit_code == 0);
  const Finished other = test("- {url: '" + url + "x', stored: x.db, expect: {lamps: 2}}\n");
  CHECK(other.exit_code == 4);
  CHECK(holds(other.err, "x.db has no page of " + url + "x with a body"));
}

TEST_CASE_FIXTURE(Tested,
                  "a broken spider file is 4, one without tests is 2, and commands run only if allowed") {
  if (trawl.empty()) return;
  CHECK(test("- {url: a.org, file: page.html, expect: {lamp: 2}}\n").err ==
        "trawl: lamps.yaml:7:42: no entry of 'pages' has a table 'lamp' (did you mean 'lamps'?)\n");
  CHECK(test("- {url: a.org, file: gone.html, expect: {lamps: 2}}\n").exit_code == 4);
  write("none.yaml", "start: a.org\n");
  CHECK(run({"test", "none.yaml"}).exit_code == 2);
  write("cmd.yaml",
        "pages: {items: {table: t, fields: {a: {css: b, filters: [{cmd: [touch, ran]}]}}}}\n"
        "tests: {url: a.org, file: page.html, expect: {t: 1}}\n");
  CHECK(run({"test", "cmd.yaml"}).exit_code == 4);
  CHECK_FALSE(std::filesystem::exists(folder / "ran"));
}
