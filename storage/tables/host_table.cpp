#include "storage/tables/host_table.hpp"

#include <fmt/format.h>

namespace trawl::storage {
namespace {

/// Of each pair the first parameter says whether to set the column, the second is its value.
constexpr const char* kUpdate = R"sql(
UPDATE hosts
SET ip = iif(?, ?, ip), robots_status = iif(?, ?, robots_status), robots_txt = iif(?, ?, robots_txt),
    delay_source = iif(?, ?, delay_source), wait_reason = iif(?, ?, wait_reason),
    robots_fetched_at = iif(?, ?, robots_fetched_at), next_allowed_at = iif(?, ?, next_allowed_at),
    crawl_delay = iif(?, ?, crawl_delay), current_delay = iif(?, ?, current_delay)
WHERE id = ?)sql";

/// A condition follows.
constexpr const char* kSelect = R"sql(
SELECT id, name, robots_status, robots_txt, delay_source, robots_fetched_at, next_allowed_at, crawl_delay,
       current_delay, pages, errors, bytes, pending, wait_reason,
       (SELECT min(due_at) FROM urls WHERE host_id = hosts.id AND state = 'pending'),
       (SELECT count(*) FROM urls WHERE host_id = hosts.id AND state = 'leased'),
       pages > 0 OR next_allowed_at >= (
         SELECT (julianday(started_at) - 2440587.5) * 86400 - 0.001 FROM crawls
         ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1),
       own_delay
FROM hosts WHERE )sql";

constexpr const char* kNeeded = R"sql(
pending > 0 OR id IN (SELECT id FROM hosts WHERE pages > 0 ORDER BY pages DESC LIMIT ?) ORDER BY id)sql";

/// As in the view `numbers`.
constexpr const char* kCount = R"sql(
UPDATE hosts SET pages = f.pages, errors = f.errors, bytes = f.bytes
FROM (SELECT u.host_id, sum(u.kind NOT IN ('sitemap', 'guessed_sitemap')) AS pages,
             sum(p.error IS NOT NULL OR p.status >= 400) AS errors,
             sum(iif(p.status = 304, 0, p.size)) AS bytes
      FROM pages AS p JOIN urls AS u ON u.id = p.url_id WHERE p.crawl_id = ? GROUP BY 1) AS f
WHERE hosts.id = f.host_id)sql";

HostRecord host_record(const Rows& rows) {
  HostRecord host;
  host.id = rows.integer(0);
  host.name = rows.text(1);
  host.robots_status = rows.text(2);
  host.robots_txt = rows.text(3);
  host.delay_source = rows.text(4);
  host.robots_fetched_at = rows.real(5);
  host.next_allowed_at = rows.real(6);
  host.crawl_delay = rows.real_if_any(7);
  host.current_delay = rows.real_if_any(8);
  host.pages = rows.integer(9);
  host.errors = rows.integer(10);
  host.bytes = rows.integer(11);
  host.pending = rows.integer(12);
  host.wait_reason = rows.text(13);
  host.earliest_due = rows.real(14);
  host.queued = host.pending + rows.integer(15);
  host.was_asked = rows.integer(16) != 0;
  host.own_delay = rows.real_if_any(17);
  return host;
}

}  // namespace

HostTable::HostTable(Connection& connection)
    : connection_(connection),
      update_(connection, kUpdate),
      robots_(connection, "SELECT name, robots_status, robots_txt FROM hosts WHERE id = ?"),
      name_(connection, "SELECT name FROM hosts WHERE id = ?"),
      find_(connection, std::string(kSelect) + "id = ?"),
      needed_(connection, std::string(kSelect) + kNeeded) {}

void HostTable::update(const HostUpdate& update) {
  const auto set = [](const auto& value) { return value.has_value(); };
  update_.run(set(update.ip), update.ip, set(update.robots_status), update.robots_status,
              set(update.robots_txt), update.robots_txt, set(update.delay_source), update.delay_source,
              set(update.wait_reason), update.wait_reason, set(update.robots_fetched_at),
              update.robots_fetched_at, set(update.next_allowed_at), update.next_allowed_at,
              set(update.crawl_delay), update.crawl_delay, set(update.current_delay), update.current_delay,
              update.host_id);
}

std::optional<std::string> HostTable::robots_change(const HostUpdate& update) {
  Rows rows = robots_.rows(update.host_id);
  if (!rows.next() || rows.is_null(1)) return std::nullopt;
  const std::string before = rows.text(1), &now = *update.robots_status;
  const std::string name = rows.text(0) + "/robots.txt";
  if (before != now) return fmt::format("{} was '{}' before, and is '{}' now", name, before, now);
  const std::string body = update.robots_txt.value_or("");
  if (now != "ok" || body == rows.text(2)) return std::nullopt;
  return fmt::format("{} says something else than before: it has {} bytes now", name, body.size());
}

void HostTable::begin_counts(std::int64_t crawl_id) {
  Statement(connection_, "UPDATE hosts SET pages = 0, errors = 0, bytes = 0 WHERE pages + errors + bytes > 0")
      .run();
  Statement(connection_, kCount).run(crawl_id);
}

std::string HostTable::name(std::int64_t host_id) {
  Rows rows = name_.rows(host_id);
  rows.next();
  return rows.text(0);
}

std::optional<HostRecord> HostTable::find(std::int64_t host_id) {
  Rows rows = find_.rows(host_id);
  if (!rows.next()) return std::nullopt;
  return host_record(rows);
}

std::vector<HostRecord> HostTable::needed(int busiest) {
  std::vector<HostRecord> hosts;
  Rows rows = needed_.rows(busiest);
  while (rows.next()) hosts.push_back(host_record(rows));
  return hosts;
}

}  // namespace trawl::storage
