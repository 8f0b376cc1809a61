#include "storage/tables/url_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace trawl::storage {
namespace {

constexpr const char* kInsertUrl = R"sql(
INSERT INTO urls(url, host_id, state, skip_reason, depth, priority, redirects, via_id, via_kind, discovered_at, kind)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING)sql";

constexpr const char* kState = R"sql(
SELECT state, host_id, skip_reason, kind, priority,
       EXISTS (SELECT 1 FROM pages WHERE url_id = urls.id AND crawl_id = ?)
FROM urls WHERE id = ?)sql";

constexpr const char* kRevive = R"sql(
UPDATE urls
SET state = 'pending', skip_reason = NULL, due_at = 0, attempts = 0, depth = min(depth, ?), kind = ?, priority = ?
WHERE id = ?)sql";

constexpr std::size_t kUrlGeneration = 699'000;  // what a table of 2^20 slots holds
constexpr std::size_t kHostGeneration = 20'000;

/// Whether the URL is fetched if another link leads to it.
bool is_about_the_finding(SkipReason reason) {
  return reason == SkipReason::none || decided_by(reason) == SkippedBy::finder;
}

bool may_be_found_again(SkipReason reason, bool as_seed) {
  if (is_about_the_finding(reason)) return true;
  return as_seed && decided_by(reason) != SkippedBy::crash;
}

}  // namespace

UrlTable::UrlTable(Connection& connection, Counters& counters)
    : connection_(connection),
      counters_(counters),
      insert_url_(connection, kInsertUrl),
      select_url_(connection, "SELECT id FROM urls WHERE url = ?"),
      insert_host_(connection, "INSERT INTO hosts(name, domain) VALUES (?, ?) ON CONFLICT DO NOTHING"),
      select_host_(connection, "SELECT id FROM hosts WHERE name = ?"),
      known_state_(connection, kState),
      revive_(connection, kRevive),
      url_of_(connection, "SELECT url FROM urls WHERE id = ?"),
      urls_(kUrlGeneration),
      hosts_(kHostGeneration) {}

UrlTable::Entry UrlTable::add(const NewUrl& url, const Hash128& key, std::optional<std::int64_t> via_id,
                              std::int64_t crawl_id, const std::string& discovered_at) {
  const bool is_pending = url.state == UrlState::pending;
  const bool is_seed = is_pending && url.via_kind == ViaKind::seed;
  if (const auto known = urls_.find(key); known && !is_seed && !(is_pending && *known < 0))
    return {.id = std::abs(*known)};
  const HostEntry host_entry = host(url);
  const std::string reason = url.skip.text();
  Entry entry{.host_id = host_entry.id, .new_host = host_entry.is_new};
  if (insert_url_.run(url.url, host_entry.id, name_of(url.state), reason, url.depth, url.priority,
                      url.redirects, via_id, name_of(url.via_kind), discovered_at, name_of(url.kind)) > 0) {
    entry.id = connection_.last_insert_id();
    entry.change = Change::added;
    counters_.moved(host_entry.id, std::nullopt, url.state, "", reason);
  } else {
    entry.id = existing(select_url_, url.url);
    if (is_pending) entry = revive_if_over(url, entry.id, crawl_id);
  }
  urls_.remember(key, is_pending ? entry.id : -entry.id);
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

UrlTable::Entry UrlTable::revive_if_over(const NewUrl& url, std::int64_t id, std::int64_t crawl_id) {
  Entry entry{.id = id};
  UrlState state;
  std::string reason;
  UrlKind kind;
  int priority;
  bool fetched_now;
  {
    Rows rows = known_state_.rows(crawl_id, id);
    rows.next();
    state = url_state_named(rows.text(0));
    entry.host_id = rows.integer(1);
    reason = rows.text(2);
    kind = url_kind_named(rows.text(3));
    priority = static_cast<int>(rows.integer(4));
    fetched_now = rows.integer(5) != 0;
  }
  const SkipReason skipped_for = parse_skip(reason).value_or(Skip()).reason;
  const bool is_seed = url.via_kind == ViaKind::seed;
  const bool ended_before = is_seed && !fetched_now && (state == UrlState::failed || state == UrlState::done);
  const bool skipped = state == UrlState::skipped && may_be_found_again(skipped_for, is_seed);
  if (!ended_before && !skipped) return entry;
  // A wrong guess says nothing about the URL. Otherwise, once found as a sitemap, it stays one.
  const bool was_wrong = skipped_for == SkipReason::no_sitemap;
  revive_.run(url.depth, name_of(was_wrong ? url.kind : std::max(kind, url.kind)),
              was_wrong ? url.priority : std::max(priority, url.priority), id);
  counters_.moved(entry.host_id, state, UrlState::pending, reason, "");
  entry.change = Change::revived;
  return entry;
}

std::int64_t UrlTable::existing(Statement& select, std::string_view name) {
  Rows rows = select.rows(name);
  rows.next();
  return rows.integer(0);
}

void UrlTable::skipped(std::int64_t id, SkipReason reason) {
  if (!is_about_the_finding(reason)) return;
  Rows rows = url_of_.rows(id);
  if (rows.next()) urls_.remember(urls_.key_of(rows.text(0)), -id);
}

void UrlTable::forget() {
  urls_.clear();
  hosts_.clear();
}

}  // namespace trawl::storage
