#include "storage/tables/lease_book.hpp"

#include <map>
#include <utility>

#include "fetch/text/time.hpp"

namespace trawl::storage {
namespace {

/// A condition and an order follow. Each part is a range of the index urls_pending, whatever the queue holds.
constexpr const char* kPending = R"sql(
SELECT id, url, depth, attempts, kind, redirects, kills, label, request, paging,
       (julianday(discovered_at) - 2440587.5) * 86400
FROM urls WHERE state = 'pending' AND host_id = ?1 AND )sql";

constexpr const char* kRetries = "due_at > 0 AND due_at <= ?2 AND kills = 0 ORDER BY due_at LIMIT ?3";
constexpr const char* kFresh = "due_at = 0 ORDER BY priority DESC, id LIMIT ?2";
constexpr const char* kKilled = "due_at > 0 AND due_at <= ?2 AND kills > 0 ORDER BY due_at LIMIT ?3";

/// What has no content in the file has to be asked for: there is nothing to read its links from.
constexpr const char* kKnownPage = R"sql(
SELECT id, status, iif(status IN (200, 304), etag, NULL), iif(status IN (200, 304), last_modified, NULL), headers,
       crawl_id <> ?2 AND fetched_at >= ?3 AND (status BETWEEN 1 AND 407 OR status BETWEEN 409 AND 428
                                                OR status BETWEEN 430 AND 499)
FROM pages
WHERE id = (SELECT max(id) FROM pages WHERE url_id = ?1) AND error IS NULL AND truncated = 0
  AND (body_id IS NOT NULL OR status BETWEEN 300 AND 499 AND status <> 304))sql";

/// A time that no page has.
constexpr const char* kNever = "9";

/// Seconds. A day is the longest that a server is heeded.
constexpr EpochSeconds kLongestPause = 2 * 86'400;

/// A URL that was in flight at so many kills may well be the reason for them.
constexpr int kMostKills = 3;

}  // namespace

LeaseBook::LeaseBook(Connection& connection, Counters& counters)
    : connection_(connection),
      counters_(counters),
      retries_(connection, std::string(kPending) + kRetries),
      fresh_(connection, std::string(kPending) + kFresh),
      killed_(connection, std::string(kPending) + kKilled),
      set_leased_(connection, "UPDATE urls SET state = 'leased' WHERE id = ?"),
      earliest_(connection,
                "SELECT due_at FROM urls WHERE state = 'pending' AND host_id = ? ORDER BY due_at LIMIT 1"),
      earliest_retry_(
          connection,
          "SELECT due_at FROM urls WHERE state = 'pending' AND host_id = ? AND due_at > 0 AND kills "
          "= 0 ORDER BY due_at LIMIT 1"),
      skip_(connection,
            "UPDATE urls SET state = 'skipped', skip_reason = ? WHERE state = 'pending' AND host_id = ?"),
      known_(connection, kKnownPage) {}

LeaseResult LeaseBook::take(const LeaseRequest& request, std::int64_t crawl_id, EpochSeconds now) {
  const std::string fresh_since = request.fresh_since ? text::iso_time(*request.fresh_since) : kNever;
  LeaseResult result;
  const auto room = [&] { return request.limit - static_cast<int>(result.leases.size()); };
  add_leases(retries_.rows(request.host_id, now, request.limit), request.host_id, result);
  for (Lease& lease : result.leases) lease.is_retry = true;
  if (room() > 0) add_leases(fresh_.rows(request.host_id, room()), request.host_id, result);
  if (room() > 0) add_leases(killed_.rows(request.host_id, now, room()), request.host_id, result);
  for (auto& lease : result.leases) {
    set_leased_.run(lease.url_id);
    lease.known = known_page(lease.url_id, crawl_id, fresh_since);
  }
  if (!result.leases.empty())
    counters_.moved(request.host_id, UrlState::pending, UrlState::leased,
                    static_cast<std::int64_t>(result.leases.size()));
  Rows left = earliest_.rows(request.host_id);
  if (!left.next()) return result;
  result.pending_left = 1;
  result.earliest_due = left.real(0);
  Rows retry = earliest_retry_.rows(request.host_id);
  if (retry.next()) result.earliest_retry = retry.real(0);
  return result;
}

void LeaseBook::add_leases(Rows rows, std::int64_t host_id, LeaseResult& result) {
  while (rows.next()) {
    Lease lease;
    lease.url_id = rows.integer(0);
    lease.host_id = host_id;
    lease.url = rows.text(1);
    lease.depth = static_cast<int>(rows.integer(2));
    lease.attempts = static_cast<int>(rows.integer(3));
    lease.kind = url_kind_named(rows.text(4));
    lease.redirects = static_cast<int>(rows.integer(5));
    lease.kills = static_cast<int>(rows.integer(6));
    lease.label = rows.text(7);
    lease.request = rows.text(8);
    lease.paging = rows.text(9);
    lease.found_at = rows.real(10);
    result.leases.push_back(std::move(lease));
  }
}

std::optional<KnownPage> LeaseBook::known_page(std::int64_t url_id, std::int64_t crawl_id,
                                               const std::string& fresh_since) {
  Rows rows = known_.rows(url_id, crawl_id, fresh_since);
  if (!rows.next()) return std::nullopt;
  KnownPage page;
  page.id = rows.integer(0);
  page.status = static_cast<int>(rows.integer(1));
  page.etag = rows.text(2);
  page.last_modified = rows.text(3);
  page.headers = rows.text(4);
  page.is_fresh = rows.integer(5) != 0;
  return page;
}

