#include "scraper/crawl/turns.hpp"

#include <map>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

using namespace std::chrono_literals;
using crawl::Outcome;
using crawl::RobotsAnswer;
using crawl::Turn;
using crawl::Turns;
using storage::SkipReason;

Outcome outcome(int status, double elapsed = 0.1) {
  Outcome ended;
  ended.status = status;
  ended.elapsed = elapsed;
  return ended;
}

storage::Lease lease(const std::string& url) {
  storage::Lease leased;
  leased.url = url;
  return leased;
}

crawl::Options with_limits(int per_address, int per_domain) {
  crawl::Options options;
  options.per_address = per_address;
  options.per_domain = per_domain;
  return options;
}

/// Hosts with URLs and a delay of one second; robots.txt is ignored unless a case says otherwise.
struct Watched {
  Watched() {
    options.obey_robots = false;
    options.delay = 1s;
  }
  Turn& host(bool has_urls = true) {
    ++hosts;
    Turn& turn = turns.add(hosts, "http://h" + std::to_string(hosts) + ".example");
    turns.set_has_urls(turn, has_urls);
    return turn;
  }
  /// Fetches a page of the host in no time.
  void fetch(Turn& turn, double now) {
    turns.started(turn, true, now);
    turns.ended(turn, outcome(200), "192.0.2.1", true, now);
  }

  crawl::Options options = with_limits(0, 0);
  Turns turns{options};
  std::int64_t hosts = 0;
};

struct Obedient : Watched {
  Obedient() { options.obey_robots = true; }
};

}  // namespace

