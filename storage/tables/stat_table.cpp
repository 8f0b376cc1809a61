#include "storage/tables/stat_table.hpp"

#include <map>
#include <string_view>
#include <utility>

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

constexpr const char* kMoments = R"sql(
SELECT at, value FROM stats WHERE key = 'seconds' AND crawl_id = ?1 ORDER BY value)sql";

/// Each key once, by the index.
constexpr const char* kKeys = R"sql(
WITH RECURSIVE keys(key) AS (
  SELECT min(key) FROM stats
  UNION ALL SELECT (SELECT min(key) FROM stats WHERE key > keys.key) FROM keys WHERE key IS NOT NULL)
SELECT key FROM keys WHERE key IS NOT NULL)sql";

constexpr const char* kValues = R"sql(
SELECT at, value FROM stats WHERE key = ?1 AND at BETWEEN ?2 AND ?3 AND crawl_id = ?4)sql";

constexpr std::string_view kErrors = "errors: ";

struct Moment {
  explicit Moment(double seconds) { sample.seconds = seconds; }
  LiveSample sample;
  int known = 0;  // of the numbers that each sample has
};

/// Passes over what is no number of a sample.
void set_number(Moment& moment, std::string_view key, double value) {
  LiveSample& sample = moment.sample;
  const auto whole = static_cast<std::int64_t>(value);
  if (key.starts_with(kErrors)) {
    sample.errors_by_kind[std::string(key.substr(kErrors.size()))] = whole;
  } else if (key == "latency_p50_ms") {
    sample.latency_p50_ms = value;
  } else if (key == "latency_p90_ms") {
    sample.latency_p90_ms = value;
  } else if (key == "latency_p99_ms") {
    sample.latency_p99_ms = value;
  } else if (key == "in_flight") {
    sample.in_flight = static_cast<int>(whole);
    ++moment.known;
  } else {
    using Number = std::int64_t LiveSample::*;
    for (const auto& [name, member] : {std::pair<std::string_view, Number>("pages", &LiveSample::pages),
                                       {"bytes", &LiveSample::bytes},
                                       {"errors", &LiveSample::errors},
                                       {"queued", &LiveSample::queued}}) {
      if (key != name) continue;
      sample.*member = whole;
      ++moment.known;
    }
  }
}

constexpr int kNumbersOfEach = 5;

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
  std::vector<std::pair<double, Moment>> moments;  // in the order of their seconds
  std::map<double, std::size_t> by_time;
  {
    Statement select(connection, kMoments);
    Rows rows = select.rows(crawl_id);
    while (rows.next()) {
      by_time.emplace(rows.real(0), moments.size());
      moments.emplace_back(rows.real(0), Moment(rows.real(1)));
    }
  }
  if (moments.empty()) return samples;
  const double first = by_time.begin()->first, last = by_time.rbegin()->first;
  Statement keys(connection, kKeys), values(connection, kValues);
  Rows names = keys.rows();
  while (names.next()) {
    const std::string key = names.text(0);
    Rows rows = values.rows(key, first, last, crawl_id);
    while (rows.next())
      if (const auto found = by_time.find(rows.real(0)); found != by_time.end())
        set_number(moments[found->second].second, key, rows.real(1));
  }
  for (auto& [at, moment] : moments)
    if (moment.known == kNumbersOfEach) samples.push_back(std::move(moment.sample));
  return samples;
}

}  // namespace trawl::storage
