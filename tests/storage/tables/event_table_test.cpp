#include "storage/tables/event_table.hpp"

#include <string>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

Batch events(const std::string& kind, int count, std::int64_t host_id) {
  Batch batch;
  for (int i = 0; i < count; ++i) {
    Event& event = batch.events.emplace_back();
    event.level = "info";
    event.kind = kind;
    event.message = "again";
    event.host_id = host_id;
  }
  return batch;
}

}  // namespace

TEST_CASE("of each kind and host a thousand events are written, and the rest is counted at the end") {
  CrawlFile file;
  file.add({new_url("/"), new_url("/", ViaKind::link, "http://b.example")});
  file.store().commit(events("trap", 1'500, 1));
  file.store().commit(events("trap", 3, 2));
  file.store().commit(events("retry", 1'100, 1));
  file.store().finish_crawl("finished", "", "{}", 1'700'000'050);
  CHECK(file.count("SELECT count(*) FROM events WHERE kind = 'trap' AND host_id = 1") == 1'000);
  CHECK(file.count("SELECT count(*) FROM events WHERE kind = 'trap' AND host_id = 2") == 3);
  CHECK(file.count("SELECT count(*) FROM events WHERE kind = 'retry'") == 1'100);
  CHECK(file.text("SELECT message FROM events WHERE kind = 'trap' AND host_id IS NULL") ==
        "500 more of this kind were left out");
}

TEST_CASE("a crawl that meets very many hosts still writes the events of the last") {
  CrawlFile file;
  file.add({new_url("/")});
  Batch batch;
  for (int kind = 0; kind < 10'050; ++kind)
    batch.events.push_back(events("kind " + std::to_string(kind), 1, 1).events.at(0));
  file.store().commit(batch);
  CHECK(file.count("SELECT count(*) FROM events WHERE kind LIKE 'kind %'") == 10'050);
}
