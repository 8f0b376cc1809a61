#include "scraper/crawl/store_thread.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"
#include "tests/storage/opened_connections.hpp"

using namespace trawl;

using storage::testing::OpenedConnections;
using storage::testing::TemporaryFolder;

TEST_CASE("--durable reaches the connection that writes") {
  for (const bool is_durable : {false, true}) {
    CAPTURE(is_durable);
    const TemporaryFolder folder;
    crawl::Options options;
    options.output = folder / "a.db";
    options.durable = is_durable;
    const OpenedConnections opened;
    const crawl::StoreThread store(options, "test", "{}", 1'700'000'000);
    CHECK(opened.of_the_first("query_only") == "0");
    CHECK(opened.of_the_first("journal_mode") == "wal");
    CHECK(opened.of_the_first("synchronous") == (is_durable ? "2" : "1"));
  }
}
