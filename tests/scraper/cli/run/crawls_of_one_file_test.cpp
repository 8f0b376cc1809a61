// Which crawl of a file a command goes on with, and how it says so.
#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl::cli::testing;
using namespace trawl::support;

namespace {

struct TwoSites : CommandLine {
  TwoSites() {
    for (TestSite* site : {&one, &two}) {
      site->page("/", links({"/a", "/b"}));
      for (const char* target : {"/a", "/b"}) site->page(target, html(""));
    }
  }
  Finished crawl(const TestSite& site, std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"crawl", site.origin() + "/", "-o", "a.db", "--delay", "0", "--ui", "off"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  std::string pages() const {
    return run({"query", "a.db", "SELECT crawl_id || ' ' || count(*) AS n FROM pages GROUP BY crawl_id",
                "--csv"})
        .out;
  }

  TestSite one, two;
};

}  // namespace

TEST_CASE_FIXTURE(TwoSites,
                  "the same command goes on with its crawl, and begins a new one when that has finished") {
  if (trawl.empty()) return;
  CHECK(holds(crawl(one, {"-n", "1"}).err, "stopped: page limit reached"));
  const Finished second = crawl(one);
  CHECK(holds(second.err, "resuming the crawl in a.db: 1 pages so far"));
  CHECK(holds(second.err, "crawl     continued, begun "));
  CHECK(one.times_asked("/") == 1);
  const Finished third = crawl(one);
  CHECK(holds(third.err, "crawl     a new one, number 2 in this file"));
  CHECK(one.times_asked("/") == 2);
  CHECK(pages() == "n\r\n1 3\r\n2 3\r\n");
}

TEST_CASE_FIXTURE(TwoSites,
                  "another site in the same file is another crawl, and neither asks for the other's URLs") {
  if (trawl.empty()) return;
  crawl(one, {"-n", "1"});
  const Finished other = crawl(two, {"-n", "2"});
  CHECK(holds(other.err, "crawl     a new one, number 2 in this file"));
  CHECK(one.times_asked("/a") == 0);
  CHECK(holds(crawl(one).err, "crawl     continued, begun "));
  CHECK(two.times_asked("/b") == 0);
  const Finished rest = run({"resume", "a.db", "-n", "0", "--delay", "0", "--ui", "off"});
  CHECK(holds(rest.err, "finished: nothing left to fetch"));
  CHECK(pages() == "n\r\n1 3\r\n2 3\r\n");
  CHECK(holds(run({"resume", "a.db"}).err, "nothing to resume"));
}

TEST_CASE_FIXTURE(TwoSites, "resume with other flags says what it judged again") {
  if (trawl.empty()) return;
  crawl(one, {"-n", "1", "--exclude", "/b"});
  const Finished resumed =
      run({"resume", "a.db", "-n", "0", "--exclude", "/none", "--delay", "0", "--ui", "off"});
  CHECK(holds(resumed.err, "1 URLs that other flags had skipped were judged again"));
  CHECK(one.times_asked("/b") == 1);
}

TEST_CASE_FIXTURE(TwoSites, "when nothing is new a crawl has done its work") {
  if (trawl.empty()) return;
  crawl(one);
  const Finished again = crawl(one, {"--only-new"});
  CHECK(again.exit_code == 0);
  CHECK(holds(again.err, "finished: nothing new to fetch"));
  CHECK(holds(again.err, "3 known pages not asked again"));
  CHECK(one.times_asked("/") == 1);
}
