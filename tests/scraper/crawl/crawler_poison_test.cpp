// A page that kills trawl does not kill the crawl.
#include <csignal>
#include <future>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using namespace trawl::support;

namespace {

struct Poison : CommandLine {
  Poison() { site.page("/robots.txt", status(404)); }
  support::Program crawl(Words words) const {
    words.insert(words.end(), {"--delay", "0", "--sitemap", "off", "--ui", "off"});
    return program(std::move(words));
  }
  /// Runs until the target is asked for, and kills it then.
  void run_until_killed_at(const std::string& target, const Words& words) {
    std::promise<void> asked;
    site.when_asked(target, [&asked] { asked.set_value(); });
    Subprocess running(crawl(words));
    REQUIRE(asked.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    running.send_signal(SIGKILL);
    running.wait();
  }
  std::string rows(const std::string& sql) const { return run({"query", "a.db", sql, "--csv"}).out; }

  TestSite site;
};

}  // namespace

TEST_CASE_FIXTURE(Poison, "a page that was in flight at three kills is put aside, and the rest is fetched") {
  if (trawl.empty()) return;
  site.page("/", links({"/poison", "/1", "/2"}));
  site.page("/poison", html("").held());
  for (const char* page : {"/1", "/2"}) site.page(page, html(""));
  const Words words{site.origin() + "/", "-o", "a.db"};
  for (int kills = 0; kills < 3; ++kills) run_until_killed_at("/poison", words);
  const Finished end = outcome_of(crawl(words));
  CAPTURE(end.err);
  CHECK(end.exit_code == 0);
  CHECK(holds(end.err, "trawl was killed three times while " + site.origin() + "/poison was in flight"));
  CHECK(site.times_asked("/poison") == 3);
  CHECK(rows("SELECT count(*) FROM pages") == "count(*)\r\n3\r\n");
  CHECK(rows("SELECT skip_reason FROM urls WHERE state = 'skipped'") ==
        "skip_reason\r\nin flight at kills\r\n");
  CHECK_FALSE(std::filesystem::exists(folder / "a.db-flights"));
}

TEST_CASE_FIXTURE(Poison, "a seed is put aside likewise, though the same command names it again") {
  if (trawl.empty()) return;
  site.page("/poison", html("").held());
  const Words words{site.origin() + "/poison", "-o", "a.db"};
  for (int kills = 0; kills < 3; ++kills) run_until_killed_at("/poison", words);
  const Finished end = outcome_of(crawl(words));
  CAPTURE(end.err);
  CHECK(end.exit_code == 5);
  CHECK(holds(end.err, "not asked again: trawl was killed three times"));
  CHECK(site.times_asked("/poison") == 3);
  CHECK(holds(run({"resume", "a.db"}).err, "nothing to resume"));
}
