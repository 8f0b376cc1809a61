// Orders that a running crawl takes.
#include <thread>

#include <doctest/doctest.h>

#include "storage/given_order.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;
using crawl::Crawler;
using storage::OrderAction;

namespace {

/// A crawl in real time. Orders are given on the site's thread while it is asked for a page, and no reply
/// comes before they are performed.
struct SteeredCrawl : TestCrawl {
  SteeredCrawl() : TestCrawl(&aio::SteadyClock::instance()) {
    std::vector<std::string> all;
    for (int i = 0; i < 20; ++i) {
      for (const char* const part : {"/keep/", "/drop/"}) all.push_back(part + std::to_string(i));
    }
    for (const std::string& page : all) site.page(page, links({"/late" + page}));
    site.page("/", links(all));
    options.depth = 1;
  }

  storage::StoredOrder give(OrderAction action, storage::OrderFields fields = {}) {
    storage::Order order;
    order.token = storage::new_order_token();
    order.at = trawl::text::epoch_now();
    order.source = "ctl";
    order.action = action;
    order.fields = std::move(fields);
    auto given = storage::give_order(file(), order, {}, 20s);
    CHECK(given.fate == storage::GivenOrder::Fate::performed);
    return given.order;
  }
  std::int64_t asked_in(const std::string& part) const {
    std::int64_t times = 0;
    for (const Arrival& arrival : site.arrivals()) times += arrival.target.starts_with(part) ? 1 : 0;
    return times;
  }
};

}  // namespace

TEST_CASE_FIXTURE(SteeredCrawl, "what an order drops is not asked, although it waits in memory") {
  std::int64_t before = 0;
  site.when_asked("/keep/3", [&] {
    before = asked_in("/drop/");
    CHECK(give(OrderAction::drop, {{"url", "/drop/"}}).counted == 20 - before);
  });
  run();
  CHECK(asked_in("/drop/") == before);
  CHECK(asked_in("/keep/") == 20);
  CHECK(count("SELECT count(*) FROM urls WHERE skip_reason = 'dropped: order 1'") == 20 - before);
  CHECK(count("SELECT count(*) FROM events WHERE kind = 'steering' AND message LIKE 'order 1 from ctl: % "
              "dropped'") == 1);
  check_file();
}

TEST_CASE_FIXTURE(SteeredCrawl, "undo brings dropped URLs back, in the same run or before the next") {
  site.when_asked("/keep/1", [&] {
    const auto dropped = give(OrderAction::drop, {{"all", "true"}});
    CHECK(give(OrderAction::undo).counted == dropped.counted);
  });
  site.when_asked("/keep/3", [&] { give(OrderAction::drop, {{"all", "true"}}); });
  CHECK(run() == Ending::finished);
  CHECK(count("SELECT count(*) FROM pages") == 8);
  CHECK(give(OrderAction::undo).state == "done");
  CHECK(run() == Ending::finished);
  CHECK(asked_in("/drop/") == 20);
  CHECK(asked_in("/keep/") == 20);
  check_file();
}

TEST_CASE_FIXTURE(SteeredCrawl,
                  "a pattern that is added holds for what waits and for links that are found later") {
  options.depth = 2;
  std::int64_t before = 0;
  site.when_asked("/keep/1", [&] {
    before = asked_in("/drop/");
    const auto order = give(OrderAction::exclude, {{"pattern", "/drop/|/late/keep/1\\d"}});
    CHECK(order.counted >= 20 - before);
  });
  run();
  CHECK(asked_in("/drop/") == before);
  CHECK(asked_in("/keep/") == 20);
  CHECK(asked_in("/late/keep/") == 10);
  CHECK(fate("/late/keep/12") == "skipped: exclude");
  check_file();
}

TEST_CASE_FIXTURE(SteeredCrawl,
                  "a pattern that is undone brings back what it kept out, before and after it was added") {
  options.depth = 2;
  site.when_asked("/keep/1", [&] { give(OrderAction::exclude, {{"pattern", "/drop/|/late/keep/"}}); });
  site.when_asked("/keep/15", [&] { give(OrderAction::undo); });
  run();
  CHECK(asked_in("/drop/") == 20);
  CHECK(asked_in("/late/keep/") == 20);
  check_file();
}

TEST_CASE_FIXTURE(SteeredCrawl, "the first include narrows a crawl, and the next one widens it again") {
  std::int64_t before = 0;
  site.when_asked("/keep/1", [&] {
    before = asked_in("/drop/");
    give(OrderAction::include, {{"pattern", "/keep/"}});
  });
  site.when_asked("/keep/10", [&] { give(OrderAction::include, {{"pattern", "/drop/1\\d"}}); });
  config = R"({"include":[]})";
  run();
  CHECK(asked_in("/keep/") == 20);
  CHECK(asked_in("/drop/") == before + 10);
  CHECK(rows("SELECT config FROM crawls") == R"({"include":["/keep/","/drop/1\\d"]})");
  check_file();
}

TEST_CASE_FIXTURE(SteeredCrawl,
                  "requeued pages are asked again, and a priority goes before the order of finding") {
  site.when_asked("/keep/1", [&] {
    give(OrderAction::requeue, {{"url", "/keep/0"}});
    give(OrderAction::prioritize, {{"url", "/drop/19"}, {"priority", "3"}});
  });
  run();
  CHECK(site.times_asked("/keep/0") == 2);
  const std::string asked = site.asked();
  CHECK(asked.find("/drop/19") < asked.find("/keep/2 "));
}

