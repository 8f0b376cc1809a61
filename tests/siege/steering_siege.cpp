// A crawl with a million queued URLs takes orders: how long they take, how long its loop is held, and what a
// kill in the middle of one leaves.
#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include <doctest/doctest.h>

#include "tests/siege/siege.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;
using namespace trawl::siege;
using namespace std::chrono_literals;

namespace {

/// A file whose crawl was interrupted with a million URLs of one host in its queue.
struct Queued {
  Queued() {
    site.page("/", support::links({"/first"}));
    const Ended begun = run_trawl({"crawl", site.origin() + "/", "-o", "a.db", "--ui", "off", "--delay", "0",
                                   "-n", "1", "--sitemap", "off"},
                                  folder.path());
    REQUIRE(begun.exit_code == 0);
    storage::Connection connection(file(), storage::Access::write);
    connection.execute(R"sql(
      PRAGMA foreign_keys = OFF;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
      INSERT INTO urls(url, host_id, state, depth, priority, via_id, via_kind, discovered_at, crawl_id)
        SELECT h.name || iif(n.i <= 5000, '/keep/', iif(n.i % 2, '/calendar/', '/articles/')) || n.i || '?page=' || (n.i % 97), h.id, 'pending', 1, 0, 1,
               'link', '2026-01-01T00:00:00.000Z', 1
        FROM n CROSS JOIN hosts AS h;
      UPDATE hosts SET pending = pending + 1000000;
      UPDATE counters SET value = value + 1000000 WHERE kind = 'url state' AND name = 'pending')sql");
  }
  std::filesystem::path file() const { return folder / "a.db"; }

  /// The crawl goes on, one page in 50 ms.
  std::unique_ptr<Trawl> go_on() const {
    auto crawl = std::make_unique<Trawl>(
        std::vector<std::string>{"resume", "a.db", "--ui", "off", "--delay", "50ms", "-n", "0"},
        folder.path());
    while (rows_of(file(), "SELECT count(*) > 5 FROM pages") != "1\n") std::this_thread::sleep_for(50ms);
    return crawl;
  }
  Ended ctl(std::vector<std::string> words) const {
    words.insert(words.begin(), {"ctl", "a.db"});
    Ended end = run_trawl(std::move(words), folder.path());
    CAPTURE(end.err);
    CHECK(end.exit_code == 0);
    return end;
  }

  storage::testing::TemporaryFolder folder;
  support::TestSite site;
};

void timed(const char* what, const Ended& end, double most) {
  saw(std::string(what) + ": " + std::to_string(end.seconds) +
      " s: " + end.out.substr(0, end.out.find('\n')));
  CHECK(end.seconds < most);
}

}  // namespace

TEST_CASE("orders about a million queued URLs are quick, and hold the loop for no longer than 100 ms") {
  const Queued queued;
  const auto crawl = queued.go_on();
  timed("preview of all", queued.ctl({"drop", "--all", "--dry-run"}), 1);
  timed("preview by URL", queued.ctl({"drop", "--url", "/calendar/", "--dry-run"}), 1);
  timed("drop nearly all", queued.ctl({"drop", "--where", "url NOT LIKE '%/keep/%'"}), 5);
  timed("undo", queued.ctl({"undo"}), 5);
  timed("drop every second", queued.ctl({"drop", "--url", "/calendar/"}), 5);
  timed("undo", queued.ctl({"undo"}), 5);
  timed("prioritize every second", queued.ctl({"prioritize", "--url", "/articles/"}), 5);
  timed("undo", queued.ctl({"undo"}), 5);
  timed("exclude every second", queued.ctl({"exclude", "/calendar/"}), 5);
  timed("undo", queued.ctl({"undo"}), 5);
  const double waited = crawl->waited_for_processors_ms();
  timed("stop", queued.ctl({"stop"}), 2);
  CHECK(crawl->wait(30s).exit_code == 11);
  const std::string hold = rows_of(queued.file(), "SELECT stats ->> 'longest_hold_ms' FROM crawls");
  saw("the longest hold of the loop, in ms: " + hold + " (its thread waited for processors for " +
      std::to_string(waited) + " ms in all)");
  CHECK(std::stod(hold) < 100);
  CHECK(rows_of(queued.file(), "SELECT count(*) FROM urls WHERE state = 'skipped'") == "0\n");
}

TEST_CASE("a kill in the middle of an order leaves all of it or nothing") {
  const Queued queued;
  std::mt19937 random(std::random_device{}());
  int done = 0;
  constexpr int kKills = 10;
  auto undisturbed = queued.go_on();
  const double usual = queued.ctl({"drop", "--url", "/calendar/"}).seconds;
  queued.ctl({"undo"});
  undisturbed->send_signal(SIGKILL);
  undisturbed->wait(10s);
  for (int i = 0; i < kKills; ++i) {
    const auto crawl = queued.go_on();
    Trawl order({"ctl", "a.db", "drop", "--url", "/calendar/"}, queued.folder.path());
    std::this_thread::sleep_for(
        std::chrono::duration<double>(usual * std::uniform_real_distribution(0.1, 1.5)(random)));
    crawl->send_signal(SIGKILL);
    order.send_signal(SIGKILL);
    crawl->wait(10s);
    order.wait(10s);
    const std::string dropped =
        rows_of(queued.file(), "SELECT count(*) FROM urls WHERE skip_reason LIKE 'dropped%'");
    const std::string told = rows_of(
        queued.file(), "SELECT ifnull(sum(counted), 0) FROM orders WHERE state = 'done' AND action = 'drop'");
    CHECK(dropped == told);
    std::filesystem::remove(queued.file().string() + "-orders");
    if (dropped == "0\n") continue;
    ++done;
    queued.ctl({"undo"});
    CHECK(rows_of(queued.file(), "SELECT count(*) FROM urls WHERE skip_reason LIKE 'dropped%'") == "0\n");
  }
  saw(std::to_string(kKills) + " kills; the order was there " + std::to_string(done) + " times, whole");
}