TEST_CASE_FIXTURE(Watched, "a host without URLs has no turn") {
  Turn& turn = host(false);
  CHECK(turns.next(1'000) == nullptr);
  CHECK_FALSE(turns.next_start());
  turns.set_has_urls(turn, true);
  CHECK(turns.next(1'000) == &turn);
  turns.set_has_urls(turn, false);
  CHECK(turns.next(1'000) == nullptr);
}

TEST_CASE_FIXTURE(Watched, "a host has its next turn when nothing of it is in flight and its delay is over") {
  Turn& turn = host();
  turns.started(turn, true, 1'000);
  CHECK(turns.next(2'000) == nullptr);
  CHECK_FALSE(turns.next_start());
  turns.ended(turn, outcome(200), "", true, 1'000.1);
  CHECK(turns.next(1'000.9) == nullptr);
  CHECK(turns.next_start() == 1'001);
  CHECK(turns.next(1'001) == &turn);
}

TEST_CASE_FIXTURE(Watched, "hosts that may be asked have their turns in the order in which they could") {
  Turn& second = host(false);
  Turn& third = host(false);
  Turn& first = host(false);
  for (Turn* const turn : {&first, &second, &third}) turns.set_has_urls(*turn, true);
  for (double now = 1'000; now < 1'010; now += 1) {
    for (Turn* const expected : {&first, &second, &third}) {
      REQUIRE(turns.next(now) == expected);
      fetch(*expected, now);
    }
    CHECK(turns.next(now) == nullptr);
  }
}

TEST_CASE_FIXTURE(Watched, "with several fetches at a time a host keeps its turn until they are taken") {
  options.per_host = 2;
  options.delay = 0s;
  Turn& turn = host();
  turns.started(turn, true, 1'000);
  CHECK(turns.next(1'000) == &turn);
  turns.started(turn, true, 1'000);
  CHECK(turns.next(1'000) == nullptr);
  CHECK(turns.in_flight() == 2);
}

TEST_CASE_FIXTURE(Watched, "a rate spreads the starts of all hosts") {
  options.rate = 4;
  for (int i = 0; i < 3; ++i) host();
  turns.started(*turns.next(1'000), true, 1'000);
  CHECK(turns.next(1'000.2) == nullptr);
  CHECK(turns.next_start() == 1'000.25);
  turns.started(*turns.next(1'000.25), true, 1'000.25);
  CHECK(turns.next_start() == 1'000.5);
}

TEST_CASE_FIXTURE(Watched, "at the page limit no host has a turn, until a fetch turns out to be no page") {
  options.page_limit = 3;
  options.per_host = 5;
  options.delay = 0s;
  turns.count_pages(1);
  Turn& turn = host();
  turns.started(turn, true, 1'000);
  CHECK(turns.next(1'000) != nullptr);
  turns.started(turn, true, 1'000);
  CHECK(turns.next(1'000) == nullptr);
  CHECK_FALSE(turns.next_start());
  CHECK_FALSE(turns.has_reached_page_limit());
  turns.ended(turn, outcome(503), "", false, 1'000);
  CHECK(turns.next(2'000) != nullptr);
  turns.started(turn, true, 2'000);
  for (int i = 0; i < 2; ++i) turns.ended(turn, outcome(200), "", true, 2'000);
  CHECK(turns.next(9'000) == nullptr);
  CHECK(turns.has_reached_page_limit());
}

TEST_CASE_FIXTURE(Watched, "near its page limit a host waits for what is in flight") {
  options.host_page_limit = 2;
  options.per_host = 5;
  options.delay = 0s;
  Turn& turn = host();
  Turn& other = host();
  turns.started(turn, true, 1'000);
  CHECK(turns.next(1'000) == &other);
  turns.set_has_urls(other, false);
  turns.started(turn, true, 1'000);
  CHECK(turns.next(1'000) == nullptr);
  turns.ended(turn, outcome(404), "", false, 1'000);
  CHECK(turns.next(1'000) == &turn);
  turns.ended(turn, outcome(404), "", false, 1'000);
  fetch(turn, 1'000);
  CHECK_FALSE(turns.has_reached_host_limit(turn));
  fetch(turn, 1'000);
  CHECK(turns.has_reached_host_limit(turn));
}

TEST_CASE_FIXTURE(Watched,
                  "a host that is given up has its turn at once, and each URL is refused for that reason") {
  Turn& turn = host();
  fetch(turn, 1'000);
  CHECK(turns.next(1'000) == nullptr);
  turns.give_up(turn, SkipReason::host_page_limit);
  CHECK(turns.next(1'000) == &turn);
  CHECK(turns.admit(turn, lease("http://h1.example/x")) == SkipReason::host_page_limit);
  CHECK(turn.wait_reason(1'000) == "host page limit");
}

TEST_CASE_FIXTURE(Watched, "more sitemaps than the crawl may read are refused, another try of one is not") {
  options.sitemap_files = 3;
  turns.count_sitemaps(1);
  Turn& turn = host();
  auto sitemap = lease("http://h1.example/sitemap.xml");
  sitemap.kind = storage::UrlKind::sitemap;
  CHECK(turns.admit(turn, sitemap) == SkipReason::none);
  sitemap.attempts = 1;
  CHECK(turns.admit(turn, sitemap) == SkipReason::none);
  sitemap.attempts = 0;
  CHECK(turns.admit(turn, sitemap) == SkipReason::none);
  CHECK(turns.admit(turn, sitemap) == SkipReason::too_many_sitemaps);
  CHECK(turns.admit(turn, lease("http://h1.example/")) == SkipReason::none);
}

TEST_CASE_FIXTURE(Obedient,
                  "robots.txt comes first, nothing else is asked meanwhile, and it holds for a day") {
  Turn& turn = host();
  CHECK(turns.next(1'000) == &turn);
  CHECK(turns.needs_robots(turn, 1'000));
  turns.robots_started(turn, 1'000);
  CHECK(turns.next(2'000) == nullptr);
  CHECK(turns.robots_answered(turn, RobotsAnswer::parse, "User-agent: *\nDisallow: /private\nCrawl-delay: 5",
                              outcome(200), 1'000));
  CHECK_FALSE(turns.needs_robots(turn, 1'000));
  CHECK(turns.next_start() == 1'005);
  CHECK(turns.admit(turn, lease("http://h1.example/private/x")) == SkipReason::robots);
  CHECK(turns.admit(turn, lease("http://h1.example/public?private")) == SkipReason::none);
  CHECK_FALSE(turns.needs_robots(turn, 1'000 + 86'399));
  CHECK(turns.needs_robots(turn, 1'000 + 86'400));
}

TEST_CASE_FIXTURE(
    Obedient,
    "an unreachable robots.txt is tried again after growing pauses, and then the host is given up") {
  options.tries = 3;
  options.retry_pause = 5s;
  Turn& turn = host();
  Outcome failure;
  failure.error = fetch::ErrorKind::connect;
  const auto fail = [&](double now) {
    turns.robots_started(turn, now);
    return turns.robots_answered(turn, RobotsAnswer::refuse_all, "", failure, now);
  };
  CHECK(fail(1'000));
  CHECK(turn.wait_reason(1'002) == "robots");
  CHECK(turns.next_start() == 1'005);
  CHECK(turns.next(1'005) == &turn);
  CHECK(turns.needs_robots(turn, 1'005));
  CHECK(fail(1'005));
  CHECK(turns.next_start() == 1'015);
  CHECK_FALSE(fail(1'015));
}

TEST_CASE_FIXTURE(Obedient, "the pauses for an unreachable robots.txt begin anew after it was read") {
  options.tries = 3;
  options.retry_pause = 5s;
  Turn& turn = host();
  const auto answer = [&](RobotsAnswer means, int status, double now) {
    turns.robots_started(turn, now);
    return turns.robots_answered(turn, means, "", outcome(status), now);
  };
  CHECK(answer(RobotsAnswer::refuse_all, 500, 1'000));
  CHECK(answer(RobotsAnswer::refuse_all, 500, 1'005));
  CHECK(answer(RobotsAnswer::parse, 200, 1'015));
  const double next_day = 1'015 + 86'400;
  CHECK(turns.needs_robots(turn, next_day));
  CHECK(answer(RobotsAnswer::refuse_all, 500, next_day));
  CHECK(turns.next_start() == next_day + 5);
}

TEST_CASE_FIXTURE(Watched, "the ledger keeps the address of the last answer, though nothing answered since") {
  options.delay = 0s;
  Turn& turn = host();
  fetch(turn, 1'000);
  Outcome failure;
  failure.error = fetch::ErrorKind::connect;
  turns.started(turn, true, 1'001);
  turns.ended(turn, failure, "", true, 1'001);
  const auto update = turns.changed_hosts(1'001).at(0);
  CHECK(update.ip == "192.0.2.1");
  turns.started(turn, true, 1'002);
  turns.ended(turn, failure, "", true, 1'002);
  CHECK_FALSE(turns.changed_hosts(1'002).at(0).ip);
}

TEST_CASE_FIXTURE(
    Obedient, "the ledger of an earlier run is restored: its counts, its pause, its robots.txt of today") {
  storage::HostRecord record;
  record.pages = 7;
  record.errors = 2;
  record.robots_status = "ok";
  record.robots_txt = "User-agent: *\nDisallow: /x";
  record.robots_fetched_at = 1'000;
  record.next_allowed_at = 2'030;
  Turn& turn = host();
  turns.reuse_robots();
  turns.restore_counts(turn, record);
  turns.restore(turn, record, 2'000);
  turns.set_has_urls(turn, true);
  CHECK(turn.pages == 7);
  CHECK(turn.counts.errors == 2);
  CHECK_FALSE(turns.needs_robots(turn, 2'000));
  CHECK(turns.next_start() == 2'030);
  CHECK(turns.admit(turn, lease("http://h1.example/x")) == SkipReason::robots);
  Turn& stale = host();
  turns.restore(stale, record, 1'000 + 86'400);
  CHECK(turns.needs_robots(stale, 1'000 + 86'400));
}

TEST_CASE_FIXTURE(Obedient, "a new crawl asks for robots.txt anew") {
  storage::HostRecord record;
  record.robots_status = "ok";
  record.robots_fetched_at = 1'000;
  Turn& turn = host();
  turns.restore(turn, record, 2'000);
  CHECK(turns.needs_robots(turn, 2'000));
}

TEST_CASE_FIXTURE(Obedient,
                  "a Crawl-delay goes into the ledger, and holds again when the ledger is restored") {
  const std::string robots_txt = "User-agent: *\nCrawl-delay: 7";
  Turn& turn = host();
  turns.robots_started(turn, 1'000);
  turns.robots_answered(turn, RobotsAnswer::parse, robots_txt, outcome(200), 1'000);
  const auto update = turns.changed_hosts(1'000).at(0);
  CHECK(update.crawl_delay == 7);
  CHECK(update.current_delay == 7);
  CHECK(update.delay_source == "crawl-delay");
  CHECK(update.robots_txt == robots_txt);

  storage::HostRecord record;
  record.robots_status = *update.robots_status;
  record.robots_txt = robots_txt;
  record.robots_fetched_at = 1'000;
  Turn& restored = host();
  turns.reuse_robots();
  turns.restore(restored, record, 2'000);
  turns.started(restored, true, 2'000);
  turns.ended(restored, outcome(200), "", true, 2'000.1);
  CHECK(restored.schedule.delay() == 7);
  CHECK(restored.wait_reason(2'001) == "crawl-delay");
}

TEST_CASE_FIXTURE(Watched, "a ledger that has changed is given once") {
  Turn& turn = host();
  host();
  CHECK(turns.changed_hosts(1'000).empty());
  fetch(turn, 1'000);
  fetch(turn, 1'001);
  const auto updates = turns.changed_hosts(1'001);
  REQUIRE(updates.size() == 1);
  CHECK(updates[0].host_id == turn.host_id);
  CHECK(updates[0].ip == "192.0.2.1");
  CHECK(updates[0].next_allowed_at == 1'002);
  CHECK(updates[0].wait_reason == "delay");
  CHECK(turns.changed_hosts(1'001).empty());
  fetch(turn, 1'002);
  CHECK_FALSE(turns.changed_hosts(1'002).at(0).robots_status);
}

TEST_CASE_FIXTURE(Watched, "a host's limit counts what is fetched, its numbers what is committed") {
  Turn& turn = host();
  fetch(turn, 1'000);
  CHECK(turn.pages == 1);
  CHECK(turn.counts.pages == 0);
  storage::HostCounts changes;
  changes.pages = 1;
  changes.bytes = 100;
  turns.committed(turn, changes, 1);
  turns.committed(turn, changes, 2);
  CHECK(turn.pages == 1);
  CHECK(turn.counts.pages == 2);
  CHECK(turn.counts.bytes == 200);
}

TEST_CASE_FIXTURE(Watched, "a change that the restored ledger has already is not added again") {
  storage::HostRecord record;
  record.pages = 7;
  record.transaction = 3;
  Turn& turn = host();
  turns.restore_counts(turn, record);
  storage::HostCounts changes;
  changes.pages = 1;
  turns.committed(turn, changes, 3);
  CHECK(turn.counts.pages == 7);
  turns.committed(turn, changes, 4);
  CHECK(turn.counts.pages == 8);
}

namespace {

/// Hosts that share addresses, or a domain: "http://hN.example" and so on.
struct Neighbours {
  Neighbours(int per_address, int per_domain) : options(with_limits(per_address, per_domain)) {
    options.obey_robots = false;
    options.delay = 0s;
    options.per_host = 2;
  }
  Turn& host(const std::string& name, const std::string& ip = "") {
    Turn& turn = turns.add(++hosts, "http://" + name);
    if (turns.needs_address(turn)) {
      turns.lookup_started(turn);
      turns.located(turn, ip);
    }
    turns.set_has_urls(turn, true);
    return turn;
  }
  /// Starts all that may be asked at `now`, and returns how many these are.
  int start_all(double now = 1'000) {
    int started = 0;
    for (; Turn* const turn = turns.next(now); ++started) {
      turns.started(*turn, true, now);
      order += turn->origin.substr(7) + ' ';
    }
    return started;
  }
  void end(Turn& turn, const std::string& ip = "", int status = 200, double retry_after = 0) {
    Outcome ended = outcome(status);
    ended.retry_after = retry_after;
    turns.ended(turn, ended, ip, true, 1'000);
  }

  crawl::Options options;
  Turns turns{options};
  std::int64_t hosts = 0;
  std::string order;
};

struct OneAddress : Neighbours {
  OneAddress() : Neighbours(3, 0) {}
};

struct Both : Neighbours {
  Both() : Neighbours(2, 3) {}
};

}  // namespace

TEST_CASE_FIXTURE(OneAddress,
                  "hosts of one address share its fetches, and wait in the order of their turns") {
  Turn& a = host("a.example", "192.0.2.1");
  Turn& b = host("b.example", "192.0.2.1");
  Turn& c = host("c.example", "192.0.2.1");
  Turn& d = host("d.example", "192.0.2.1");
  Turn& elsewhere = host("e.example", "192.0.2.2");
  CHECK(start_all() == 5);
  CHECK(order == "a.example b.example c.example e.example e.example ");
  CHECK(turns.in_flight() == 5);
  CHECK_FALSE(turns.next_start());
  CHECK(d.wait_reason(1'000) == "address");
  CHECK(elsewhere.wait_reason(1'000) == "in flight");
  order.clear();
  end(b);
  CHECK(start_all() == 1);
  end(a);
  CHECK(start_all() == 1);
  end(c);
  CHECK(start_all() == 1);
  CHECK(order == "d.example c.example b.example ");
}

TEST_CASE_FIXTURE(OneAddress, "the wait for an address goes into the ledger") {
  for (const char* const name : {"a.example", "b.example", "c.example", "d.example"}) host(name, "192.0.2.1");
  start_all();
  const auto updates = turns.changed_hosts(1'000);
  REQUIRE(updates.size() == 4);
  CHECK(updates[3].wait_reason == "address");
}

TEST_CASE_FIXTURE(OneAddress, "a host whose address is not known is looked up before it is asked") {
  Turn& turn = turns.add(++hosts, "http://a.example");
  turns.set_has_urls(turn, true);
  REQUIRE(turns.next(1'000) == &turn);
  REQUIRE(turns.needs_address(turn));
  turns.lookup_started(turn);
  CHECK(turns.next(1'000) == nullptr);
  CHECK_FALSE(turns.is_idle());
  CHECK(turn.wait_reason(1'000) == "lookup");
  turns.located(turn, "");
  CHECK(turns.next(1'000) == &turn);
  CHECK_FALSE(turns.needs_address(turn));
  CHECK(turns.is_idle());
}

TEST_CASE_FIXTURE(OneAddress, "an address in a URL needs no lookup, and is one however it is written") {
  host("192.0.2.7");
  host("192.0.2.7:8080");
  host("[::ffff:192.0.2.7]");
  CHECK(start_all() == 3);
}

TEST_CASE_FIXTURE(OneAddress,
                  "a host that answers from another address counts there, with all it has under way") {
  options.per_host = 3;
  Turn& moving = host("a.example", "192.0.2.1");
  host("b.example", "192.0.2.1");
  CHECK(start_all() == 3);
  CHECK(order == "a.example b.example a.example ");
  order.clear();
  end(moving, "192.0.2.9");
  CHECK(start_all() == 4);
  CHECK(order == "b.example a.example b.example a.example ");
}

TEST_CASE_FIXTURE(OneAddress, "when a host cannot use the room it was called for, the next one is called") {
  options.per_host = 3;
  Turn& busy = host("busy.example", "192.0.2.1");
  CHECK(start_all() == 3);
  Turn& first = host("first.example", "192.0.2.1");
  host("second.example", "192.0.2.1");
  CHECK(start_all() == 0);
  end(busy, "", 503, 60);
  CHECK(busy.wait_reason(1'000) == "retry-after");
  turns.set_has_urls(first, false);
  order.clear();
  CHECK(start_all() == 1);
  CHECK(order == "second.example ");
}

TEST_CASE_FIXTURE(OneAddress, "a host that is given up waits for no address") {
  host("a.example", "192.0.2.1");
  host("b.example", "192.0.2.1");
  Turn& last = host("c.example", "192.0.2.1");
  turns.started(last, true, 1'000);
  start_all();
  CHECK(turns.next(1'000) == nullptr);
  turns.give_up(last, SkipReason::host_page_limit);
  CHECK(turns.next(1'000) == &last);
}

TEST_CASE_FIXTURE(Both, "the limits of address, domain and host hold at the same time") {
  for (const char* const name : {"a.one.example", "b.one.example", "c.one.example"}) host(name, "192.0.2.1");
  Turn& other_address = host("d.one.example", "192.0.2.2");
  Turn& other_domain = host("two.example", "192.0.2.2");
  CHECK(start_all() == 4);
  CHECK(order == "a.one.example b.one.example d.one.example two.example ");
  CHECK(other_address.wait_reason(1'000) == "address");
  order.clear();
  end(other_domain);
  CHECK(start_all() == 1);  // not d.one.example, which came first, as its domain has three
  CHECK(order == "two.example ");
  CHECK(other_address.wait_reason(1'000) == "domain");
}

TEST_CASE_FIXTURE(Both, "whatever ends in whatever order, no limit is broken and none is left unused") {
  std::vector<Turn*> all;
  for (int i = 0; i < 40; ++i)
    all.push_back(&host("h" + std::to_string(i) + ".d" + std::to_string(i % 5) + ".example",
                        "192.0.2." + std::to_string(i % 7)));
  std::uint32_t random = 12345;
  for (int step = 0; step < 3'000; ++step) {
    start_all();
    std::map<std::string, int> fetches;
    for (Turn* const turn : all)
      for (const crawl::Shared shared : crawl::kShared)
        fetches[turn->group(shared)] += turn->schedule.in_flight();
    for (Turn* const turn : all) {
      const int at_address = fetches[turn->group(crawl::Shared::address)];
      const int of_domain = fetches[turn->group(crawl::Shared::domain)];
      REQUIRE(at_address <= 2);
      REQUIRE(of_domain <= 3);
      REQUIRE((turn->schedule.in_flight() == 2 || at_address == 2 || of_domain == 3));
    }
    do random = random * 1'664'525 + 1'013'904'223;
    while (all[(random >> 8) % all.size()]->schedule.in_flight() == 0);
    Turn& ending = *all[(random >> 8) % all.size()];
    const bool moves = random % 11 == 0 && ending.schedule.in_flight() == 1;
    end(ending, moves ? "192.0.2." + std::to_string(random % 7) : "");
  }
}

TEST_CASE("a proxy looks names up itself, so no address is known") {
  crawl::Options options = with_limits(3, 0);
  options.network.proxy = "http://127.0.0.1:9";
  Turns turns(options);
  CHECK_FALSE(turns.needs_address(turns.add(1, "http://a.example")));
}

TEST_CASE("one host may have as many fetches as the user says, unless a number for addresses is given") {
  crawl::Options options;
  CHECK(options.most_per_address() == 8);
  options.per_host = 20;
  CHECK(options.most_per_address() == 20);
  options.per_address = 5;
  CHECK(options.most_per_address() == 5);
}