TEST_CASE_FIXTURE(SteeredCrawl, "limits and the pace change while it runs; undo takes them back") {
  config = R"({"page_limit":100000,"delay":0.0})";
  site.when_asked("/keep/1", [&] {
    CHECK(give(OrderAction::set, {{"delay", "0.2"}, {"page_limit", "9"}}).message ==
          "delay is 0.2, it was 0; page_limit is 9, it was 100000");
  });
  CHECK(run() == Ending::page_limit);
  CHECK(count("SELECT count(*) FROM pages") == 9);
  CHECK(gaps(site).back() > 0.19);
  CHECK(rows("SELECT config FROM crawls") == R"({"page_limit":9,"delay":0.2})");
}

TEST_CASE_FIXTURE(SteeredCrawl,
                  "a host that is paused is not asked until it is resumed, and the crawl waits for it") {
  TestSite other(clock);
  other.page("/robots.txt", status(404));
  std::vector<std::string> pages;
  for (int i = 0; i < 5; ++i) pages.push_back("/" + std::to_string(i));
  other.page("/", links(pages));
  for (const std::string& page : pages) other.page(page, links({}));
  seeds = {"/", other.origin() + "/"};
  options.delay = 50ms;
  const std::string host = other.origin().substr(7);
  std::size_t before = 0, after = 0;
  std::thread later;
  site.when_asked("/keep/0", [&] {
    CHECK(give(OrderAction::pause, {{"host", host}}).message == "paused " + host);
    before = other.arrived();
    CHECK(count("SELECT count(*) FROM hosts WHERE paused") == 1);
  });
  site.when_asked("/drop/19", [&] {
    after = other.arrived();
    later = std::thread([&] {
      std::this_thread::sleep_for(500ms);  // by then nothing else is left
      give(OrderAction::resume, {{"host", host}});
    });
  });
  CHECK(run() == Ending::finished);
  later.join();
  CHECK(after <= before + 1);  // one may have been in flight
  CHECK(other.arrived() == 7);
  CHECK(count("SELECT count(*) FROM hosts WHERE paused") == 0);
  CHECK(count("SELECT count(*) FROM pages_flat WHERE waited_for = 'paused' AND waited_ms > 400") == 1);
}

TEST_CASE_FIXTURE(SteeredCrawl, "a host has a delay of its own until that is taken back") {
  site.when_asked("/keep/0", [&] {
    give(OrderAction::delay, {{"host", site.origin()}, {"seconds", "0.3"}});
    CHECK(count("SELECT own_delay = 0.3 FROM hosts WHERE id = 1") == 1);
  });
  site.when_asked("/drop/1", [&] { give(OrderAction::undo); });
  run();
  const auto between = gaps(site);
  CHECK(between[4] > 0.29);
  CHECK(between.back() < 0.29);
  CHECK(count("SELECT own_delay IS NULL FROM hosts WHERE id = 1") == 1);
}

TEST_CASE_FIXTURE(SteeredCrawl, "a crawl is paused, resumed and stopped by orders") {
  std::thread person;
  site.when_asked("/keep/0", [&] {
    give(OrderAction::pause);
    person = std::thread([&] {
      std::this_thread::sleep_for(300ms);
      const std::size_t asked = site.arrived();
      std::this_thread::sleep_for(300ms);
      CHECK(site.arrived() == asked);
      give(OrderAction::resume);
    });
  });
  site.when_asked("/keep/5", [&] { give(OrderAction::stop); });
  CHECK(run() == Ending::interrupted);
  person.join();
  CHECK(count("SELECT count(*) FROM pages") < 20);
  CHECK(count("SELECT count(*) FROM pages_flat WHERE waited_for = 'paused' AND waited_ms > 500") == 1);
  CHECK(give(OrderAction::undo, {{"order", "3"}}).message ==
        "order 3 has stopped the crawl: 'trawl resume' goes on with it");
}

TEST_CASE_FIXTURE(SteeredCrawl, "an order that is wrong is refused with its reason, and the crawl goes on") {
  site.when_asked("/keep/1", [&] {
    for (const auto& [action, fields] :
         {std::pair{OrderAction::drop, storage::OrderFields{{"where", "no_such = 1"}}},
          {OrderAction::exclude, {{"pattern", "("}}},
          {OrderAction::set, {{"concurrency", "0"}}},
          {OrderAction::set, {{"user", "me"}}},
          {OrderAction::pause, {{"host", "nobody.example"}}},
          {OrderAction::delay, {{"host", "nobody.example"}, {"seconds", "1"}}},
          {OrderAction::undo, {}}}) {
      const auto order = give(action, fields);
      CHECK(order.state == "refused");
      CHECK_FALSE(order.message.empty());
    }
  });
  CHECK(run() == Ending::finished);
  CHECK(count("SELECT count(*) FROM pages") == 41);
}

TEST_CASE_FIXTURE(SteeredCrawl, "a host that was given up is asked again for what is requeued") {
  TestSite other(clock);
  other.page("/robots.txt", status(404));
  other.page("/", links({}));
  options.host_page_limit = 3;
  options.scope = crawl::ScopePreset::any;
  seeds = {"/", other.origin() + "/"};
  other.when_asked("/", [&] {
    while (count("SELECT count(*) FROM urls WHERE skip_reason = 'host page limit'") < 38)
      std::this_thread::sleep_for(20ms);
    give(OrderAction::set, {{"host_page_limit", "0"}});
    CHECK(give(OrderAction::requeue, {{"where", "skip_reason = 'host page limit'"}}).counted == 38);
  });
  CHECK(run() == Ending::finished);
  CHECK(asked_in("/keep/") + asked_in("/drop/") == 40);
  check_file();
}
