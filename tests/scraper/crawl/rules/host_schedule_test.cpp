#include "scraper/crawl/rules/host_schedule.hpp"

#include <algorithm>
#include <utility>

#include <doctest/doctest.h>

using namespace trawl;

using crawl::HostSchedule;
using crawl::Outcome;
using fetch::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

crawl::Options options_with(milliseconds delay, int per_host) {
  crawl::Options options;
  options.delay = delay;
  options.per_host = per_host;
  return options;
}

/// A host that is asked as soon as its schedule allows, at a time set by hand.
struct Host {
  explicit Host(milliseconds delay = seconds(1), int per_host = 1) : options(options_with(delay, per_host)) {}
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Starts as early as allowed, and returns the time since the last start.
  double start(bool is_page = true) {
    now = std::max(now, schedule.next_start().value());
    schedule.started(now, is_page);
    return now - std::exchange(last_start, now);
  }
  void answer(int status, double elapsed = 0, std::optional<double> retry_after = {}) {
    Outcome outcome;
    outcome.status = status;
    outcome.retry_after = retry_after;
    end(outcome, elapsed);
  }
  void fail(ErrorKind kind) {
    Outcome outcome;
    outcome.error = kind;
    end(outcome, 0);
  }
  void end(Outcome outcome, double elapsed) {
    outcome.elapsed = elapsed;
    now += elapsed;
    schedule.ended(now, outcome);
  }
  /// How long nothing may start, from now.
  double wait() const { return std::max(0.0, schedule.next_start().value() - now); }

  crawl::Options options;
  HostSchedule schedule{options};
  double now = 1'000;
  double last_start = 0;
};

}  // namespace

TEST_CASE("the delay counts from when a request was sent, however long it had waited on this machine") {
  Host host(seconds(10));
  host.start();
  host.now += 30;
  Outcome outcome;
  outcome.status = 200;
  outcome.waited = 28;
  host.end(outcome, 2);
  CHECK(host.schedule.next_start().value() == host.now - 2 + 10);
}

TEST_CASE("what this machine lacks is not the host's failure") {
  Host host(seconds(1));
  for (int i = 0; i < 5; ++i) {
    host.start();
    host.fail(ErrorKind::resources);
  }
  CHECK(host.schedule.wait_reason(host.now) != "backoff");
}

TEST_CASE("a host that was never asked may be asked at once") {
  Host host;
  CHECK(host.wait() == 0);
  CHECK(host.schedule.wait_reason(host.now) == "");
}

TEST_CASE("two starts are the delay apart, however quick the answer was") {
  Host host;
  host.start();
  host.answer(200, 0.25);
  CHECK(host.schedule.wait_reason(host.now) == "delay");
  CHECK(host.start() == 1);
}

TEST_CASE("nothing starts while as many as allowed are in flight") {
  Host host(seconds(1), 2);
  host.start();
  CHECK(host.start() == 1);
  CHECK(host.schedule.next_start() == std::nullopt);
  CHECK(host.schedule.wait_reason(host.now + 100) == "in flight");
  host.answer(200);
  CHECK(host.wait() == 1);
}

TEST_CASE("what a start has waited for is what ended last, unless it was over before") {
  const auto waited_for = [](const Host& host, double since) {
    return std::string(host.schedule.waited_for(since));
  };
  Host host(seconds(1));
  CHECK(waited_for(host, host.now) == "");
  host.start();
  const double begun = host.now;
  host.answer(200, 0.25);
  CHECK(waited_for(host, begun) == "delay");
  CHECK(waited_for(host, begun + 1) == "");
  CHECK(host.schedule.free_at() == begun + 1);
  host.start();
  host.answer(429, 0.5, 30);
  CHECK(waited_for(host, begun) == "retry-after");
  Host quick(seconds(0));
  quick.start(false);
  quick.answer(200, 3);
  CHECK(waited_for(quick, quick.now - 2) == "robots");
  quick.start();
  quick.answer(200, 3);
  CHECK(waited_for(quick, quick.now - 2) == "in flight");
  CHECK(waited_for(quick, quick.now) == "");
}

TEST_CASE("a crawl-delay raises the delay and never lowers it") {
  Host host;
  host.schedule.robots(5);
  host.start();
  host.answer(200);
  CHECK(host.schedule.wait_reason(host.now) == "crawl-delay");
  CHECK(host.start() == 5);
  host.schedule.robots(0.1);
  CHECK(host.schedule.delay() == 1);
  CHECK(host.schedule.delay_source() == "delay");
}

TEST_CASE("the delay goes to the time that answers take, and back again") {
  Host host;
  for (const double delay : {2.0, 3.0, 3.5, 3.75}) {
    host.start();
    host.answer(200, 4);
    CHECK(host.schedule.delay() == delay);
    CHECK(host.schedule.delay_source() == "slow");
  }
  for (const double delay : {1.875, 1.0, 1.0}) {
    host.start();
    host.answer(200, 0);
    CHECK(host.schedule.delay() == delay);
  }
  CHECK(host.schedule.delay_source() == "delay");
}

