#include "storage/reader.hpp"

#include <algorithm>
#include <utility>

#include "storage/file/database.hpp"
#include "storage/tables/counters.hpp"
#include "storage/tables/shape_table.hpp"
#include "storage/tables/stat_table.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kCrawls = R"sql(
SELECT id, name, started_at, finished_at, status, exit_reason, config, stats, trawl_version FROM crawls )sql";

/// The crawl that runs, or that ran last.
constexpr const char* kLastFirst = "ORDER BY ifnull(finished_at, 'running') DESC, id DESC";

/// A host that was asked has a page, or the crawl has set when it may be asked again. No index leads to the
/// latter without the former, so only the first of them are looked through.
constexpr const char* kHosts = R"sql(
WITH asked(id) AS (
  SELECT * FROM (SELECT id FROM hosts WHERE pages > 0 ORDER BY pages DESC LIMIT ?1)
  UNION ALL
  SELECT * FROM (
    SELECT id FROM (SELECT id, errors, next_allowed_at FROM hosts WHERE pages = 0 LIMIT 10000)
    WHERE errors > 0 OR next_allowed_at >= (
      SELECT (julianday(started_at) - 2440587.5) * 86400 - 0.001 FROM crawls
      ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1)
    LIMIT ?1))
SELECT name, pages, errors, bytes,
       pending + (SELECT count(*) FROM urls WHERE host_id = hosts.id AND state = 'leased'),
       current_delay, wait_reason, next_allowed_at
FROM asked JOIN hosts USING (id) ORDER BY pages DESC, id LIMIT ?1)sql";

constexpr const char* kRecentPages = R"sql(
SELECT url, fetched_at, content_type, title, error, status, elapsed_ms, size
FROM pages ORDER BY id DESC LIMIT ?)sql";

}  // namespace

Reader::Reader(const std::filesystem::path& file) : connection_(open_for_reading(file)) {}

namespace {

CrawlSummary crawl_summary(const Rows& rows) {
  CrawlSummary crawl;
  crawl.id = rows.integer(0);
  crawl.name = rows.text(1);
  crawl.started_at = rows.text(2);
  crawl.finished_at = rows.text(3);
  crawl.status = rows.text(4);
  crawl.exit_reason = rows.text(5);
  crawl.config = rows.text(6);
  crawl.stats = rows.text(7);
  crawl.trawl_version = rows.text(8);
  return crawl;
}

}  // namespace

std::optional<CrawlSummary> Reader::newest_crawl() {
  CrawlSummary crawl;
  {
    Statement select(connection_, std::string(kCrawls) + kLastFirst + " LIMIT 1");
    Rows rows = select.rows();
    if (!rows.next()) return std::nullopt;
    crawl = crawl_summary(rows);
  }
  crawl.url_states = read_counters(connection_, "url state", std::nullopt);
  static_cast<CrawlCounts&>(crawl.numbers) = read_counts(connection_, crawl.id);
  crawl.numbers.state = crawl_state_named(crawl.status);
  const LastSample last = read_last_sample(connection_, crawl.id);
  crawl.sampled_at = last.at;
  crawl.seconds = last.seconds;
  return crawl;
}

std::vector<CrawlSummary> Reader::crawls() {
  std::vector<CrawlSummary> crawls;
  Statement select(connection_, std::string(kCrawls) + "ORDER BY id DESC");
  Rows rows = select.rows();
  while (rows.next()) crawls.push_back(crawl_summary(rows));
  return crawls;
}

std::vector<CrawlSummary> Reader::unfinished_crawls() {
  std::vector<CrawlSummary> crawls;
  Statement select(connection_,
                   std::string(kCrawls) + "WHERE status IN ('running', 'interrupted') ORDER BY id DESC");
  Rows rows = select.rows();
  while (rows.next()) crawls.push_back(crawl_summary(rows));
  return crawls;
}

std::vector<LiveHost> Reader::hosts(int limit, EpochSeconds now) {
  std::vector<LiveHost> hosts;
  Statement select(connection_, kHosts);
  Rows rows = select.rows(limit);
  while (rows.next()) {
    LiveHost& host = hosts.emplace_back();
    host.name = rows.text(0);
    host.pages = rows.integer(1);
    host.errors = rows.integer(2);
    host.bytes = rows.integer(3);
    host.queued = rows.integer(4);
    host.delay_s = rows.real(5);
    host.wait_s = std::max(0.0, rows.real(7) - now);
    host.was_asked = true;
    if (host.wait_s > 0) host.wait_reason = rows.text(6);
  }
  return hosts;
}

std::vector<LiveSample> Reader::samples() {
  return read_samples(connection_,
                      connection_.integer(std::string("SELECT id FROM crawls ") + kLastFirst + " LIMIT 1"));
}

std::vector<LivePage> Reader::recent_pages(int limit) {
  std::vector<LivePage> pages;
  Statement select(connection_, kRecentPages);
  Rows rows = select.rows(limit);
  while (rows.next()) {
    LivePage& page = pages.emplace_back();
    page.url = rows.text(0);
    page.fetched_at = rows.text(1);
    page.content_type = rows.text(2);
    page.title = rows.text(3);
    page.error = rows.text(4);
    page.status = static_cast<int>(rows.integer(5));
    page.elapsed_ms = static_cast<int>(rows.integer(6));
    page.size = rows.integer(7);
  }
  return pages;
}

std::vector<ShapeRecord> Reader::held_shapes(std::int64_t crawl_id) {
  constexpr std::int64_t kShapes = 7;
  if (connection_.integer("PRAGMA user_version") < kShapes) return {};
  std::vector<ShapeRecord> shapes = read_shapes(connection_, crawl_id, kAllShapes);
  std::erase_if(shapes, [](const ShapeRecord& shape) { return shape.state != ShapeState::held; });
  return shapes;
}

std::vector<EventRecord> Reader::recent_events(int limit) {
  std::vector<EventRecord> events;
  Statement select(connection_, "SELECT at, level, kind, message FROM events ORDER BY id DESC LIMIT ?");
  Rows rows = select.rows(limit);
  while (rows.next()) events.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
  return events;
}

}  // namespace trawl::storage
