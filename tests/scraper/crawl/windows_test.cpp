#include "scraper/crawl/windows.hpp"

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"
#include "tests/support/fake_frontier_store.hpp"

using namespace trawl;

namespace {

using namespace std::chrono_literals;
using crawl::Window;
using crawl::Windows;
using storage::SkipReason;

/// Windows over a store in memory, on a clock set by hand.
struct Watched {
  Window& host(int urls, double due_in = 0, bool needs_ledger = false) {
    Window& window = windows.add(++hosts, needs_ledger);
    put(window, urls, due_in);
    return window;
  }
  /// `due_in`: they are retries that are due then; 0: they are fresh.
  void put(Window& window, int urls, double due_in = 0) {
    const double due = due_in > 0 ? wall.now() + due_in : 0;
    store.add(window.host_id, urls, due);
    windows.add_stored(window, urls, due, due);
  }
  /// Lets time pass until the windows are to be refilled.
  void pass(aio::Duration time) {
    clock.advance(time);
    windows.request_due_refills(wall.now());
    refill();
  }
  void hand_out(Window& window, int urls) {
    for (int i = 0; i < urls; ++i) last_url = windows.hand_out(window).url;
  }
  /// Refills until nothing is requested.
  void refill() {
    auto refilling = loop.create_task(refill_all(*this));
    loop.run_until_idle();
    refilling.cancel();
    loop.run_until_idle();
  }
  static aio::Coroutine<void> refill_all(Watched& watched) {
    while (const auto refilled = co_await watched.windows.refill()) {
      watched.ledgers += refilled->ledgers.size();
      for (Window* const window : refilled->windows) watched.windows.refill_done(*window);
    }
    watched.has_ended = true;
  }
  std::size_t questions() const { return store.questions.size(); }

  aio::ManualClock clock;
  aio::EventLoop loop{clock};
  crawl::WallClock wall{loop};
  support::FakeFrontierStore store;
  Windows windows{store, wall};
  std::int64_t hosts = 0;
  std::size_t ledgers = 0;
  std::string last_url;
  bool has_ended = false;
};

}  // namespace

