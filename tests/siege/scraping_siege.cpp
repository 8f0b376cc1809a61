// kill -9 at random moments of a crawl whose rules make rows of its pages: the item tables are then those of
// an undisturbed crawl, no row is missing and none is there twice.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/siege/siege.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;
using namespace trawl::siege;
using namespace trawl::support;
using namespace std::chrono_literals;

namespace {

constexpr int kLists = 300, kProducts = 20;  // of each list
constexpr int kApiPages = 300;

constexpr const char* kSpider = R"(
start: ["ORIGIN/list/0", "ORIGIN/api?page=0"]
follow:
  - css: a
  - parameter: page
    step: 1
    on: /api
pages:
  - match: /p/
    items:
      - table: products
        key: sku
        select: .product
        fields: {sku: h1::text, price: {css: b, type: number}}
        items:
          - {table: reviews, select: li, fields: {stars: {css: i, type: int}, text: u::text}}
      - table: words          # without a key
        select: li
        fields: {word: u::text}
  - match: {type: json}
    items:
      - {table: things, key: id, select: "$[*]", fields: {id: {json: $.id, type: int}}}
)";

TestReply product(int number) {
  std::string reviews;
  for (int i = 0; i < number % 4; ++i)
    reviews += fmt::format("<li><i>{}</i><u>word {}</u>", 1 + i, number * i);
  return html(fmt::format("<div class=product><h1>{}</h1><b>{}.50 €</b><ul>{}</ul></div>", number, number,
                          reviews))
      .after(2ms);
}

void add_site(TestSite& site) {
  for (int list = 0; list < kLists; ++list) {
    std::string links = list + 1 < kLists ? fmt::format("<a href=/list/{}>next</a>", list + 1) : "";
    for (int i = 0; i < kProducts; ++i) {
      const int number = list * kProducts + i;
      links += fmt::format("<a href=/p/{}>p</a>", number);
      site.page(fmt::format("/p/{}", number), product(number));
    }
    site.page(fmt::format("/list/{}", list), html(links).after(2ms));
  }
  for (int page = 0; page <= kApiPages; ++page) {
    const std::string rows =
        page < kApiPages ? fmt::format(R"([{{"id":{}}},{{"id":{}}}])", 2 * page, 2 * page + 1) : "[]";
    site.page(fmt::format("/api?page={}", page),
              TestReply(200, rows).header("Content-Type", "application/json").after(2ms));
  }
}

std::mt19937 seeded() {
  const char* const given = std::getenv("SIEGE_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device()();
  saw("SIEGE_SEED=" + std::to_string(seed));
  return std::mt19937(seed);
}

/// A crawl by the rules, started, killed and continued with the same command.
struct Crawl {
  explicit Crawl(const TestSite& its_site) : site(its_site) {
    std::string spider = kSpider;
    for (std::size_t at = 0; (at = spider.find("ORIGIN", at)) != std::string::npos;)
      spider.replace(at, 6, site.origin());
    std::ofstream(folder / "spider.yaml") << spider;
  }
  Ended finish() const { return run_trawl(words, folder.path(), 5min); }
  bool run_until_killed(std::size_t requests, std::chrono::microseconds later) const {
    Trawl run(words, folder.path());
    const std::size_t wanted = site.arrived() + requests;
    while (site.arrived() < wanted && !run.has_ended()) std::this_thread::sleep_for(200us);
    std::this_thread::sleep_for(later);
    run.send_signal(SIGKILL);
    return run.wait(10s).exit_code == 128 + SIGKILL;
  }
  /// No page is the reason for a kill here, but with so many in a crawl whose queue is short some page is in
  /// flight at three of them by chance. Such a page is put aside, and what it leads to and its rows with it.
  /// So while a page stands at two, what was in flight at the last kill is forgotten. True if it did that.
  bool spare_bystanders() const {
    if (rows("SELECT count(*) FROM urls WHERE kills > 1") == "0\n") return false;
    std::filesystem::remove(folder / "a.db-flights");
    return true;
  }

  std::string rows(const std::string& sql) const { return rows_of(folder / "a.db", sql); }
  /// All rows of the item tables, with what does not depend on the order of the fetches.
  std::string items() const {
    return rows("SELECT url, sku, price FROM products JOIN pages ON pages.id = _page_id ORDER BY sku") +
           rows(
               "SELECT sku, stars, text FROM reviews r JOIN products p ON p._id = r._parent_id ORDER BY 1, "
               "2, 3") +
           rows("SELECT url, word FROM words JOIN pages ON pages.id = _page_id ORDER BY 1, 2") +
           rows("SELECT url, things.id FROM things JOIN pages ON pages.id = _page_id ORDER BY 2");
  }

  const TestSite& site;
  storage::testing::TemporaryFolder folder;
  std::vector<std::string> words{"crawl", "-f",         "spider.yaml", "-o",   "a.db", "--delay",
                                 "0",     "--per-host", "4",           "-c",   "4",    "-n",
                                 "0",     "--sitemap",  "off",         "--ui", "off",  "-q"};
};

}  // namespace

TEST_CASE("after a hundred kills the item tables are those of an undisturbed crawl") {
  std::mt19937 random = seeded();
  TestSite site;
  add_site(site);
  const Crawl undisturbed(site);
  const Ended ended = undisturbed.finish();
  REQUIRE_MESSAGE(ended.exit_code == 0, ended.err);
  const std::string expected = undisturbed.items();
  CHECK(undisturbed.rows("SELECT count(*) FROM products") == std::to_string(kLists * kProducts) + "\n");
  CHECK(undisturbed.rows("SELECT count(*) FROM things") == std::to_string(2 * kApiPages) + "\n");
  saw(fmt::format("undisturbed: {} requests in {} s", site.arrived(), ended.seconds));

  const Crawl crawl(site);
  int kills = 0, spared = 0;
  for (; kills < 100; ++kills) {
    const auto requests = std::uniform_int_distribution<std::size_t>(10, 100)(random);
    const std::chrono::microseconds later(std::uniform_int_distribution<int>(0, 20'000)(random));
    if (!crawl.run_until_killed(requests, later)) break;
    if (crawl.spare_bystanders()) ++spared;
  }
  const Ended last = crawl.finish();
  REQUIRE_MESSAGE(last.exit_code == 0, last.err);
  saw(fmt::format("{} kills, {} of them with a page that was in flight at two before", kills, spared));
  CHECK(kills == 100);
  CHECK(crawl.rows("PRAGMA integrity_check") == "ok\n");
  CHECK(crawl.rows("SELECT count(*) FROM pragma_foreign_key_check") == "0\n");
  CHECK(crawl.rows("SELECT url, state, skip_reason FROM urls WHERE state <> 'done'") == "");
  const bool are_equal = crawl.items() == expected;
  CHECK(are_equal);
  saw(fmt::format(
      "rows of products, reviews, words, things: {}",
      crawl.rows("SELECT (SELECT count(*) FROM products) || ' ' || (SELECT count(*) FROM reviews) || ' ' || "
                 "(SELECT count(*) FROM words) || ' ' || (SELECT count(*) FROM things)")));
  CHECK(
      crawl.rows("SELECT \"table\", field, rows, matched, nulls, bad_type FROM field_health ORDER BY 1, 2") ==
      undisturbed.rows(
          "SELECT \"table\", field, rows, matched, nulls, bad_type FROM field_health ORDER BY 1, 2"));
}
