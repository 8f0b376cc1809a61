#include "storage/table_rows.hpp"

#include <map>

#include <doctest/doctest.h>

#include "storage/file/error.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

struct Kept : RowSink {
  void columns(const std::vector<std::string>& given) override { names = given; }
  void row(std::span<const Value> cells) override { rows.emplace_back(cells.begin(), cells.end()); }
  void end() override {}
  std::vector<std::string> names;
  std::vector<std::vector<Value>> rows;
};

/// Thirty events: one in three without a URL, levels in turn, and texts with every sign of LIKE.
struct Events : CrawlFile {
  Events() {
    Connection connection(file(), Access::write);
    connection.execute(R"sql(
DELETE FROM events;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
INSERT INTO events(id, at, level, kind, message)
SELECT i, '2026-01-01T00:00:' || printf('%02d', i % 7) || 'Z', iif(i % 2, 'info', 'warning'), 'retry',
       iif(i % 3, 'm' || (i % 5), NULL) FROM n)sql");
    request.table = "events";
    request.columns = {"id", "at", "level", "kind", "message"};
  }

  Kept asked(const RowsRequest& wanted) const {
    Kept kept;
    const RowsQuery query = rows_query(wanted);
    run_query(file(), query.sql, kept, {}, {}, query.parameters);
    return kept;
  }

  /// The ids of all parts, one after the other.
  std::vector<std::int64_t> all_ids(RowsRequest wanted) const {
    std::vector<std::int64_t> ids;
    for (int part = 0; part < 40; ++part) {
      const Kept kept = asked(wanted);
      const bool has_more = kept.rows.size() > static_cast<std::size_t>(wanted.limit);
      const std::size_t shown = has_more ? static_cast<std::size_t>(wanted.limit) : kept.rows.size();
      for (std::size_t i = 0; i < shown; ++i) ids.push_back(std::get<std::int64_t>(kept.rows[i][0]));
      if (!has_more) return ids;
      wanted.after = next_rows(wanted, kept.rows[shown - 1], static_cast<std::int64_t>(shown));
    }
    return {};
  }

  std::size_t found(const RowsRequest::Filter& filter) const {
    RowsRequest wanted = request;
    wanted.filters = {filter};
    return all_ids(wanted).size();
  }

  RowsRequest request;
};

}  // namespace

TEST_CASE_FIXTURE(Events, "parts of any order hold each row once, whatever ties and NULLs there are") {
  for (const char* column : {"", "id", "at", "level", "message"}) {
    for (const bool descending : {false, true}) {
      CAPTURE(column);
      CAPTURE(descending);
      RowsRequest whole = request;
      whole.sort = column;
      whole.descending = descending;
      const auto ordered = all_ids(whole);
      CHECK(std::map<std::int64_t, int>([&] {
              std::map<std::int64_t, int> seen;
              for (const std::int64_t id : ordered) ++seen[id];
              return seen;
            }())
                .size() == 30);
      for (const int limit : {1, 4, 29, 30}) {
        RowsRequest wanted = whole;
        wanted.limit = limit;
        CHECK(all_ids(wanted) == ordered);
      }
    }
  }
}

TEST_CASE_FIXTURE(Events, "a view without a key is continued by counting rows") {
  RowsRequest wanted = request;
  wanted.table = "status_by_depth";
  wanted.columns = {"depth", "pages"};
  wanted.after = "2:n";
  CHECK(rows_query(wanted).sql.find("OFFSET 2") != std::string::npos);
  CHECK(next_rows(wanted, {}, 5) == "7:n");
}

TEST_CASE_FIXTURE(Events, "conditions compare numbers as numbers and texts as texts") {
  CHECK(found({"id", Comparison::equal, "7"}) == 1);
  CHECK(found({"id", Comparison::at_least, "9"}) == 22);
  CHECK(found({"id", Comparison::less, "10"}) == 9);
  CHECK(found({"level", Comparison::equal, "info"}) == 15);
  CHECK(found({"level", Comparison::unequal, "info"}) == 15);
  CHECK(found({"message", Comparison::unequal, "m1"}) == 26);
  CHECK(found({"message", Comparison::is_null, ""}) == 10);
  CHECK(found({"message", Comparison::is_not_null, ""}) == 20);
  CHECK(found({"message", Comparison::contains, "M"}) == 20);
  CHECK(found({"message", Comparison::contains, "%"}) == 0);
  CHECK(found({"message", Comparison::starts, "_1"}) == 0);
}

TEST_CASE_FIXTURE(Events, "search looks into every column; a condition in SQL ends with its line") {
  RowsRequest wanted = request;
  wanted.search = "WARN";
  CHECK(all_ids(wanted).size() == 15);
  wanted.condition = "id > 20 -- and no more";
  CHECK(all_ids(wanted).size() == 5);
  const RowsQuery counted = rows_count_query(wanted, 3);
  Kept kept;
  run_query(file(), counted.sql, kept, {}, {}, counted.parameters);
  CHECK(std::get<std::int64_t>(kept.rows.at(0).at(0)) == 3);
}

TEST_CASE_FIXTURE(Events, "a column that there is not, or a place that no answer gave, is an error") {
  RowsRequest wanted = request;
  wanted.sort = "nothing";
  CHECK(error_of([&] { rows_query(wanted); }) == ErrorKind::sql);
  wanted = request;
  wanted.filters = {{"x\"; DROP TABLE events; --", Comparison::equal, "1"}};
  CHECK(error_of([&] { rows_query(wanted); }) == ErrorKind::sql);
  wanted = request;
  for (const char* after : {"x", "5", "5:", ":i5", "five:i5"}) {
    wanted.after = after;
    CAPTURE(after);
    CHECK(error_of([&] { rows_query(wanted); }) == ErrorKind::sql);
  }
}