TEST_CASE_FIXTURE(Watched, "a window is filled, and filled up once it is half empty") {
  Window& window = host(3'000);
  CHECK(windows.in_memory() == 0);
  refill();
  CHECK(window.leases.size() == 1'024);
  CHECK(questions() == 1);
  hand_out(window, 511);
  refill();
  CHECK(questions() == 1);
  hand_out(window, 1);
  refill();
  CHECK(questions() == 2);
  CHECK(window.leases.size() == 1'024);
  CHECK(windows.in_memory() == 1'024);
  CHECK(windows.handed_out() == 512);
  CHECK(windows.queued() == 3'000 - 512);
  hand_out(window, 1'000);
  CHECK(last_url == "http://h1.example/1511");
}

TEST_CASE_FIXTURE(Watched, "windows share memory: of many hosts each has few URLs") {
  for (int i = 0; i < 64; ++i) host(2'000);
  refill();
  CHECK(windows.in_memory() == 32'768);
}

TEST_CASE_FIXTURE(Watched, "while memory is full a new host gets eight URLs at a time") {
  for (int i = 0; i < 64; ++i) host(512);
  refill();
  Window& late = host(2'000);
  refill();
  REQUIRE(late.leases.size() == 8);
  for (int i = 0; i < 3; ++i) {
    hand_out(late, 8);
    refill();
    REQUIRE(late.leases.size() == 8);
  }
  CHECK(last_url == "http://h65.example/23");
  CHECK(windows.in_memory() == 32'768 + 8);
}

TEST_CASE_FIXTURE(Watched, "memory stays bounded when hosts need more URLs at once than it has room for") {
  std::vector<Window*> early;
  for (int i = 0; i < 64; ++i) early.push_back(&host(2'000));
  refill();
  REQUIRE(windows.in_memory() == 32'768);
  for (int i = 0; i < 32; ++i) hand_out(*early[static_cast<std::size_t>(i)], 300);
  for (int i = 0; i < 30; ++i) host(2'000);
  refill();
  CHECK(windows.in_memory() >= 32'768);
  CHECK(windows.in_memory() <= 32'768 + 94 * 8);
}

TEST_CASE_FIXTURE(Watched, "hosts whose refills were postponed get all their URLs in the end") {
  constexpr int kHosts = 6'000, kUrls = 20;
  std::vector<Window*> all;
  for (int i = 0; i < kHosts; ++i) all.push_back(&host(kUrls));
  for (int round = 0; round < kUrls; ++round) {
    windows.request_due_refills(wall.now());
    refill();
    for (Window* const window : all)
      if (!window->leases.empty()) hand_out(*window, 1);
  }
  CHECK(windows.handed_out() == kHosts * kUrls);
  CHECK(windows.queued() == 0);
}

TEST_CASE_FIXTURE(Watched, "a postponed window that is given up is skipped without waiting for room") {
  for (int i = 0; i < 64; ++i) host(512);
  refill();
  Window& late = host(10);
  refill();
  CHECK(late.leases.size() == 8);
  windows.skip(late, SkipReason::robots_unreachable);
  refill();
  CHECK(store.skipped_hosts == std::vector<std::int64_t>{65});
}

TEST_CASE_FIXTURE(
    Watched, "a refill that was postponed because memory was full is requested when half of it is free") {
  std::vector<Window*> early;
  for (int i = 0; i < 32; ++i) early.push_back(&host(1'024));
  refill();
  CHECK(windows.in_memory() == 32'768);
  Window& late = host(20);
  refill();
  for (Window* const window : early) hand_out(*window, 512);
  windows.request_due_refills(wall.now());
  refill();
  CHECK(late.leases.size() == 8);
  hand_out(*early.front(), 16);
  windows.request_due_refills(wall.now());
  refill();
  CHECK(late.leases.size() == 20);
}

TEST_CASE_FIXTURE(Watched, "URLs that are due later are asked for when they are due") {
  Window& window = host(10, 60);
  refill();
  CHECK(questions() == 0);
  REQUIRE(windows.next_due());
  CHECK(*windows.next_due() == doctest::Approx(wall.now() + 60));
  clock.advance(59s);
  windows.request_due_refills(wall.now());
  refill();
  CHECK(questions() == 0);
  clock.advance(1s + 1ms);
  windows.request_due_refills(wall.now());
  refill();
  CHECK(window.leases.size() == 10);
  CHECK_FALSE(windows.next_due());
}

TEST_CASE_FIXTURE(Watched, "an earlier URL ends the wait for a later one") {
  Window& window = host(1, 60);
  put(window, 1);
  refill();
  CHECK(window.leases.size() == 1);
  CHECK(windows.next_due());
}

TEST_CASE_FIXTURE(Watched,
                  "a retry that is due is handed out before fresh URLs, however many are in memory") {
  Window& window = host(3'000);
  refill();
  put(window, 1, 60);
  refill();
  CHECK(windows.next_due());
  hand_out(window, 1);
  pass(59s);
  CHECK(questions() == 1);
  pass(1s + 1ms);
  CHECK(questions() == 2);
  CHECK(window.leases.size() == 1'024);
  hand_out(window, 1);
  CHECK(last_url == "http://h1.example/3000");
  CHECK_FALSE(windows.next_due());
  hand_out(window, 1);
  CHECK(last_url == "http://h1.example/1");
}

TEST_CASE_FIXTURE(Watched, "many retries that are due come one after the other and do not fill memory") {
  Window& window = host(3'000);
  refill();
  put(window, 100, 60);
  refill();
  pass(61s);
  CHECK(window.leases.size() == 1'025);
  for (int i = 0; i < 100; ++i) {
    hand_out(window, 1);
    CHECK(last_url == "http://h1.example/" + std::to_string(3'000 + i));
    refill();
    CHECK(window.leases.size() <= 1'025);
  }
  hand_out(window, 1);
  CHECK(last_url == "http://h1.example/0");
}

TEST_CASE_FIXTURE(Watched, "while memory is full a retry that is due comes into it all the same") {
  std::vector<Window*> all;
  for (int i = 0; i < 64; ++i) all.push_back(&host(2'000));
  refill();
  put(*all.front(), 1, 60);
  refill();
  pass(61s);
  CHECK(windows.in_memory() == 32'769);
  hand_out(*all.front(), 1);
  CHECK(last_url == "http://h1.example/2000");
}

TEST_CASE_FIXTURE(Watched, "retries of a host that is given up are skipped with the rest") {
  Window& window = host(3);
  put(window, 2, 60);
  refill();
  windows.skip(window, SkipReason::host_page_limit);
  hand_out(window, 3);
  refill();
  CHECK(store.skipped == std::map<std::string, std::int64_t>{{"host page limit", 2}});
  CHECK_FALSE(windows.next_due());
}

TEST_CASE_FIXTURE(Watched, "one question fills many windows, and a flood of them is cut without losing one") {
  std::vector<Window*> all;
  for (int i = 0; i < 100; ++i) all.push_back(&host(3, 0, i == 0));
  refill();
  CHECK(questions() == 8);  // 327 URLs are wanted for each host, 4,096 at a time
  for (const Window* const window : all) CHECK(window->leases.size() == 3);
  CHECK(windows.in_memory() == 300);
  put(*all.front(), 1);
  put(*all.back(), 1);
  refill();
  CHECK(questions() == 9);
  CHECK(store.questions.back().leases.size() == 2);
  CHECK(store.questions.front().ledgers == std::vector<std::int64_t>{1});
  CHECK(store.questions.back().ledgers.empty());
}

TEST_CASE_FIXTURE(Watched, "a host's row is read with its first refill, and only then") {
  Window& window = host(2'000, 0, true);
  refill();
  CHECK(ledgers == 1);
  hand_out(window, 600);
  refill();
  CHECK(questions() == 2);
  CHECK(ledgers == 1);
}

TEST_CASE_FIXTURE(Watched,
                  "stored URLs of a host that is given up are skipped, also those that are due later") {
  Window& given_up = host(1'500);
  Window& later = host(5, 60);
  refill();
  windows.skip(given_up, SkipReason::robots_unreachable);
  windows.skip(later, SkipReason::robots_unreachable);
  hand_out(given_up, 512);
  refill();
  CHECK(store.skipped_hosts == std::vector<std::int64_t>{2, 1});
  CHECK(store.skipped == std::map<std::string, std::int64_t>{{"robots unreachable", 481}});
  CHECK_FALSE(windows.next_due());
  CHECK(windows.queued() == 512);
}

TEST_CASE_FIXTURE(Watched, "hosts that are given up together are skipped with one question") {
  for (int i = 0; i < 100; ++i) windows.skip(host(3, 60), SkipReason::host_page_limit);
  refill();
  CHECK(store.skipped_hosts.size() == 100);
  CHECK(store.skip_questions == 1);
  CHECK(store.skipped == std::map<std::string, std::int64_t>{{"host page limit", 300}});
}

TEST_CASE_FIXTURE(Watched, "the crawl is over when nothing is in memory, in the store, or handed out") {
  CHECK(windows.is_over());
  Window& window = host(2);
  CHECK_FALSE(windows.is_over());
  refill();
  hand_out(window, 2);
  CHECK(windows.queued() == 0);
  CHECK_FALSE(windows.is_over());
  windows.committed(2);
  CHECK(windows.is_over());
}

TEST_CASE_FIXTURE(Watched,
                  "once closed, windows ask nothing more of the store, also not what was requested") {
  host(5);
  windows.close();
  auto refilling = loop.create_task(refill_all(*this));
  loop.run_until_idle();
  CHECK(has_ended);
  CHECK(questions() == 0);
}

TEST_CASE_FIXTURE(Watched, "once closed, windows request no refill, and who waits for one is released") {
  Window& window = host(0);
  auto refilling = loop.create_task(refill_all(*this));
  loop.run_until_idle();
  CHECK_FALSE(has_ended);
  windows.close();
  put(window, 5);
  loop.run_until_idle();
  CHECK(has_ended);
  CHECK(questions() == 0);
}