TEST_CASE("one slow page does not slow its host for long") {
  Host host;
  host.start();
  host.answer(200, 50);
  CHECK(host.schedule.delay() == 2);
  host.start();
  host.answer(200, 0.1);
  CHECK(host.schedule.delay() == doctest::Approx(1.05));
  host.start();
  host.answer(200, 0.1);
  CHECK(host.schedule.delay() == 1);
}

TEST_CASE("the delay aims at as many fetches under way as a host may have, and stays above the user's") {
  Host host(seconds(1), 4);
  for (int i = 0; i < 20; ++i) {
    host.start();
    host.answer(200, 8);
  }
  CHECK(host.schedule.delay() == doctest::Approx(2).epsilon(0.001));
  for (int i = 0; i < 20; ++i) {
    host.start();
    host.answer(200, 2);
  }
  CHECK(host.schedule.delay() == 1);
}

TEST_CASE("an answer that is an error raises the delay and never lowers it") {
  for (const int status : {301, 404, 500}) {
    Host host;
    host.start();
    host.answer(status, 4);
    CHECK(host.schedule.delay() == 2);
    host.start();
    host.answer(status, 0);
    CHECK(host.schedule.delay() == 2);
    host.start();
    host.answer(304, 0);
    CHECK(host.schedule.delay() == 1);
  }
}

TEST_CASE("a failure says nothing about how fast a host answers") {
  Host host;
  host.start();
  Outcome timeout;
  timeout.error = ErrorKind::timeout;
  host.end(timeout, 60);
  CHECK(host.schedule.delay() == 1);
}

TEST_CASE("the adaptive delay is at most a minute and the longest wait, and can be switched off") {
  for (const auto& [longest, delay] :
       {std::pair(seconds(300), 60.0), {seconds(7), 7.0}, {seconds(0), 60.0}}) {
    Host host;
    host.options.max_wait = longest;
    for (int i = 0; i < 20; ++i) {
      host.start();
      host.answer(200, 500);
    }
    CHECK(host.schedule.delay() == delay);
    CHECK_FALSE(host.schedule.is_parked(host.now));
  }
  Host host;
  host.options.adaptive = false;
  host.start();
  host.answer(200, 20);
  CHECK(host.schedule.delay() == 1);
}

TEST_CASE("a delay of 0 is full speed: slow answers do not matter, a crawl-delay does") {
  Host host(seconds(0));
  host.start();
  host.answer(200, 20);
  CHECK(host.wait() == 0);
  host.schedule.robots(3);
  CHECK(host.schedule.delay() == 3);
}

