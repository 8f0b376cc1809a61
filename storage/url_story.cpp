#include "storage/url_story.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/tables/counters.hpp"

namespace trawl::storage {
namespace {

constexpr std::int64_t kOldestSchema = 5;
/// Index entries that are counted for a place in the queue: about 10 ms.
constexpr int kMostCounted = 100'000;

constexpr std::string_view kUrl = R"sql(
SELECT id, host_id, crawl_id, via_id, url, key, state, skip_reason, kind, via_kind, discovered_at, label, depth, priority,
       attempts, redirects, kills, due_at
FROM urls )sql";

constexpr const char* kHost = R"sql(
SELECT id, pages, pending, name, robots_status, robots_txt, delay_source, wait_reason, robots_fetched_at, next_allowed_at,
       current_delay
FROM hosts WHERE name = ?)sql";

constexpr const char* kVisits = R"sql(
SELECT p.id, p.crawl_id, p.size, p.url, p.fetched_at, p.timing, p.error, p.error_detail, p.content_type, p.title,
       target.url, p.canonical, p.robots, p.final_url, p.status, p.elapsed_ms, p.truncated
FROM pages AS p LEFT JOIN urls AS target ON target.id = p.redirect_id
WHERE p.url_id = ? ORDER BY p.id DESC LIMIT ?)sql";

/// A page that a resumed crawl asked again has several rows: the last one up to now has its links.
constexpr const char* kLinksOfPage = R"sql(
SELECT DISTINCT a.kind, a.text, a.rel, a.href, a.nofollow
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN anchors AS a ON a.id = u.value
WHERE p.page_id = ?1 AND a.url_id = ?2 LIMIT ?3)sql";

/// From the lists that are built when a crawl ends.
constexpr const char* kInlinks = R"sql(
SELECT DISTINCT source.url, a.kind, a.text, a.rel, a.href, a.nofollow
FROM anchors AS a CROSS JOIN anchor_pages AS part ON part.anchor_id = a.id CROSS JOIN json_each(part.pages) AS u
  CROSS JOIN pages AS source ON source.id = u.value
WHERE a.url_id = ?1 AND source.url_id <> ?1
  AND source.id = (SELECT max(id) FROM pages WHERE url_id = source.url_id)
LIMIT ?2)sql";

/// The lists are JSON arrays of numbers, none of them empty.
constexpr const char* kInlinkCount = R"sql(
SELECT ifnull(sum(1 + length(part.pages) - length(replace(part.pages, ',', ''))), 0)
FROM anchors AS a CROSS JOIN anchor_pages AS part ON part.anchor_id = a.id WHERE a.url_id = ?)sql";

/// Each part is a range of the index urls_pending. Retries that are due come before fresh URLs.
constexpr const char* kBefore = R"sql(
SELECT count(*) FROM (
  SELECT 1 FROM urls WHERE state = 'pending' AND host_id = ?1 AND due_at = 0 AND priority > ?2
  UNION ALL SELECT 1 FROM urls WHERE state = 'pending' AND host_id = ?1 AND due_at = 0 AND priority = ?2 AND id < ?3
  UNION ALL SELECT 1 FROM urls WHERE state = 'pending' AND host_id = ?1 AND due_at > 0 AND due_at <= ?4
  LIMIT ?5))sql";

KnownUrl known_url(const Rows& rows) {
  KnownUrl url;
  url.id = rows.integer(0);
  url.host_id = rows.integer(1);
  url.crawl_id = rows.integer(2);
  url.via_id = rows.integer(3);
  url.url = rows.text(4);
  url.key = rows.text(5);
  url.state = rows.text(6);
  url.skip_reason = rows.text(7);
  url.kind = rows.text(8);
  url.via_kind = rows.text(9);
  url.discovered_at = rows.text(10);
  url.label = rows.text(11);
  url.depth = static_cast<int>(rows.integer(12));
  url.priority = static_cast<int>(rows.integer(13));
  url.attempts = static_cast<int>(rows.integer(14));
  url.redirects = static_cast<int>(rows.integer(15));
  url.kills = static_cast<int>(rows.integer(16));
  url.due_at = rows.real(17);
  return url;
}

StoredVisit stored_visit(const Rows& rows) {
  StoredVisit visit;
  visit.page_id = rows.integer(0);
  visit.crawl_id = rows.integer(1);
  visit.size = rows.integer(2);
  visit.url = rows.text(3);
  visit.fetched_at = rows.text(4);
  visit.timing = rows.text(5);
  visit.error = rows.text(6);
  visit.error_detail = rows.text(7);
  visit.content_type = rows.text(8);
  visit.title = rows.text(9);
  visit.redirect_url = rows.text(10);
  visit.canonical = rows.text(11);
  visit.robots = rows.text(12);
  visit.final_url = rows.text(13);
  visit.status = static_cast<int>(rows.integer(14));
  visit.elapsed_ms = static_cast<int>(rows.integer(15));
  visit.truncated = rows.integer(16) != 0;
  return visit;
}

