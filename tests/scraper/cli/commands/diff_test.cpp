#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"

using namespace trawl;
using namespace trawl::storage::testing;
using cli::testing::CommandLine, cli::testing::holds, cli::testing::is_one_line;

namespace {

/// Two crawls of one page, whose title is hostile in the second.
struct TwoCrawls {
  explicit TwoCrawls(const std::string& config = "{}") {
    page("Before");
    file.store().finish_crawl("finished", "", "{}", 1'700'000'050);
    file.store().start_crawl(storage::CrawlChoice("again", config), 1'700'000'100);
    page("=\x1b[31m1,\"x\"");
    file.store().finish_crawl("finished", "", "{}", 1'700'000'150);
    file.close();
  }
  void page(const std::string& title) {
    storage::Visit visit = file.fetched(new_url("/", storage::ViaKind::seed));
    visit.page->title = title;
    file.commit(std::move(visit));
  }
  CrawlFile file;
};

}  // namespace

TEST_CASE("diff tells what has changed, for people and for programs, whatever the strings are") {
  CommandLine line;
  if (line.trawl.empty()) return;
  const TwoCrawls crawls;
  const auto text = line.run({"diff", crawls.file.file()});
  CHECK(text.exit_code == 0);
  CHECK(holds(text.out, "crawl 1 and crawl 2\npages: 1 before, 1 after, 1 in both\n"));
  CHECK(holds(text.out, "title        1\n    http://a.example/\n      Before -> =\\x1b[31m1,\"x\"\n"));
  const auto csv = line.run({"diff", crawls.file.file(), "--csv"});
  CHECK(holds(csv.out, "change,what,which,field,old,new\r\nchanged,page,http://a.example/,title,Before,"));
  CHECK(holds(csv.out, "\"'=\x1b[31m1,\"\"x\"\"\""));
  const auto json = cli::testing::Json::parse(line.run({"diff", crawls.file.file(), "--json"}).out);
  CHECK(json[0]["new"] == "=\x1b[31m1,\"x\"");
}

TEST_CASE("conditions on differences end diff, and query too, with exit code 10") {
  CommandLine line;
  if (line.trawl.empty()) return;
  const TwoCrawls crawls;
  const auto fails = line.run(
      {"diff", crawls.file.file(), "--fail-on", "changed title > 5%", "--fail-on", "gone pages > 0"});
  CHECK(fails.exit_code == 10);
  CHECK(holds(fails.err, "trawl: failed: changed title > 5%: 1 of 1 pages, 100.0%\n"));
  CHECK(line.run({"diff", crawls.file.file(), "--fail-on", "changed h1 > 0"}).exit_code == 0);
  CHECK(line.run({"query", crawls.file.file(), "SELECT 1", "--fail-on", "changed pages > 0"}).exit_code ==
        10);
}

TEST_CASE("crawls of another scope, and files that do not do, are refused in one line") {
  CommandLine line;
  if (line.trawl.empty()) return;
  const TwoCrawls crawls(R"({"depth": 3})");
  const auto other = line.run({"diff", crawls.file.file()});
  CHECK(other.exit_code == 2);
  CHECK(holds(other.err, "the crawls differ in --depth: none and 3;"));
  CHECK(line.run({"diff", crawls.file.file(), "--anyway"}).exit_code == 0);
  CrawlFile one;
  one.close();
  const auto alone = line.run({"diff", one.file()});
  CHECK(alone.exit_code == 2);
  CHECK(holds(alone.err, "has one crawl alone"));
  line.write("foreign.db", "no database at all");
  for (const std::string& file : {std::string("missing.db"), std::string("foreign.db")}) {
    const auto refused = line.run({"diff", crawls.file.file(), file});
    CHECK(refused.exit_code == 3);
    CHECK(is_one_line(refused.err));
  }
  CHECK(line.run({"diff", crawls.file.file(), "--crawl", "7"}).exit_code == 2);
  CHECK(line.run({"diff", crawls.file.file(), "--crawl", "x"}).exit_code == 2);
  CHECK(line.run({"diff", crawls.file.file(), "--csv", "--json"}).exit_code == 2);
}