TEST_CASE(
    "Retry-After is obeyed, and who asks for a longer wait than the longest is parked until it is near") {
  Host host(seconds(0));
  host.start();
  host.answer(429, 0, 120);
  CHECK(host.wait() == 120);
  CHECK(host.schedule.wait_reason(host.now) == "retry-after");
  CHECK_FALSE(host.schedule.is_parked(host.now));
  host.start();
  host.answer(503, 0, 86'400);
  CHECK(host.wait() == 86'400);
  CHECK(host.schedule.is_parked(host.now));
  CHECK(host.schedule.is_parked(host.now + 86'400 - 301));
  CHECK_FALSE(host.schedule.is_parked(host.now + 86'400 - 300));
  host.options.max_wait = seconds(0);
  CHECK_FALSE(host.schedule.is_parked(host.now));
}

TEST_CASE("the user's own delay parks no host, however long it is") {
  Host host(seconds(3'600));
  host.start();
  host.answer(200);
  CHECK_FALSE(host.schedule.is_parked(host.now));
  host.schedule.robots(4'000);
  CHECK(host.schedule.is_parked(host.now));
}

TEST_CASE("a Crawl-delay beyond the longest wait parks a host after its first page, not after robots.txt") {
  Host host;
  host.start(false);
  host.schedule.robots(86'400);
  host.answer(200);
  CHECK(host.start() == 1);
  host.answer(200);
  CHECK(host.schedule.is_parked(host.now));
  CHECK(host.wait() == 86'400);
  CHECK(host.schedule.wait_reason(host.now) == "crawl-delay");
}

TEST_CASE("pauses of our own do not park a host") {
  Host host(seconds(0));
  host.options.max_wait = seconds(20);
  for (const double pause : {5, 10, 20, 20}) {
    host.start();
    host.answer(503);
    CHECK(host.wait() == pause);
    CHECK_FALSE(host.schedule.is_parked(host.now));
  }
  Host dead(seconds(0));
  dead.options.max_wait = seconds(7);
  for (const double pause : {0, 0, 5, 7, 7}) {
    dead.start();
    dead.fail(ErrorKind::connect);
    CHECK(dead.wait() == pause);
  }
}

TEST_CASE("a 500 between two 503s does not end their row, any other answer does") {
  for (const int between : {500, 599, 200, 404}) {
    CAPTURE(between);
    Host host(seconds(0));
    host.start();
    host.answer(503);
    CHECK(host.wait() == 5);
    host.start();
    host.answer(between);
    CHECK(host.wait() == 0);
    host.start();
    host.answer(503);
    CHECK(host.wait() == (between >= 500 ? 10 : 5));
  }
}

TEST_CASE("a Retry-After beside another status is not a pause") {
  Host host(seconds(0));
  host.start();
  host.answer(301, 0, 120);
  CHECK(host.wait() == 0);
}

TEST_CASE("429 and 503 without Retry-After pause from 5 s, doubled up to 10 min, until a success") {
  Host host(seconds(0));
  host.options.max_wait = seconds(0);
  for (const double pause : {5, 10, 20, 40, 80, 160, 320, 600, 600}) {
    host.start();
    host.answer(pause == 20 ? 503 : 429);
    CHECK(host.wait() == pause);
  }
  CHECK(host.schedule.wait_reason(host.now) == "backoff");
  host.start();
  host.answer(200);
  host.start();
  host.answer(429, 0, 0);
  CHECK(host.wait() == 5);
}

TEST_CASE("several refusals from before a pause count once") {
  Host host(seconds(0), 3);
  host.start();
  host.start();
  host.start();
  host.answer(429);
  host.answer(429);
  host.answer(429);
  CHECK(host.wait() == 5);
}

TEST_CASE("from the third network failure in a row on, the pause grows; an answer ends the row") {
  Host host(seconds(0));
  for (const double pause : {0, 0, 5, 10, 20}) {
    host.start();
    host.fail(ErrorKind::connect);
    CHECK(host.wait() == pause);
  }
  host.start();
  host.answer(500);
  for (const double pause : {0, 0, 5}) {
    host.start();
    host.fail(ErrorKind::dns);
    CHECK(host.wait() == pause);
  }
}

TEST_CASE("a page that is too large says nothing about its host") {
  Host host(seconds(0));
  for (int i = 0; i < 5; ++i) {
    host.start();
    host.fail(ErrorKind::too_large);
  }
  CHECK(host.wait() == 0);
}

TEST_CASE("a host whose robots.txt is unreachable waits until it is asked again") {
  Host host;
  host.schedule.robots_unreachable(host.now + 30);
  CHECK(host.wait() == 30);
  CHECK(host.schedule.wait_reason(host.now) == "robots");
  CHECK(host.schedule.wait_reason(host.now + 30) == "");
}

TEST_CASE("a pause and an adapted delay outlive a restart") {
  Host before;
  before.start();
  before.answer(429, 4, 60);
  Host after;
  after.schedule.restore(before.now, before.schedule.delay(), before.schedule.delay_source(),
                         before.schedule.allowed_at(), before.schedule.wait_reason(before.now));
  after.now = before.now;
  CHECK(after.wait() == 60);
  CHECK(after.schedule.delay() == 2);
}

TEST_CASE("a ledger from a clock that was wrong holds a host for a day at most") {
  Host host;
  host.schedule.restore(host.now, 1, "delay", 1e12, "backoff");
  CHECK(host.wait() == 86'400);
}

TEST_CASE(
    "a long delay of the user holds for its run alone: the next run's delay counts from the last start") {
  Host host(seconds(3));
  host.schedule.restore(host.now, 600, "delay", host.now + 599, "delay");
  CHECK(host.wait() == 2);
  CHECK(host.schedule.wait_reason(host.now) == "delay");

  Host at_once(seconds(0));
  at_once.schedule.restore(at_once.now, 600, "delay", at_once.now + 599, "in flight");
  CHECK(at_once.wait() == 0);
}

TEST_CASE("the user's delay of a clock that was wrong holds a host no longer than a delay") {
  Host host(seconds(3));
  host.schedule.restore(host.now, 1, "delay", 1e12, "delay");
  CHECK(host.wait() == 3);
}

TEST_CASE("what the host asked for outlives a restart, whatever the user's delay is now") {
  for (const char* const reason : {"retry-after", "backoff", "robots"}) {
    Host host(seconds(0));
    host.schedule.restore(host.now, 1, "delay", host.now + 50, reason);
    CHECK(host.wait() == 50);
    CHECK(host.schedule.wait_reason(host.now) == reason);
  }
  Host host(seconds(0));
  host.schedule.restore(host.now, 60, "crawl-delay", host.now + 50, "crawl-delay");
  CHECK(host.wait() == 50);
  CHECK(host.schedule.wait_reason(host.now) == "crawl-delay");
}

TEST_CASE("a pause is the reason of a wait even while as many as allowed are in flight") {
  Host host;
  host.start();
  host.schedule.robots_unreachable(host.now + 30);
  CHECK(host.schedule.wait_reason(host.now) == "robots");
}