Inlink inlink(const Rows& rows, int first) {
  Inlink link;
  link.kind = rows.text(first);
  link.text = rows.text(first + 1);
  link.rel = rows.text(first + 2);
  link.href = rows.text(first + 3);
  link.nofollow = rows.integer(first + 4) != 0;
  return link;
}

std::vector<StoredEvent> events_in(Rows rows) {
  std::vector<StoredEvent> events;
  while (rows.next()) {
    StoredEvent& event = events.emplace_back();
    event.at = rows.text(0);
    event.level = rows.text(1);
    event.kind = rows.text(2);
    event.message = rows.text(3);
  }
  std::reverse(events.begin(), events.end());
  return events;
}

Connection opened(const std::filesystem::path& file) {
  Connection connection = open_for_reading(file);
  const std::int64_t version = connection.integer("PRAGMA user_version");
  if (version < kOldestSchema)
    throw Error(
        ErrorKind::items,
        fmt::format(
            "{}: an older trawl has written it (schema version {}); 'trawl recrawl' brings it up to date",
            file.string(), version));
  return connection;
}

}  // namespace

UrlStories::UrlStories(const std::filesystem::path& file)
    : connection_(opened(file)), moment_(connection_, Transaction::Kind::deferred) {}

std::optional<KnownUrl> UrlStories::with_key(const std::string& key) {
  Statement select(connection_, std::string(kUrl) + "WHERE key = ?");
  Rows rows = select.rows(key);
  if (!rows.next()) return std::nullopt;
  return known_url(rows);
}

std::optional<KnownUrl> UrlStories::with_id(std::int64_t id) {
  Statement select(connection_, std::string(kUrl) + "WHERE id = ?");
  Rows rows = select.rows(id);
  if (!rows.next()) return std::nullopt;
  return known_url(rows);
}

std::optional<KnownHost> UrlStories::host(const std::string& name) {
  Statement select(connection_, kHost);
  Rows rows = select.rows(name);
  if (!rows.next()) return std::nullopt;
  KnownHost host;
  host.id = rows.integer(0);
  host.pages = rows.integer(1);
  host.pending = rows.integer(2);
  host.name = rows.text(3);
  host.robots_status = rows.text(4);
  host.robots_txt = rows.text(5);
  host.delay_source = rows.text(6);
  host.wait_reason = rows.text(7);
  host.robots_fetched_at = rows.real(8);
  host.next_allowed_at = rows.real(9);
  host.current_delay = rows.real(10);
  return host;
}

std::vector<KnownUrl> UrlStories::way_to(const KnownUrl& url, std::size_t most) {
  std::vector<KnownUrl> way;
  std::int64_t id = url.via_id;
  while (id != 0 && id != url.id && way.size() < most) {
    auto before = with_id(id);
    if (!before) break;
    id = before->via_id;
    const bool is_circle =
        std::any_of(way.begin(), way.end(), [&](const KnownUrl& one) { return one.id == before->id; });
    if (is_circle) break;
    way.push_back(std::move(*before));
  }
  std::reverse(way.begin(), way.end());
  return way;
}

std::vector<Inlink> UrlStories::links_on(std::int64_t page_id, std::int64_t url_id, int most) {
  std::vector<Inlink> links;
  Statement select(connection_, kLinksOfPage);
  Rows rows = select.rows(page_id, url_id, most);
  while (rows.next()) links.push_back(inlink(rows, 0));
  return links;
}

std::vector<Inlink> UrlStories::found_by(const KnownUrl& url) {
  constexpr int kMost = 3;
  if (url.via_id == 0) return {};
  Statement pages(connection_, "SELECT id, url FROM pages WHERE url_id = ? ORDER BY id DESC LIMIT 5");
  Rows rows = pages.rows(url.via_id);
  while (rows.next()) {
    auto links = links_on(rows.integer(0), url.id, kMost);
    if (links.empty()) continue;
    for (Inlink& link : links) {
      link.page_url = rows.text(1);
      if (link.kind != "sitemap") continue;
      Statement entry(connection_,
                      "SELECT lastmod FROM sitemap_entries WHERE page_id = ? AND url_id = ? LIMIT 1");
      Rows lastmod = entry.rows(rows.integer(0), url.id);
      if (lastmod.next()) link.lastmod = lastmod.text(0);
    }
    return links;
  }
  return {};
}

