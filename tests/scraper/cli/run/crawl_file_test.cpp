// What others do to the file of a running crawl.
#include <csignal>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using namespace trawl::support;

namespace {

/// A crawl that has one page and waits an hour for the second.
struct WaitingCrawl : CommandLine {
  WaitingCrawl() {
    site.page("/", links({"/1"}));
    site.page("/1", html(""));
    if (trawl.empty()) return;
    crawl.emplace(program({site.origin(), "--delay", "1h", "--time-limit", "1m", "--robots", "ignore",
                           "--sitemap", "off", "--ui", "off", "-v", "-o", "a.db"}));
    CHECK(holds(crawl->said("200 "), "/"));
  }

  TestSite site;
  std::optional<Subprocess> crawl;
};

}  // namespace

TEST_CASE_FIXTURE(WaitingCrawl,
                  "a crawl whose file is deleted ends with exit 3 and says so, though it has nothing to do") {
  if (trawl.empty()) return;
  std::filesystem::remove(folder / "a.db");
  const Finished end = crawl->wait();
  CAPTURE(end.err);
  CHECK(end.exit_code == 3);
  CHECK(holds(end.err, "a.db: was deleted, moved or replaced while the crawl wrote to it; "));
  CHECK_FALSE(std::filesystem::exists(folder / "a.db"));
}

TEST_CASE_FIXTURE(WaitingCrawl,
                  "a crawl whose file is replaced ends with exit 3 and leaves the new file as it is") {
  if (trawl.empty()) return;
  write("b.db", "mine");
  std::filesystem::rename(folder / "b.db", folder / "a.db");
  const Finished end = crawl->wait();
  CAPTURE(end.err);
  CHECK(end.exit_code == 3);
  CHECK(std::filesystem::file_size(folder / "a.db") == 4);
}

TEST_CASE_FIXTURE(WaitingCrawl,
                  "a lock that another program holds is said after a second, and the crawl goes on") {
  if (trawl.empty()) return;
  {
    storage::Connection other(folder / "a.db", storage::Access::write);
    const storage::Transaction held(other);
    crawl->send_signal(SIGINT);  // which wants to write the end of the run
    CHECK(holds(crawl->said("is locked by another process"), "waiting for it, for at most "));
  }
  const Finished end = crawl->wait();
  CAPTURE(end.err);
  CHECK(end.exit_code == 11);
  CHECK(run({"query", "a.db", "SELECT count(*) AS n FROM pages", "--jsonl"}).out == "{\"n\":1}\n");
}

TEST_CASE_FIXTURE(WaitingCrawl,
                  "commands that cannot wait for a lock any longer end with exit 3, and said so before") {
  if (trawl.empty()) return;
  crawl->send_signal(SIGINT);
  CHECK(crawl->wait().exit_code == 11);
  storage::Connection other(folder / "a.db", storage::Access::write);
  other.execute("BEGIN EXCLUSIVE");
  for (const Words& words : {Words{"resume", "a.db"}, Words{"query", "a.db", "SELECT count(*) FROM pages"}}) {
    const Finished end = run(words);
    CAPTURE(end.err);
    CHECK(end.exit_code == 3);
    CHECK(holds(end.err, "is locked by another process; waiting for it, for at most "));
    CHECK(holds(end.err, "a.db: is in use by another process"));
  }
}
