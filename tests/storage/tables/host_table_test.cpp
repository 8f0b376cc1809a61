#include "storage/tables/host_table.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

std::int64_t add_host(Connection& connection, const std::string& name, int pending) {
  Statement(connection, "INSERT INTO hosts(name, domain, pending) VALUES (?, 'example.org', ?)")
      .run(name, pending);
  return connection.last_insert_id();
}

}  // namespace

TEST_CASE("a host's row comes back field by field as updates have set it") {
  CrawlFile crawl;
  Connection connection(crawl.file(), Access::write);
  HostTable hosts(connection);
  const std::int64_t id = add_host(connection, "https://example.org", 0);

  HostUpdate first;
  first.host_id = id;
  first.ip = "192.0.2.1";
  first.robots_status = "ok";
  first.robots_txt = "Disallow: /x";
  first.delay_source = "crawl-delay";
  first.wait_reason = "retry-after";
  first.robots_fetched_at = 10;
  first.next_allowed_at = 20;
  first.crawl_delay = 2;
  first.current_delay = 3;
  hosts.update(first);
  HostUpdate second;
  second.host_id = id;
  second.next_allowed_at = 30;
  hosts.update(second);

  connection.execute("UPDATE hosts SET pages = 7, errors = 5, bytes = 6");
  const auto row = hosts.find(id);
  REQUIRE(row);
  CHECK(row->name == "https://example.org");
  CHECK(row->robots_status == "ok");
  CHECK(row->robots_txt == "Disallow: /x");
  CHECK(row->delay_source == "crawl-delay");
  CHECK(row->wait_reason == "retry-after");
  CHECK(row->robots_fetched_at == 10);
  CHECK(row->next_allowed_at == 30);
  CHECK(row->crawl_delay == 2);
  CHECK(row->current_delay == 3);
  CHECK(row->pages == 7);
  CHECK(row->errors == 5);
  CHECK(row->bytes == 6);
  CHECK(hosts.name(id) == "https://example.org");
}

TEST_CASE("the hosts with pending URLs are needed and those with the most pages, the oldest first") {
  CrawlFile crawl;
  Connection connection(crawl.file(), Access::write);
  HostTable hosts(connection);
  const std::int64_t first = add_host(connection, "https://a.example", 2);
  const std::int64_t second = add_host(connection, "https://b.example", 0);
  const std::int64_t third = add_host(connection, "https://c.example", 1);
  const auto needed = [&](int busiest) {
    std::vector<std::int64_t> ids;
    for (const HostRecord& host : hosts.needed(busiest)) ids.push_back(host.id);
    return ids;
  };
  CHECK(needed(10) == std::vector{first, third});
  CHECK(hosts.needed(10).at(0).pending == 2);
  connection.execute("UPDATE hosts SET pages = id");
  CHECK(needed(1) == std::vector{first, third});
  CHECK(needed(2) == std::vector{first, second, third});
  hosts.begin_counts(1);
  CHECK(needed(2) == std::vector{first, third});
  CHECK_FALSE(hosts.find(999));
}
