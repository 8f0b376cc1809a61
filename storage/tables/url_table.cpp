#include "storage/tables/url_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace trawl::storage {
namespace {

constexpr const char* kInsertUrl = R"sql(
INSERT INTO urls(url, own_key, host_id, state, skip_reason, depth, priority, redirects, via_id, via_kind,
                 discovered_at, kind, crawl_id, label, request, paging)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING)sql";

constexpr const char* kKnown = R"sql(
SELECT id, host_id, state, skip_reason, kind, priority, crawl_id, hop_cookies FROM urls WHERE id = ?)sql";

constexpr const char* kReach = R"sql(
UPDATE urls
SET url = ?, own_key = ?, state = ?, skip_reason = ?, depth = ?, priority = ?, redirects = ?, via_id = ?, via_kind = ?,
    kind = ?, crawl_id = ?, label = ?, request = ?, paging = ?, due_at = 0, attempts = 0, kills = 0, hop_cookies = NULL
WHERE id = ?)sql";

constexpr const char* kRevive = R"sql(
UPDATE urls
SET state = 'pending', skip_reason = NULL, due_at = 0, attempts = 0, hop_cookies = NULL, depth = min(depth, ?),
    redirects = ?, kind = ?, priority = ?, label = ifnull(?, label), request = ifnull(?, request),
    paging = ifnull(?, paging)
WHERE id = ?)sql";

/// Whether the newest answer of a URL may be read for links: a redirect, a text, or what says not what it is.
constexpr const char* kAnswer = R"sql(
SELECT status_class = 3 OR status_class = 2 AND (content_type IS NULL OR content_type LIKE 'text/%' AND content_type <> 'text/css'
                                                 OR content_type LIKE '%xml' AND content_type <> 'image/svg+xml')
FROM pages WHERE url_id = ? AND crawl_id = ? ORDER BY id DESC LIMIT 1)sql";

/// How often one crawl asks for a URL again because cookies have changed.
constexpr std::int64_t kMostGates = 10;

constexpr std::size_t kUrlGeneration = 699'000;  // what a table of 2^20 slots holds
constexpr std::size_t kHostGeneration = 20'000;

/// Whether the URL is fetched if another link leads to it.
bool is_about_the_finding(SkipReason reason) {
  return reason == SkipReason::none || decided_by(reason) == SkippedBy::finder;
}

bool may_be_found_again(SkipReason reason, bool as_seed) {
  if (is_about_the_finding(reason)) return true;
  const SkippedBy by = decided_by(reason);
  return as_seed && by != SkippedBy::crash && by != SkippedBy::order;
}

}  // namespace

/// A row of `urls` that was there already.
struct UrlTable::Known {
  std::int64_t id = 0, host_id = 0;
  UrlState state = UrlState::done;
  std::string reason;
  UrlKind kind = UrlKind::page;
  int priority = 0;
  std::int64_t crawl_id = 0;
  std::optional<std::int64_t> hop_cookies;
};

UrlTable::UrlTable(Connection& connection, Counters& counters)
    : connection_(connection),
      counters_(counters),
      insert_url_(connection, kInsertUrl),
      select_url_(connection, "SELECT id FROM urls WHERE key = ?"),
      insert_host_(connection, "INSERT INTO hosts(name, domain) VALUES (?, ?) ON CONFLICT DO NOTHING"),
      select_host_(connection, "SELECT id FROM hosts WHERE name = ?"),
      known_(connection, kKnown),
      reach_(connection, kReach),
      revive_(connection, kRevive),
      times_asked_(connection, "SELECT count(*) FROM pages WHERE url_id = ? AND crawl_id = ?"),
      key_of_(connection, "SELECT key FROM urls WHERE id = ?"),
      answer_(connection, kAnswer),
      urls_(kUrlGeneration),
      hosts_(kHostGeneration) {}

UrlTable::Entry UrlTable::add(const NewUrl& url, const Hash128& key, std::optional<std::int64_t> via_id,
                              std::int64_t crawl_id, const std::string& discovered_at) {
  const bool is_pending = url.state == UrlState::pending;
  const bool is_seed = is_pending && url.via_kind == ViaKind::seed;
  const bool may_be_gate = is_pending && url.cookies.has_value();
  if (const auto known = urls_.find(key); known && !is_seed && !may_be_gate && !(is_pending && *known < 0))
    return {.id = std::abs(*known)};
  const HostEntry host_entry = host(url);
  const std::string reason = url.skip.text();
  Entry entry{.host_id = host_entry.id, .new_host = host_entry.is_new};
  if (insert_url_.run(url.url, url.own_key, host_entry.id, name_of(url.state), reason, url.depth,
                      url.priority, url.redirects, via_id, name_of(url.via_kind), discovered_at,
                      name_of(url.kind), crawl_id, url.label, url.request, url.paging) > 0) {
    entry.id = connection_.last_insert_id();
    entry.change = Change::added;
    counters_.moved(host_entry.id, std::nullopt, url.state);
    if (url.state == UrlState::skipped) counters_.skipped(crawl_id, reason, 1);
  } else {
    entry = found_again(url, existing(select_url_, url.key()), via_id, crawl_id);
  }
  const bool is_settled = is_pending && !is_part(url.kind);
  urls_.remember(key, is_settled ? entry.id : -entry.id);
  return entry;
}

