#include "storage/tables/stat_table.hpp"

#include <string>

namespace trawl::storage {
namespace {

/// The epoch second of a crawl's begin. `started_at` is rounded to milliseconds.
constexpr const char* kBegan = R"sql(
(SELECT (julianday(started_at) - 2440587.5) * 86400 - 0.001 FROM crawls WHERE id = ?1))sql";

// The running time orders samples, since a clock may be set back.

constexpr const char* kThin = R"sql(
DELETE FROM stats
WHERE at >= {began} AND at NOT IN (
  SELECT at FROM (SELECT at, min(value) FROM stats WHERE key = 'seconds' AND at >= {began}
                  GROUP BY CAST(value / ?2 AS INTEGER))))sql";

constexpr const char* kLast = R"sql(
SELECT at, max(value) FROM stats WHERE key = 'seconds' AND at >= {began})sql";

constexpr const char* kAll = R"sql(
SELECT s.value, p.value, b.value, e.value, q.value, f.value
FROM stats AS s
  JOIN stats AS p ON p.key = 'pages' AND p.at = s.at
  JOIN stats AS b ON b.key = 'bytes' AND b.at = s.at
  JOIN stats AS e ON e.key = 'errors' AND e.at = s.at
  JOIN stats AS q ON q.key = 'queued' AND q.at = s.at
  JOIN stats AS f ON f.key = 'in_flight' AND f.at = s.at
WHERE s.key = 'seconds' AND s.at >= {began}
ORDER BY s.value)sql";

std::string of_one_crawl(std::string sql) {
  constexpr std::string_view kPlace = "{began}";
  for (std::size_t at = 0; (at = sql.find(kPlace, at)) != std::string::npos;)
    sql.replace(at, kPlace.size(), kBegan);
  return sql;
}

}  // namespace

StatTable::StatTable(Connection& connection)
    : insert_(connection, "INSERT OR REPLACE INTO stats(at, key, value) VALUES (?, ?, ?)"),
      thin_(connection, of_one_crawl(kThin)) {}

void StatTable::write(std::span<const StatSample> samples) {
  for (const StatSample& sample : samples) insert_.run(sample.at, sample.key, sample.value);
}

void StatTable::thin(std::int64_t crawl_id, double step) {
  thin_.run(crawl_id, step);
}

LastSample read_last_sample(Connection& connection, std::int64_t crawl_id) {
  LastSample last;
  Statement select(connection, of_one_crawl(kLast));
  Rows rows = select.rows(crawl_id);
  if (rows.next()) last = {rows.real(0), rows.real(1)};
  return last;
}

std::vector<LiveSample> read_samples(Connection& connection, std::int64_t crawl_id) {
  std::vector<LiveSample> samples;
  Statement select(connection, of_one_crawl(kAll));
  Rows rows = select.rows(crawl_id);
  while (rows.next()) {
    LiveSample& sample = samples.emplace_back();
    sample.seconds = rows.real(0);
    sample.pages = rows.integer(1);
    sample.bytes = rows.integer(2);
    sample.errors = rows.integer(3);
    sample.queued = rows.integer(4);
    sample.in_flight = static_cast<int>(rows.integer(5));
  }
  return samples;
}

}  // namespace trawl::storage