bool UrlStories::has_late_index() {
  return connection_.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'anchors_by_target'") > 0;
}

std::vector<Inlink> UrlStories::inlinks(const KnownUrl& url, int most) {
  std::vector<Inlink> links;
  if (!has_late_index()) return links;
  Statement select(connection_, kInlinks);
  Rows rows = select.rows(url.id, most);
  while (rows.next()) {
    links.push_back(inlink(rows, 1));
    links.back().page_url = rows.text(0);
  }
  return links;
}

std::optional<std::int64_t> UrlStories::inlink_count(const KnownUrl& url) {
  if (!has_late_index()) return std::nullopt;
  Statement select(connection_, kInlinkCount);
  Rows rows = select.rows(url.id);
  rows.next();
  return rows.integer(0);
}

std::vector<StoredVisit> UrlStories::visits(const KnownUrl& url, int most) {
  std::vector<StoredVisit> visits;
  Statement select(connection_, kVisits);
  Rows rows = select.rows(url.id, most);
  while (rows.next()) visits.push_back(stored_visit(rows));
  std::reverse(visits.begin(), visits.end());
  return visits;
}

std::int64_t UrlStories::visit_count(const KnownUrl& url) {
  Statement select(connection_, "SELECT count(*) FROM pages WHERE url_id = ?");
  Rows rows = select.rows(url.id);
  return rows.next() ? rows.integer(0) : 0;
}

std::vector<StoredEvent> UrlStories::events(const KnownUrl& url, int most) {
  Statement select(connection_, R"sql(
SELECT at, level, kind, message FROM events WHERE host_id = ? AND url_id = ? ORDER BY id DESC LIMIT ?)sql");
  return events_in(select.rows(url.host_id, url.id, most));
}

std::vector<StoredEvent> UrlStories::events(const KnownHost& host, int most) {
  Statement select(connection_, R"sql(
SELECT at, level, kind, message FROM events WHERE host_id = ? AND url_id IS NULL ORDER BY id DESC LIMIT ?)sql");
  return events_in(select.rows(host.id, most));
}

std::vector<std::string> UrlStories::same_content(const StoredVisit& visit, const KnownUrl& url, int most) {
  std::vector<std::string> urls;
  // The hashes have no index: they count where the crawl has kept no bodies.
  Statement select(connection_, R"sql(
SELECT DISTINCT other.url
FROM (SELECT other.url, other.url_id
      FROM pages AS p CROSS JOIN pages AS other ON other.body_id = p.body_id WHERE p.id = ?1
      UNION ALL
      SELECT other.url, other.url_id
      FROM pages AS p CROSS JOIN pages AS other ON other.content_hash = p.content_hash
      WHERE p.id = ?1 AND p.body_id IS NULL AND p.content_hash IS NOT NULL) AS other
WHERE other.url_id <> ?2 LIMIT ?3)sql");
  Rows rows = select.rows(visit.page_id, url.id, most);
  while (rows.next()) urls.push_back(rows.text(0));
  return urls;
}

std::optional<QueuePlace> UrlStories::place(const KnownUrl& url, EpochSeconds now) {
  if (url.state != "pending" || url.due_at > 0) return std::nullopt;
  QueuePlace place;
  Statement select(connection_, kBefore);
  Rows rows = select.rows(url.host_id, url.priority, url.id, now, kMostCounted);
  if (rows.next()) place.before = rows.integer(0);
  place.is_at_least = place.before == kMostCounted;
  return place;
}

std::vector<KnownUrl> UrlStories::neighbours(const std::string& key, const std::string& origin,
                                             int most_each) {
  std::vector<KnownUrl> urls;
  for (const char* const side :
       {"WHERE key < ? ORDER BY key DESC LIMIT ?", "WHERE key > ? ORDER BY key LIMIT ?"}) {
    Statement select(connection_, std::string(kUrl) + side);
    Rows rows = select.rows(key, most_each);
    while (rows.next()) {
      KnownUrl url = known_url(rows);
      if (url.key.starts_with(origin + "/")) urls.push_back(std::move(url));
    }
  }
  return urls;
}

std::int64_t UrlStories::waiting() {
  const auto states = read_counters(connection_, "url state", std::nullopt);
  const auto count = [&](const char* state) {
    const auto found = states.find(state);
    return found == states.end() ? 0 : found->second;
  };
  return count("pending") + count("leased");
}

}  // namespace trawl::storage
