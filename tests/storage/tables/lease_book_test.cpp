#include "storage/tables/lease_book.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// An unfinished crawl that is killed again and again while the first of two URLs is in flight.
struct Killed {
  Killed() {
    Store store(file());
    begin(store, {});
    Batch batch;
    batch.urls = {new_url("/poison"), new_url("/other")};
    store.commit(batch);
  }
  std::filesystem::path file() const { return folder / "a.db"; }
  static void begin(Store& store, const std::vector<std::int64_t>& killed) {
    CrawlChoice choice("test", "{}");
    choice.killed = killed;
    store.start_crawl(choice, 1'700'000'000);
  }
  /// Leases both, and is killed. Returns the order of the leases.
  std::string run(const std::vector<std::int64_t>& killed) const {
    Store store(file());
    begin(store, killed);
    std::string order;
    for (const Lease& lease : lease_from(store, 1, 9, 1e12).leases) order += lease.url.substr(16) + " ";
    return order;
  }
  std::string fate(const std::string& path) const {
    return Connection(file(), Access::read)
        .text("SELECT state || ' ' || ifnull(skip_reason, '') || kills FROM urls WHERE url LIKE '%" + path +
              "'");
  }

  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("what was in flight at a kill comes after the rest, and is skipped after the third") {
  const Killed crawl;
  CHECK(crawl.run({}) == "/poison /other ");
  CHECK(crawl.run({1}) == "/other /poison ");
  CHECK(crawl.run({1}) == "/other /poison ");
  CHECK(crawl.fate("/poison") == "leased 2");
  CHECK(crawl.run({1}) == "/other ");
  CHECK(crawl.fate("/poison") == "skipped in flight at kills3");
  CHECK(crawl.run({}) == "/other ");
  Connection connection(crawl.file(), Access::read);
  CHECK(connection.text("SELECT message FROM events") ==
        "not asked again: trawl was killed three times in a row while it was in flight: "
        "http://a.example/poison");
  CHECK(connection.integer("SELECT value FROM counters WHERE name = 'in flight at kills'") == 1);
  CHECK(connection.integer("SELECT pending FROM hosts") == 0);
  CHECK(connection.integer("SELECT sum(value) FROM counters WHERE kind = 'url state' AND name = 'pending'") ==
        0);
}

TEST_CASE("an answer in between ends the count") {
  const Killed crawl;
  for (int kills = 0; kills < 3; ++kills) {
    crawl.run({1});
    crawl.run({1});
    Store store(crawl.file());
    Killed::begin(store, {});
    Batch batch;
    for (const Lease& lease : lease_from(store, 1, 9, 1e12).leases) {
      batch.visits.push_back(visit_of(lease));
      batch.visits.back().page.reset();
      batch.visits.back().state = UrlState::pending;
    }
    store.commit(batch);
    CHECK(crawl.fate("/poison") == "pending 0");
  }
}

TEST_CASE("ids that are not leased are no kills") {
  const Killed crawl;
  crawl.run({1, 2, 99, -5});
  CHECK(crawl.fate("/poison") == "leased 0");
}

TEST_CASE("a new crawl asks again what an earlier one has put aside") {
  const Killed crawl;
  for (int i = 0; i < 4; ++i) crawl.run({1});
  CHECK(crawl.fate("/poison") == "skipped in flight at kills3");
  Store store(crawl.file());
  Killed::begin(store, {});
  store.finish_crawl("finished", "", "{}", 1'700'000'010);
  CHECK(crawl.fate("/poison") == "skipped in flight at kills3");
  Killed::begin(store, {});
  Batch batch;
  batch.urls = {new_url("/poison")};
  store.commit(batch);
  CHECK(crawl.fate("/poison") == "pending 0");
  Connection connection(crawl.file(), Access::read);
  CHECK(connection.integer("SELECT sum(value) FROM counters WHERE name = 'in flight at kills'") == 0);
}

TEST_CASE("a retry that is due comes before fresh URLs, the longest due first, and one that is not stays") {
  CrawlFile crawl;
  crawl.add({new_url("/a"), new_url("/b"), new_url("/c"), new_url("/d"), new_url("/e")});
  Batch batch;
  for (const double due_at : {300, 200, 900}) {
    auto later = visit_of(crawl.lease());
    later.page.reset();
    later.state = UrlState::pending;
    later.due_at = due_at;
    batch.visits.push_back(later);
  }
  auto urgent = new_url("/urgent");
  urgent.priority = 5;
  batch.urls.push_back(urgent);
  const auto back = crawl.store().commit(batch);
  CHECK(back.pending.at(0).earliest_due == 0);
  CHECK(back.pending.at(0).earliest_retry == 200);
  CHECK(lease_from(crawl.store(), 1, 0, 100).earliest_retry == 200);
  const auto leased = lease_from(crawl.store(), 1, 4, 300);
  std::string order;
  for (const Lease& lease : leased.leases)
    order += lease.url.substr(16) + (lease.is_retry ? " again, " : ", ");
  CHECK(order == "/b again, /a again, /urgent, /d, ");
  CHECK(leased.earliest_due == 0);
  CHECK(leased.earliest_retry == 900);
}

TEST_CASE("a URL whose due time is no time is due") {
  CrawlFile crawl;
  crawl.add({new_url("/a")});
  auto damaged = visit_of(crawl.lease());
  damaged.page.reset();
  damaged.state = UrlState::pending;
  damaged.due_at = -5;
  crawl.commit(damaged);
  crawl.store().start_crawl(CrawlChoice("test", "{}"), 1'700'000'000);
  CHECK(lease_from(crawl.store(), 1, 1, 1'700'000'000).leases.size() == 1);
}

TEST_CASE("a host's earliest due time is that of its first URL, wherever it is told") {
  CrawlFile crawl;
  crawl.add({new_url("/a"), new_url("/b"), new_url("/c")});
  Batch batch;
  for (const double due_at : {300, 100, 200}) {
    auto later = visit_of(crawl.lease());
    later.page.reset();
    later.state = UrlState::pending;
    later.due_at = due_at;
    batch.visits.push_back(later);
  }
  const auto back = crawl.store().commit(batch);
  REQUIRE(back.pending.size() == 1);
  CHECK(back.pending[0].count == 3);
  CHECK(back.pending[0].earliest_due == 100);
  CHECK(crawl.store().host(1)->earliest_due == 100);
  CHECK(crawl.store().needed_hosts().at(0).earliest_due == 100);
  CHECK(lease_from(crawl.store(), 1, 10, 50).earliest_due == 100);
  const auto first = lease_from(crawl.store(), 1, 10, 150);
  CHECK(first.leases.size() == 1);
  CHECK(first.earliest_due == 200);
  CHECK(crawl.store().host(1)->earliest_due == 200);
}
