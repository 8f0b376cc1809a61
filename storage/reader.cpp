#include "storage/reader.hpp"

#include <utility>

#include "storage/file/database.hpp"
#include "storage/tables/counters.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kNewestCrawl = R"sql(
SELECT id, name, started_at, finished_at, status, exit_reason, config, stats, trawl_version
FROM crawls ORDER BY id DESC LIMIT 1)sql";

constexpr const char* kCounters = R"sql(
SELECT name, sum(value) AS total FROM counters
WHERE kind = ?1 AND crawl_id = ifnull(?2, crawl_id)
GROUP BY name HAVING total <> 0
ORDER BY total DESC LIMIT 100)sql";

constexpr const char* kHosts = R"sql(
SELECT id, name, robots_status, delay_source, wait_reason, current_delay, next_allowed_at, pages, errors, bytes, pending
FROM hosts ORDER BY pages DESC LIMIT ?)sql";

constexpr const char* kRecentPages = R"sql(
SELECT id, url, fetched_at, content_type, title, error, status, elapsed_ms, size
FROM pages ORDER BY id DESC LIMIT ?)sql";

}  // namespace

Reader::Reader(const std::filesystem::path& file) : connection_(open_for_reading(file)) {}

std::optional<CrawlSummary> Reader::newest_crawl() {
  CrawlSummary crawl;
  {
    Statement select(connection_, kNewestCrawl);
    Rows rows = select.rows();
    if (!rows.next()) return std::nullopt;
    crawl.id = rows.integer(0);
    crawl.name = rows.text(1);
    crawl.started_at = rows.text(2);
    crawl.finished_at = rows.text(3);
    crawl.status = rows.text(4);
    crawl.exit_reason = rows.text(5);
    crawl.config = rows.text(6);
    crawl.stats = rows.text(7);
    crawl.trawl_version = rows.text(8);
  }
  crawl.totals = crawl_totals(connection_, crawl.id);
  crawl.url_states = counters("url state", std::nullopt);
  crawl.skip_reasons = counters("skip reason", std::nullopt);
  crawl.status_classes = counters("status class", crawl.id);
  crawl.errors = counters("error", crawl.id);
  return crawl;
}

std::map<std::string, std::int64_t> Reader::counters(const std::string& kind,
                                                     std::optional<std::int64_t> crawl_id) {
  std::map<std::string, std::int64_t> values;
  Statement select(connection_, kCounters);
  Rows rows = select.rows(kind, crawl_id);
  while (rows.next()) values[rows.text(0)] = rows.integer(1);
  return values;
}

std::vector<HostSummary> Reader::hosts(int limit) {
  std::vector<HostSummary> hosts;
  Statement select(connection_, kHosts);
  Rows rows = select.rows(limit);
  while (rows.next()) {
    HostSummary host;
    host.id = rows.integer(0);
    host.name = rows.text(1);
    host.robots_status = rows.text(2);
    host.delay_source = rows.text(3);
    host.wait_reason = rows.text(4);
    host.current_delay = rows.real_if_any(5);
    host.next_allowed_at = rows.real(6);
    host.pages = rows.integer(7);
    host.errors = rows.integer(8);
    host.bytes = rows.integer(9);
    host.pending = rows.integer(10);
    hosts.push_back(std::move(host));
  }
  return hosts;
}

std::vector<PageSummary> Reader::recent_pages(int limit) {
  std::vector<PageSummary> pages;
  Statement select(connection_, kRecentPages);
  Rows rows = select.rows(limit);
  while (rows.next()) {
    PageSummary page;
    page.id = rows.integer(0);
    page.url = rows.text(1);
    page.fetched_at = rows.text(2);
    page.content_type = rows.text(3);
    page.title = rows.text(4);
    page.error = rows.text(5);
    page.status = static_cast<int>(rows.integer(6));
    page.elapsed_ms = static_cast<int>(rows.integer(7));
    page.size = rows.integer(8);
    pages.push_back(std::move(page));
  }
  return pages;
}

std::vector<EventRecord> Reader::recent_events(int limit) {
  std::vector<EventRecord> events;
  Statement select(connection_, "SELECT at, level, kind, message FROM events ORDER BY id DESC LIMIT ?");
  Rows rows = select.rows(limit);
  while (rows.next()) events.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
  return events;
}

}  // namespace trawl::storage
