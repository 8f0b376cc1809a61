#include "storage/tables/stat_table.hpp"

namespace trawl::storage {
namespace {

// The running time orders samples, since a clock may be set back.

constexpr const char* kThin = R"sql(
DELETE FROM stats
WHERE crawl_id = ?1 AND at NOT IN (
  SELECT at FROM (SELECT at, min(value) FROM stats WHERE key = 'seconds' AND crawl_id = ?1
                  GROUP BY CAST(value / ?2 AS INTEGER))))sql";

constexpr const char* kLast = R"sql(
SELECT at, max(value) FROM stats WHERE key = 'seconds' AND crawl_id = ?1)sql";

constexpr const char* kAll = R"sql(
SELECT s.value, p.value, b.value, e.value, q.value, f.value
FROM stats AS s
  JOIN stats AS p ON p.key = 'pages' AND p.at = s.at
  JOIN stats AS b ON b.key = 'bytes' AND b.at = s.at
  JOIN stats AS e ON e.key = 'errors' AND e.at = s.at
  JOIN stats AS q ON q.key = 'queued' AND q.at = s.at
  JOIN stats AS f ON f.key = 'in_flight' AND f.at = s.at
WHERE s.key = 'seconds' AND s.crawl_id = ?1
ORDER BY s.value)sql";

/// From this version on a sample says of which crawl it is, and how long that had run.
constexpr std::int64_t kNamedCrawls = 4;

bool has_samples(Connection& connection) {
  return connection.integer("PRAGMA user_version") >= kNamedCrawls;
}

}  // namespace

StatTable::StatTable(Connection& connection)
    : insert_(connection, "INSERT OR REPLACE INTO stats(at, key, value, crawl_id) VALUES (?, ?, ?, ?)"),
      thin_(connection, kThin) {}

void StatTable::write(std::span<const StatSample> samples, std::int64_t crawl_id) {
  for (const StatSample& sample : samples) insert_.run(sample.at, sample.key, sample.value, crawl_id);
}

void StatTable::thin(std::int64_t crawl_id, double step) {
  thin_.run(crawl_id, step);
}

LastSample read_last_sample(Connection& connection, std::int64_t crawl_id) {
  LastSample last;
  if (!has_samples(connection)) return last;
  Statement select(connection, kLast);
  Rows rows = select.rows(crawl_id);
  if (rows.next()) last = {rows.real(0), rows.real(1)};
  return last;
}

std::vector<LiveSample> read_samples(Connection& connection, std::int64_t crawl_id) {
  std::vector<LiveSample> samples;
  if (!has_samples(connection)) return samples;
  Statement select(connection, kAll);
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
