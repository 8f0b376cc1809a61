#include "storage/tables/typed_host_table.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

void commit(CrawlFile& crawl, const std::string& name, std::uint16_t port,
            std::vector<std::string> addresses = {}) {
  Batch batch;
  TypedHostRecord& host = batch.typed_hosts.emplace_back();
  host.name = name;
  host.port = port;
  host.first_addresses = std::move(addresses);
  crawl.store().commit(batch);
}

std::string text_of(const std::vector<TypedHostRecord>& hosts) {
  std::string text;
  for (const auto& host : hosts) {
    text += host.name + ':' + std::to_string(host.port);
    for (const auto& address : host.first_addresses) text += ' ' + address;
    text += ", ";
  }
  return text;
}

}  // namespace

TEST_CASE("the hosts that the user named stay in the file, each with its port") {
  CrawlFile crawl;
  commit(crawl, "b.test", 80);
  commit(crawl, "a.test", 8080);
  commit(crawl, "a.test", 443, {"10.0.0.1", "fd00::1"});
  crawl.reopen();
  CHECK(text_of(crawl.store().typed_hosts()) == "a.test:443 10.0.0.1 fd00::1, a.test:8080, b.test:80, ");
}

TEST_CASE("the addresses of the first lookup stay, whatever comes later") {
  CrawlFile crawl;
  commit(crawl, "a.test", 80);
  commit(crawl, "a.test", 80, {"1.1.1.1"});
  commit(crawl, "a.test", 80, {"127.0.0.1"});
  commit(crawl, "a.test", 80);
  CHECK(text_of(crawl.store().typed_hosts()) == "a.test:80 1.1.1.1, ");
}