std::vector<std::string> LeaseBook::release_killed(const std::vector<std::int64_t>& url_ids,
                                                   EpochSeconds now) {
  const std::string reason(name_of(SkipReason::in_flight_at_kills));
  std::vector<std::string> skipped;
  Statement find(connection_,
                 "SELECT host_id, kills + 1, url, crawl_id FROM urls WHERE id = ? AND state = 'leased'");
  Statement settle(connection_,
                   "UPDATE urls SET state = ?, skip_reason = ?, kills = ?, due_at = ? WHERE id = ?");
  for (const std::int64_t id : url_ids) {
    std::int64_t host_id = 0, kills = 0, crawl_id = 0;
    std::string url;
    {
      Rows rows = find.rows(id);
      if (!rows.next()) continue;
      host_id = rows.integer(0);
      kills = rows.integer(1);
      url = rows.text(2);
      crawl_id = rows.integer(3);
    }
    const bool is_over = kills >= kMostKills;
    const UrlState state = is_over ? UrlState::skipped : UrlState::pending;
    settle.run(name_of(state), is_over ? reason : "", kills, now, id);
    counters_.moved(host_id, UrlState::leased, state);
    if (is_over) counters_.skipped(crawl_id, reason, 1);
    if (is_over) skipped.push_back(std::move(url));
  }
  return skipped;
}

void LeaseBook::release_all(EpochSeconds now) {
  {
    Statement leased(connection_,
                     "SELECT host_id, count(*) FROM urls WHERE state = 'leased' GROUP BY host_id");
    Rows rows = leased.rows();
    while (rows.next())
      counters_.moved(rows.integer(0), UrlState::leased, UrlState::pending, rows.integer(1));
  }
  Statement(connection_, "UPDATE urls SET state = 'pending' WHERE state = 'leased'").run();
  Statement(connection_, R"sql(
    UPDATE urls SET due_at = 0
    WHERE state = 'pending' AND host_id IN (SELECT id FROM hosts WHERE pending > 0)
      AND (due_at < 0 OR due_at > ?))sql")
      .run(now + kLongestPause);
}

void LeaseBook::park_others(std::int64_t crawl_id) {
  const std::string reason(name_of(SkipReason::another_crawl));
  // What is held for its shape in another crawl waits there, too: that crawl holds it again.
  const auto move = [&](UrlState before, UrlState after, const char* select, const char* update) {
    {
      Statement moving(connection_, select);
      Rows rows = moving.rows(crawl_id, reason);
      while (rows.next()) {
        counters_.moved(rows.integer(0), before, after, rows.integer(1));
        counters_.skipped(rows.integer(2), reason,
                          after == UrlState::skipped ? rows.integer(1) : -rows.integer(1));
      }
    }
    Statement(connection_, update).run(crawl_id, reason);
  };
  move(UrlState::pending, UrlState::skipped, R"sql(
SELECT host_id, count(*), crawl_id FROM urls WHERE state = 'pending' AND crawl_id <> ?1 AND ?2 = ?2 GROUP BY 1, 3)sql",
       R"sql(
UPDATE urls SET state = 'skipped', skip_reason = ?2 WHERE state = 'pending' AND crawl_id <> ?1)sql");
  move(UrlState::held, UrlState::skipped, R"sql(
SELECT host_id, count(*), crawl_id FROM urls WHERE state = 'held' AND crawl_id <> ?1 AND ?2 = ?2 GROUP BY 1, 3)sql",
       R"sql(
UPDATE urls SET state = 'skipped', skip_reason = ?2 WHERE state = 'held' AND crawl_id <> ?1)sql");
  move(UrlState::skipped, UrlState::pending, R"sql(
SELECT host_id, count(*), crawl_id FROM urls
WHERE state = 'skipped' AND skip_reason = ?2 AND crawl_id = ?1 GROUP BY 1, 3)sql",
       R"sql(
UPDATE urls SET state = 'pending', skip_reason = NULL
WHERE state = 'skipped' AND skip_reason = ?2 AND crawl_id = ?1)sql");
}

std::int64_t LeaseBook::skip_pending(std::int64_t host_id, const Skip& skip, std::int64_t crawl_id) {
  const std::string reason = skip.text();
  const std::int64_t skipped = skip_.run(reason, host_id);
  if (skipped == 0) return skipped;
  counters_.moved(host_id, UrlState::pending, UrlState::skipped, skipped);
  counters_.skipped(crawl_id, reason, skipped);
  return skipped;
}

void LeaseBook::give_back(std::span<const std::int64_t> url_ids) {
  Statement update(connection_,
                   "UPDATE urls SET state = 'pending' WHERE id = ? AND state = 'leased' RETURNING host_id");
  std::map<std::int64_t, std::int64_t> hosts;
  for (const std::int64_t id : url_ids) {
    Rows rows = update.rows(id);
    while (rows.next()) ++hosts[rows.integer(0)];
  }
  for (const auto& [host_id, urls] : hosts)
    counters_.moved(host_id, UrlState::leased, UrlState::pending, urls);
}

AddedPending LeaseBook::waiting(std::int64_t host_id) {
  AddedPending waiting;
  waiting.host_id = host_id;
  Statement host(connection_, "SELECT name, pending FROM hosts WHERE id = ?");
  Rows rows = host.rows(host_id);
  if (!rows.next()) return waiting;
  waiting.host = rows.text(0);
  waiting.count = rows.integer(1);
  Rows due = earliest_.rows(host_id);
  if (due.next()) waiting.earliest_due = due.real(0);
  Rows retry = earliest_retry_.rows(host_id);
  if (retry.next()) waiting.earliest_retry = retry.real(0);
  return waiting;
}

}  // namespace trawl::storage
