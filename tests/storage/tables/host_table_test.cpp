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

TEST_CASE("a host's row comes back field by field as updates have set and counted it") {
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
  first.pages = 4;
  first.errors = 5;
  first.bytes = 6;
  hosts.update(first);
  HostUpdate second;
  second.host_id = id;
  second.next_allowed_at = 30;
  second.pages = 3;
  hosts.update(second);

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

TEST_CASE("only hosts with pending URLs are listed, the oldest first") {
  CrawlFile crawl;
  Connection connection(crawl.file(), Access::write);
  HostTable hosts(connection);
  const std::int64_t first = add_host(connection, "https://a.example", 2);
  add_host(connection, "https://b.example", 0);
  const std::int64_t third = add_host(connection, "https://c.example", 1);
  const auto listed = hosts.with_pending();
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].id == first);
  CHECK(listed[0].pending == 2);
  CHECK(listed[1].id == third);
  CHECK_FALSE(hosts.find(999));
}
