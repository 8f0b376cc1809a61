#include "storage/page_sums.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;
using namespace std::chrono_literals;

namespace {

struct Summed : CrawlFile {
  void page(const std::string& path, int status, const std::string& type, int elapsed_ms, std::int64_t size) {
    Visit visit = fetched(new_url(path), status);
    visit.page->content_type = type;
    visit.page->elapsed_ms = elapsed_ms;
    visit.page->size = size;
    commit(std::move(visit));
  }
  PageSums sums() { return summer.sums(10s); }

  PageSummer summer{file()};
};

}  // namespace

TEST_CASE_FIXTURE(Summed, "sums take in what has come since, each row once") {
  page("/1", 200, "text/html", 40, 500);
  page("/2", 304, "text/html", 40, 800);
  PageSums first = sums();
  CHECK(first.is_complete);
  CHECK(first.types.at("text/html") == 2);
  page("/3", 200, "image/png", 2'000, 70'000);
  page("/4", 0, "", 60'000, 0);
  PageSums now = sums();
  CHECK(now.rows == 4);
  CHECK(now.types.at("text/html") == 2);
  CHECK(now.types.at("") == 1);
  CHECK(now.depths.at(0) == 4);
  CHECK(now.durations.counts() == std::vector<std::int64_t>{0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0});
  CHECK(now.durations.sum() == doctest::Approx(62.08));
  // A 304 has no bytes, and what is no answer has no size.
  CHECK(now.sizes.counts() == std::vector<std::int64_t>{1, 1, 0, 0, 0, 1, 0, 0, 0, 0});
  CHECK(now.sizes.sum() == 70'500);
}

TEST_CASE_FIXTURE(Summed, "a row that was taken back is in no sum") {
  page("/1", 200, "text/html", 40, 500);
  page("/2", 200, "text/css", 40, 500);
  CHECK(sums().rows == 2);
  Connection connection(file(), Access::write);
  connection.execute(R"sql(
PRAGMA foreign_keys = OFF;
DELETE FROM pages WHERE url LIKE '%/1';
UPDATE counters SET value = value - 1 WHERE kind = 'status class' AND name = '2')sql");
  CHECK(sums().rows == 1);
  CHECK_FALSE(sums().types.contains("text/html"));
}

TEST_CASE_FIXTURE(Summed,
                  "the sums are those of the newest crawl, and without time they go on at the next call") {
  page("/1", 200, "text/html", 40, 500);
  CHECK(sums().rows == 1);
  store().finish_crawl("finished", "", "{}", 1'700'000'010);
  store().start_crawl(CrawlChoice("again", "{}"), 1'700'000'020);
  CHECK(sums().rows == 0);
  CHECK(sums().crawl_id == 2);
  page("/2", 200, "text/html", 40, 500);
  PageSummer hurried(file());
  CHECK_FALSE(hurried.sums(-1ms).is_complete);
  CHECK(hurried.sums(10s).rows == 1);
}

TEST_CASE_FIXTURE(Summed, "there are at most so many types by name") {
  Connection connection(file(), Access::write);
  page("/1", 200, "text/html", 1, 1);
  connection.execute(R"sql(
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO pages(crawl_id, url_id, url, status, fetched_at, elapsed_ms, size, content_type, word_count, links_internal,
                  links_external, truncated)
SELECT 1, 1, 'u', 200, '', 1, 1, 'type/' || i, 0, 0, 0, 0 FROM n)sql");
  CHECK(sums().types.size() == PageSums::kMostTypes);
  CHECK(sums().rows == 301);
}
