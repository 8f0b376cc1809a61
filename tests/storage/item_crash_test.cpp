// What remains of the items of a crawl that is killed again and again.
#include <csignal>
#include <cstdio>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/storage/item_crawl.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

constexpr int kPages = 400, kKills = 100;

/// Products with a key that several pages have, in each of them offers, and prices without a key.
std::vector<ItemTable> tables() {
  return {item_table("products", {{"sku", ItemType::text}, {"price", ItemType::real}}, {"sku"}),
          item_table("offers", {{"text", ItemType::text}}, {}, 0),
          item_table("prices", {{"price", ItemType::integer}})};
}

/// What the rules make of the page with that number.
void add_items(Visit& visit, int number) {
  const std::string sku = std::to_string(number / 3);
  visit.items = {item({sku, number / 3 * 1.5}), item({"offer of " + sku}, 1, 0),
                 item({"other of " + sku}, 1, 0), item({std::int64_t{number}}, 2),
                 item({std::int64_t{number}}, 2)};
  visit.field_health = {health(1, 1, 1, 0, 0), health(0, 2, 2, 0, 0, 1), health(0, 2, 1, 1, 1, 2)};
}

/// Crawls until all is done, or until it is killed. Calls `told` after each commit.
template <class Told>
void crawl(const std::filesystem::path& file, Told told) {
  Store store(file);
  CrawlChoice choice("test", "{}");
  choice.items = tables();
  if (!store.start_crawl(choice, 1'700'000'000).resumed) {
    Batch seeds;
    for (int i = 0; i < kPages; ++i) seeds.urls.push_back(new_url("/" + std::to_string(i), ViaKind::seed));
    store.commit(seeds);
  }
  for (;;) {
    const auto leases = lease_from(store, 1, 3, 1e12).leases;
    if (leases.empty()) return;
    Batch batch;
    for (const Lease& lease : leases) {
      Visit& visit = batch.visits.emplace_back(visit_of(lease));
      add_items(visit, std::stoi(lease.url.substr(lease.url.rfind('/') + 1)));
    }
    store.commit(batch);
    told();
  }
}

/// Kills a crawl at some moment after its first commit.
void kill_crawl(const std::filesystem::path& file) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    crawl(file, [&] {
      if (write(ends[1], "c", 1) != 1) _exit(1);
    });
    _exit(0);
  }
  close(ends[1]);
  char commit;
  if (read(ends[0], &commit, 1) == 1) kill(child, SIGKILL);
  close(ends[0]);
  waitpid(child, nullptr, 0);
}

std::string items_of(const std::filesystem::path& file) {
  Connection connection(file, Access::read);
  std::string all;
  for (const char* const sql :
       {"SELECT group_concat(sku || ' ' || price || ' ' || _url = '') FROM (SELECT * FROM products ORDER BY "
        "sku)",
        "SELECT group_concat(sku || text) FROM (SELECT sku, text FROM offers JOIN products AS p ON p._id = "
        "_parent_id "
        "ORDER BY 1, 2)",
        "SELECT group_concat(price || _url) FROM (SELECT * FROM prices ORDER BY price, _id)",
        "SELECT group_concat(\"table\" || field || rows || ' ' || matched || nulls || bad_type) FROM "
        "field_health",
        "SELECT count(*) FROM changes"})
    all += connection.text(sql) + "\n";
  CHECK(connection.text("PRAGMA integrity_check") == "ok");
  CHECK(connection.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0);
  CHECK(connection.integer(
            "SELECT sum(iif(kind = 'items added', value, -value)) FROM counters WHERE name = 'prices' "
            "AND kind LIKE 'items%'") == 2 * kPages);
  return all;
}

}  // namespace

TEST_CASE("the items of a crawl that is killed a hundred times are those of the undisturbed one") {
  TemporaryFolder folder;
  crawl(folder / "whole.db", [] {});
  for (int i = 0; i < kKills; ++i) kill_crawl(folder / "killed.db");
  CHECK(Connection(folder / "killed.db", Access::read).integer("SELECT count(*) FROM pages") >= kKills);
  crawl(folder / "killed.db", [] {});
  CHECK(items_of(folder / "killed.db") == items_of(folder / "whole.db"));
}
