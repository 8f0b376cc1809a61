// Runs `trawl shell` with commands from a pipe.
#include <doctest/doctest.h>

#include "scraper/cli/run/selector_shell.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::html;
using support::TestReply;
using support::TestSite;

namespace {

struct ShellCommand : CommandLine {
  ShellCommand() {
    site.page("/", html("<h1>Shop</h1><a href=/p/1>one</a><a href=/p/2>two</a><p>words"));
    site.page("/p/1", html("<h1 class=t>Lamp</h1><p>12"));
    site.page("/p/2", html("<h1 class=t>Desk</h1>"));
    site.page("/api", TestReply(200, R"({"n":[1,2]})").header("Content-Type", "application/json"));
  }
  std::string at(const std::string& target) const { return site.origin() + target; }
  Finished shell(const std::string& what, const std::string& commands) const {
    return run({"shell", what}, commands);
  }
  std::string crawled() const {
    run({"crawl", at("/"), "-o", "a.db", "--delay", "0", "-q", "--ui", "off"});
    return "a.db";
  }

  TestSite site;
};

}  // namespace

TEST_CASE_FIXTURE(ShellCommand, "the shell answers selectors about a URL that is fetched once") {
  if (trawl.empty()) return;
  const Finished end = shell(
      at("/"), "css h1\n\n# a comment\n  XPATH //a/@href \nlinks\ntext\nformat html\ncss h1\nregex wor(.)\n");
  CHECK(end.out ==
        "Shop\n/p/1\n/p/2\n" + at("/p/1") + "\n" + at("/p/2") + "\nShop\nonetwo\nwords\n<h1>Shop</h1>\nd\n");
  CHECK(end.err.empty());
  CHECK(end.exit_code == 0);
  CHECK(site.asked() == "/");
}

TEST_CASE_FIXTURE(ShellCommand, "the shell opens other pages and reads JSON") {
  if (trawl.empty()) return;
  const Finished end = shell(at("/"), "open " + at("/api") + "\njson $.n[*]\npage\nquit\ncss h1\n");
  CHECK(end.out == at("/api") + " (application/json, 11 bytes)\n1\n2\n" + at("/api") +
                       " (application/json, 11 bytes)\n");
  CHECK(end.exit_code == 0);
}

TEST_CASE_FIXTURE(ShellCommand, "a crawl file is read without asking anybody") {
  if (trawl.empty()) return;
  const std::string file = crawled();
  const std::size_t arrivals = site.arrivals().size();
  const Finished end = shell(file, "css h1\npages p/2\nopen " + at("/p/1") + "\ncss .t\nopen 1\ncss h1\n");
  CAPTURE(end.err);
  CHECK(end.out.starts_with("Shop\n"));
  CHECK(holds(end.out, "\t" + at("/p/2") + "\t"));
  CHECK_FALSE(holds(end.out, at("/p/1") + "\t"));
  CHECK(holds(end.out, "\nLamp\n"));
  CHECK(end.out.ends_with("\nShop\n"));
  CHECK(end.exit_code == 0);
  CHECK(site.arrivals().size() == arrivals);
}

TEST_CASE_FIXTURE(ShellCommand,
                  "a command that fails says so and does not stop the rest; the exit code is 1") {
  if (trawl.empty()) return;
  const Finished end = shell(at("/"), "css h1[\ncss h2\ncsss h1\npages\nopen http://127.0.0.1:1/\ncss h1\n");
  CHECK(end.out == "Shop\n");
  CHECK(end.exit_code == 1);
  CHECK(holds(end.err, "trawl: expected a name after '[' (at character 4)\n"));
  CHECK(holds(end.err, "trawl: 'h2' finds nothing\n"));
  CHECK(holds(end.err, "unknown command 'csss' (did you mean 'css'?); 'help' lists them\n"));
  CHECK(holds(end.err, "trawl: there is no crawl file"));
}

TEST_CASE_FIXTURE(ShellCommand, "a page that cannot be had ends the shell before the first command") {
  if (trawl.empty()) return;
  const std::string gone = [] { return TestSite().origin() + "/"; }();
  const Finished end = shell(gone, "css h1\n");
  CHECK(end.exit_code == 1);
  CHECK(is_one_line(end.err));
  write("a.txt", "no crawl file");
  CHECK(shell("a.txt", "css h1\n").exit_code == 3);
  { storage::Store(folder / "empty.db"); }
  CHECK(holds(shell("empty.db", "css h1\n").err, "empty.db has no page with a body"));
}

TEST_CASE("the help of the shell names every command that it knows") {
  const std::string help(cli::SelectorShell::help());
  cli::SelectorShell shell([](const std::string&) -> cli::ShellPage { throw std::runtime_error("none"); },
                           nullptr);
  for (const char* word : {"css", "xpath", "json", "jsonld", "meta", "regex", "items", "format", "links",
                           "text", "source", "page", "open", "pages", "help", "quit"}) {
    CAPTURE(word);
    CHECK(holds("\n" + help, std::string("\n") + word));
    CHECK_FALSE(holds(shell.answer(word).complaint, "unknown command"));
  }
}

TEST_CASE_FIXTURE(ShellCommand, "items prints the rows that the rules of a spider file make of the page") {
  if (trawl.empty()) return;
  write("shop.yaml",
        "pages: {match: /p/, items: {table: things, fields: {name: '.t::text', n: {css: p, type: int}}}}");
  const std::string lamp = R"({"_table":"things","_url":")" + at("/p/1") +
                           R"(","_id":1,"name":"Lamp","n":12})"
                           "\n";
  const Finished end = shell(at("/p/1"), "items -f shop.yaml\nopen " + at("/p/1") + "\nitems\n");
  CHECK(end.err == "");
  CHECK(end.out == lamp + at("/p/1") + " (text/html, 68 bytes)\n" + lamp);
  CHECK(end.exit_code == 0);
  CHECK(run({"extract", at("/p/1"), "-f", "shop.yaml"}).out == lamp);
  const std::string file = crawled();
  CHECK(shell(file, "open " + at("/p/1") + "\nitems --spider=shop.yaml\n").out.ends_with("\n" + lamp));
}

TEST_CASE_FIXTURE(ShellCommand, "items says what is wrong with the rules, and goes on") {
  if (trawl.empty()) return;
  write("shop.yaml", "pages: {match: /p/, items: {table: t, fields: {a: h1}}}");
  write("bad.yaml", "pages: {items: {table: t, fields: {a: 'h1['}}}");
  write("cmd.yaml", "pages: {items: {table: t, fields: {a: {css: h1, filters: [cmd: [tr, S, s]]}}}}");
  const Finished end = shell(at("/"),
                             "items\nitems -f none.yaml\nitems -f bad.yaml\nitems -f -\n"
                             "items -f shop.yaml\nitems -f cmd.yaml\ncss h1\n");
  CHECK(end.out == "Shop\n");
  CHECK(end.exit_code == 1);
  CHECK(holds(end.err, "trawl: by which rules? items -f FILE\n"));
  CHECK(holds(end.err, "none.yaml: No such file"));
  CHECK(holds(end.err, "trawl: bad.yaml:1:"));
  CHECK(holds(end.err, "'-' has the commands of the shell"));
  CHECK(holds(end.err, "trawl: the rules make no row of this page (text/html)\n"));
  CHECK(holds(end.err, "add --allow-commands\n"));
  const Finished allowed = run({"shell", at("/"), "--allow-commands"}, "items -f cmd.yaml\n");
  CHECK(holds(allowed.out, R"("a":"shop"})"));
  CHECK(allowed.exit_code == 0);
}