UrlTable::HostEntry UrlTable::host(const NewUrl& url) {
  const Hash128 key = hosts_.key_of(url.host());
  if (const auto known = hosts_.find(key)) return {.id = *known};
  HostEntry entry;
  entry.is_new = insert_host_.run(url.host(), url.domain) > 0;
  if (entry.is_new) counters_.host_added();
  entry.id = entry.is_new ? connection_.last_insert_id() : existing(select_host_, url.host());
  hosts_.remember(key, entry.id);
  return entry;
}

UrlTable::Known UrlTable::known(std::int64_t id) {
  Rows rows = known_.rows(id);
  rows.next();
  Known row;
  row.id = rows.integer(0);
  row.host_id = rows.integer(1);
  row.state = url_state_named(rows.text(2));
  row.reason = rows.text(3);
  row.kind = url_kind_named(rows.text(4));
  row.priority = static_cast<int>(rows.integer(5));
  row.crawl_id = rows.integer(6);
  if (!rows.is_null(7)) row.hop_cookies = rows.integer(7);
  return row;
}

UrlTable::Entry UrlTable::found_again(const NewUrl& url, std::int64_t id, std::optional<std::int64_t> via_id,
                                      std::int64_t crawl_id) {
  const Known row = known(id);
  if (row.crawl_id != crawl_id) return reached_anew(url, row, via_id, crawl_id);
  if (url.state == UrlState::pending) return revive_if_over(url, row, crawl_id);
  return {.id = id};
}

/// What an earlier crawl has said of the URL holds no more. But a page that this one does not ask for stays
/// what it is.
UrlTable::Entry UrlTable::reached_anew(const NewUrl& url, const Known& row,
                                       std::optional<std::int64_t> via_id, std::int64_t crawl_id) {
  Entry entry{.id = row.id};
  if (url.state != UrlState::pending && row.state != UrlState::skipped) return entry;
  const std::string reason = url.skip.text();
  reach_.run(url.url, url.own_key, name_of(url.state), reason, url.depth, url.priority, url.redirects,
             via_id == row.id ? std::nullopt : via_id, name_of(url.via_kind), name_of(url.kind), crawl_id,
             url.label, url.request, url.paging, row.id);
  counters_.moved(row.host_id, row.state, url.state);
  if (row.state == UrlState::skipped) counters_.skipped(row.crawl_id, row.reason, -1);
  if (url.state == UrlState::skipped) counters_.skipped(crawl_id, reason, 1);
  entry.host_id = row.host_id;
  entry.change = Change::revived;
  return entry;
}

UrlTable::Entry UrlTable::revive_if_over(const NewUrl& url, const Known& row, std::int64_t crawl_id) {
  Entry entry{.id = row.id};
  const SkipReason skipped_for = parse_skip(row.reason).value_or(Skip()).reason;
  const bool is_seed = url.via_kind == ViaKind::seed;
  const bool skipped = (row.state == UrlState::skipped && may_be_found_again(skipped_for, is_seed)) ||
                       (row.state == UrlState::held && is_seed);
  if (!skipped && !is_page_after_all(url, row, crawl_id) && !is_gate(url, row, crawl_id)) return entry;
  // A wrong guess says nothing about the URL. Otherwise, once found as a sitemap, it stays one.
  const bool was_wrong = skipped_for == SkipReason::no_sitemap;
  const bool is_chosen_now = skipped_for == SkipReason::not_chosen;
  const int priority = was_wrong || is_chosen_now ? url.priority : std::max(row.priority, url.priority);
  revive_.run(url.depth, url.redirects, name_of(was_wrong ? url.kind : std::max(row.kind, url.kind)),
              priority, url.label, url.request, url.paging, row.id);
  if (row.state == UrlState::pending) return entry;
  counters_.moved(row.host_id, row.state, UrlState::pending);
  if (row.state == UrlState::skipped) counters_.skipped(row.crawl_id, row.reason, -1);
  entry.host_id = row.host_id;
  entry.change = Change::revived;
  return entry;
}

/// Whether what was only checked, as part of a page, is now found as a page. What is in flight stays a check,
/// and so does what has answered that there is nothing to read: it is asked once.
bool UrlTable::is_page_after_all(const NewUrl& url, const Known& row, std::int64_t crawl_id) {
  if (!is_part(row.kind) || url.kind <= row.kind) return false;
  if (row.state == UrlState::pending) return true;
  if (row.kind != UrlKind::asset || is_only_checked(url.kind) || row.state != UrlState::done) return false;
  Rows rows = answer_.rows(row.id, crawl_id);
  return !rows.next() || rows.integer(0) != 0;
}

/// Whether a redirect leads back to a URL that was a redirect itself, and would now be asked with other
/// cookies. A server that changes them each time comes to an end.
bool UrlTable::is_gate(const NewUrl& url, const Known& row, std::int64_t crawl_id) {
  if (row.state != UrlState::done || !url.cookies || !row.hop_cookies || *url.cookies == *row.hop_cookies)
    return false;
  Rows rows = times_asked_.rows(row.id, crawl_id);
  return rows.next() && rows.integer(0) < kMostGates;
}

std::int64_t UrlTable::existing(Statement& select, std::string_view name) {
  Rows rows = select.rows(name);
  rows.next();
  return rows.integer(0);
}

void UrlTable::skipped(std::int64_t id, SkipReason reason) {
  if (!is_about_the_finding(reason)) return;
  Rows rows = key_of_.rows(id);
  if (rows.next()) urls_.remember(urls_.key_of(rows.text(0)), -id);
}

void UrlTable::forget() {
  urls_.clear();
  hosts_.clear();
}

}  // namespace trawl::storage
