#include "storage/reader.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

TEST_CASE("the summary of the newest crawl comes from the counters") {
  CrawlFile crawl;
  auto home = crawl.fetched(new_url("/", ViaKind::seed));
  add_link(home, new_url("/a"));
  add_link(home, skipped_url("/far", SkipReason::scope));
  crawl.commit(home);
  auto failed = visit_of(crawl.lease(), 0);
  failed.page->error = "timeout";
  failed.state = UrlState::failed;
  crawl.commit(failed);

  const auto summary = Reader(crawl.file()).newest_crawl();
  REQUIRE(summary);
  CHECK(summary->name == "test");
  CHECK(summary->status == "running");
  CHECK(summary->numbers.state == CrawlState::running);
  CHECK(summary->started_at == "2023-11-14T22:13:20.000Z");
  CHECK(summary->numbers.pages == 2);
  CHECK(summary->numbers.links == 2);
  CHECK(summary->url_states ==
        std::map<std::string, std::int64_t>{{"done", 1}, {"failed", 1}, {"skipped", 1}});
  CHECK(summary->numbers.skipped == std::map<std::string, std::int64_t>{{"scope", 1}});
  CHECK(summary->numbers.status_classes == std::array<std::int64_t, 6>{1, 0, 1, 0, 0, 0});
  CHECK(summary->numbers.errors == std::map<std::string, std::int64_t>{{"timeout", 1}});
}

TEST_CASE("the newest crawl counts its own pages, but all URLs of the file") {
  CrawlFile crawl;
  crawl.commit(crawl.fetched(new_url("/", ViaKind::seed)));
  crawl.store().finish_crawl("finished", "", "{}", 1'700'000'010);
  crawl.reopen();
  const auto summary = Reader(crawl.file()).newest_crawl();
  CHECK(summary->id == 2);
  CHECK(summary->numbers.pages == 0);
  CHECK(summary->url_states.at("done") == 1);
}

TEST_CASE("a count that has gone back to zero is not shown, nor an error of an earlier crawl") {
  CrawlFile crawl;
  auto failed = crawl.fetched(new_url("/", ViaKind::seed), 0);
  failed.page->error = "timeout";
  failed.state = UrlState::failed;
  crawl.commit(failed);
  crawl.add({skipped_url("/far", SkipReason::scope)});
  crawl.store().finish_crawl("finished", "", "{}", 1'700'000'010);
  crawl.reopen();
  crawl.add({new_url("/", ViaKind::seed), new_url("/far")});
  const auto summary = Reader(crawl.file()).newest_crawl();
  CHECK(summary->url_states == std::map<std::string, std::int64_t>{{"pending", 2}});
  CHECK(summary->numbers.skipped.empty());
  CHECK(summary->numbers.errors.empty());
}

TEST_CASE("a crawl that is resumed is running again: how and when it ended before is forgotten") {
  CrawlFile crawl;
  crawl.store().finish_crawl("interrupted", "time limit", "{}", 1'700'000'010);
  CHECK(Reader(crawl.file()).newest_crawl()->exit_reason == "time limit");
  crawl.reopen();
  const auto summary = Reader(crawl.file()).newest_crawl();
  CHECK(summary->status == "running");
  CHECK(summary->exit_reason == "");
  CHECK(summary->finished_at == "");
}

TEST_CASE("a file without a crawl has no summary") {
  TemporaryFolder folder;
  { Store store(folder / "a.db"); }
  CHECK_FALSE(Reader(folder / "a.db").newest_crawl().has_value());
}

TEST_CASE("lists are bounded and begin with the largest or the newest") {
  CrawlFile crawl;
  crawl.add({new_url("/", ViaKind::seed), new_url("/", ViaKind::seed, "http://b.example"),
             new_url("/2", ViaKind::seed)});
  Batch batch;
  Event event;
  event.level = "info";
  event.message = "first";
  batch.events.push_back(event);
  event.message = "second";
  batch.events.push_back(event);
  crawl.store().commit(batch);
  crawl.commit(visit_of(lease_from(crawl.store(), 2, 1, 1e12).leases.at(0)));
  crawl.commit(visit_of(crawl.lease(), 404, "last"));
  Connection(crawl.file(), Access::write).execute("UPDATE hosts SET pages = 20 WHERE id = 2");

  Reader reader(crawl.file());
  REQUIRE(reader.hosts(1, 0).size() == 1);
  CHECK(reader.hosts(1, 0)[0].name == "http://b.example");
  CHECK(reader.hosts(10, 0).size() == 2);
  REQUIRE(reader.recent_pages(1).size() == 1);
  CHECK(reader.recent_pages(1)[0].title == "last");
  CHECK(reader.recent_pages(1)[0].status == 404);
  CHECK(reader.recent_events(1).at(0).message == "second");
}

TEST_CASE("a host waits until the time that its row names, and for nothing afterwards") {
  CrawlFile crawl;
  crawl.add({new_url("/", ViaKind::seed)});
  Batch batch;
  HostUpdate& update = batch.hosts.emplace_back();
  update.host_id = 1;
  update.current_delay = 1.5;
  update.wait_reason = "crawl-delay";
  constexpr EpochSeconds kAllowed = 1'700'000'060;
  update.next_allowed_at = kAllowed;
  crawl.store().commit(batch);

  Reader reader(crawl.file());
  const LiveHost waiting = reader.hosts(1, kAllowed - 10).at(0);
  CHECK(waiting.queued == 1);
  CHECK(waiting.delay_s == 1.5);
  CHECK(waiting.wait_reason == "crawl-delay");
  CHECK(waiting.wait_s == 10);
  const LiveHost free = reader.hosts(1, kAllowed).at(0);
  CHECK(free.wait_reason.empty());
  CHECK(free.wait_s == 0);
}
