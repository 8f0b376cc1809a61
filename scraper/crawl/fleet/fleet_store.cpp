#include "scraper/crawl/fleet/fleet_store.hpp"

#include <algorithm>
#include <charconv>

#include "scraper/crawl/fleet/fleet_batch.hpp"
#include "scraper/crawl/fleet/fleet_schema.hpp"

namespace trawl::crawl {

using fetch::PostgresError;
using fetch::SqlArray;
using fetch::SqlRows;
using fetch::SqlStatement;
using fetch::SqlType;
using fetch::SqlValue;

namespace {

double seconds(aio::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::vector<std::int64_t> ids_in(const SqlRows& rows) {
  std::vector<std::int64_t> ids;
  for (std::size_t row = 0; row < rows.size(); ++row) ids.push_back(rows.integer(row, 0));
  return ids;
}

/// The arrays of hosts and of tokens.
std::vector<SqlValue> arrays_of(const FleetStore::Leases& leases) {
  SqlArray ids(SqlType::bigint), tokens(SqlType::bigint);
  for (const auto& [id, token] : leases) {
    ids.add(id);
    tokens.add(token);
  }
  std::vector<SqlValue> arrays;
  arrays.push_back(std::move(ids).value());
  arrays.push_back(std::move(tokens).value());
  return arrays;
}

FleetHost host_in(const SqlRows& rows, std::size_t row) {
  FleetHost host;
  host.id = rows.integer(row, 0);
  host.token = rows.integer(row, 1);
  host.name = rows.text(row, 2);
  host.rest = std::chrono::duration_cast<aio::Duration>(std::chrono::duration<double>(rows.real(row, 3)));
  FleetLedger& ledger = host.ledger;
  ledger.robots_age = rows.real_if_any(row, 4);
  ledger.crawl_delay = rows.real_if_any(row, 5);
  ledger.current_delay = rows.real_if_any(row, 6);
  ledger.pages = rows.integer(row, 7);
  ledger.errors = rows.integer(row, 8);
  ledger.bytes = rows.integer(row, 9);
  ledger.delay_source = rows.text(row, 10);
  ledger.wait_reason = rows.text(row, 11);
  ledger.robots_status = rows.text(row, 12);
  ledger.robots_txt = rows.text(row, 13);
  return host;
}

FleetUrl url_in(const SqlRows& rows, std::size_t row) {
  FleetUrl url;
  url.place = FleetPlace(rows.integer(row, 0), static_cast<int>(rows.integer(row, 1)), rows.integer(row, 2));
  url.depth = static_cast<int>(rows.integer(row, 3));
  url.attempts = static_cast<int>(rows.integer(row, 4));
  url.redirects = static_cast<int>(rows.integer(row, 5));
  url.kind = static_cast<int>(rows.integer(row, 6));
  url.via = bytes_of_uuid(rows.text(row, 7));
  url.url = rows.text(row, 8);
  url.rest = rows.text(row, 9);
  return url;
}

std::vector<std::int64_t> numbers_in(const std::string& text) {
  std::vector<std::int64_t> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    std::int64_t number = 0;
    const auto [after, error] = std::from_chars(at, end, number);
    if (error == std::errc()) numbers.push_back(number);
    at = after + 1;
  }
  return numbers;
}

// The lease moves next_at, or the next claim would walk over all leased hosts.
SqlStatement claiming(int most, std::int64_t worker, const FleetLease& lease) {
  std::vector<SqlValue> values{most, worker, seconds(lease.length)};
  return SqlStatement(R"sql(
WITH due AS MATERIALIZED (
  SELECT id FROM fleet.hosts WHERE has_work AND next_at <= statement_timestamp()
  ORDER BY next_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)
UPDATE fleet.hosts h
SET owner = $2, token = token + 1,
    may_ask_at = CASE WHEN owner IS NULL THEN may_ask_at
      ELSE greatest(may_ask_at, lease_until + coalesce(current_delay, 0) * interval '1 second') END,
    lease_until = statement_timestamp() + $3 * interval '1 second',
    next_at = statement_timestamp() + $3 * interval '1 second'
FROM due WHERE h.id = due.id
RETURNING h.id, token, name, greatest(extract(epoch FROM may_ask_at - clock_timestamp()), 0)::double precision,
  extract(epoch FROM clock_timestamp() - robots_fetched_at)::double precision, crawl_delay, current_delay,
  pages, errors, bytes, delay_source, wait_reason, robots_status, robots_txt)sql",
                      std::move(values));
}

SqlStatement taking(const std::vector<FleetStore::Wanted>& wanted) {
  SqlArray ids(SqlType::bigint), tokens(SqlType::bigint), limits(SqlType::bigint);
  for (const FleetStore::Wanted& want : wanted) {
    ids.add(want.host_id);
    tokens.add(want.token);
    limits.add(std::int64_t{want.most});
  }
  std::vector<SqlValue> values;
  values.push_back(std::move(ids).value());
  values.push_back(std::move(tokens).value());
  values.push_back(std::move(limits).value());
  return SqlStatement(R"sql(
SELECT q.host_id, q.rank, q.id, q.depth, q.attempts, q.redirects, q.kind, q.via, q.url, q.rest
FROM unnest($1, $2, $3) AS w(id, token, most)
JOIN fleet.hosts h ON h.id = w.id AND h.token = w.token
CROSS JOIN LATERAL (
  SELECT * FROM fleet.queue q
  WHERE q.host_id = w.id AND (q.due_at IS NULL OR q.due_at <= statement_timestamp())
  ORDER BY q.host_id, q.rank, q.id LIMIT w.most) q)sql",
                      std::move(values));
}

SqlStatement renewing(const FleetStore::Leases& leases, const FleetLease& lease) {
  std::vector<SqlValue> values = arrays_of(leases);
  values.emplace_back(seconds(lease.length));
  return SqlStatement(R"sql(
WITH mine AS MATERIALIZED (
  SELECT h.id FROM fleet.hosts h JOIN unnest($1, $2) AS o(id, token) ON o.id = h.id AND o.token = h.token
  WHERE h.owner IS NOT NULL ORDER BY h.id FOR NO KEY UPDATE OF h)
UPDATE fleet.hosts h
SET lease_until = statement_timestamp() + $3 * interval '1 second',
    next_at = statement_timestamp() + $3 * interval '1 second'
FROM mine WHERE h.id = mine.id RETURNING h.id)sql",
                      std::move(values));
}

}  // namespace

aio::Coroutine<void> FleetStore::join(std::string name) {
  std::vector<SqlValue> values{std::move(name)};
  SqlStatement statement("INSERT INTO fleet.workers(name) VALUES ($1) RETURNING id", std::move(values));
  const SqlRows rows = co_await session_.execute(std::move(statement));
  worker_ = rows.integer(0, 0);
}

aio::Coroutine<std::vector<std::int64_t>> FleetStore::host_ids(std::vector<std::string> names) {
  SqlArray array(SqlType::text);
  for (const std::string& name : names) array.add(name);
  std::vector<SqlValue> values;
  values.push_back(std::move(array).value());
  const SqlStatement statement(R"sql(
WITH named AS MATERIALIZED (SELECT DISTINCT name FROM unnest($1) AS u(name)),
added AS (INSERT INTO fleet.hosts(name) SELECT name FROM named ORDER BY name ON CONFLICT DO NOTHING RETURNING id, name)
SELECT id, name FROM added UNION ALL SELECT id, name FROM fleet.hosts JOIN named USING (name))sql",
                               std::move(values));
  std::unordered_map<std::string, std::int64_t> found;
  std::vector<std::int64_t> ids;
  while (ids.size() < names.size()) {
    // What another worker adds at this moment is neither added here nor visible yet.
    ids.clear();
    const SqlRows rows = co_await session_.execute(statement);
    for (std::size_t row = 0; row < rows.size(); ++row)
      found.emplace(rows.text(row, 1), rows.integer(row, 0));
    for (const std::string& name : names)
      if (const auto host = found.find(name); host != found.end()) ids.push_back(host->second);
  }
  co_return ids;
}

aio::Coroutine<std::vector<FleetHost>> FleetStore::claim(int most) {
  SqlStatement statement = claiming(most, worker_, lease_);
  const SqlRows rows = co_await session_.execute(std::move(statement));
  std::vector<FleetHost> hosts;
  for (std::size_t row = 0; row < rows.size(); ++row) hosts.push_back(host_in(rows, row));
  co_return hosts;
}

// A statement after that of the claim, so that it sees what the last owner has committed until then.
aio::Coroutine<std::vector<FleetUrl>> FleetStore::take(std::vector<Wanted> wanted) {
  SqlStatement statement = taking(wanted);
  const SqlRows rows = co_await session_.execute(std::move(statement));
  std::vector<FleetUrl> urls;
  for (std::size_t row = 0; row < rows.size(); ++row) urls.push_back(url_in(rows, row));
  co_return urls;
}

aio::Coroutine<std::vector<std::int64_t>> FleetStore::renew(Leases leases) {
  SqlStatement statement = renewing(leases, lease_);
  const SqlRows rows = co_await session_.execute(std::move(statement));
  co_return ids_in(rows);
}

aio::Coroutine<std::vector<std::int64_t>> FleetStore::rest(Leases leases) {
  SqlStatement give_back("SELECT fleet.rest_hosts($1, $2)", arrays_of(leases));
  const SqlRows given = co_await session_.execute(std::move(give_back));
  SqlStatement ask(
      "SELECT h.id FROM fleet.hosts h JOIN unnest($1, $2) AS o(id, token) ON o.id = h.id "
      "WHERE o.token <> h.token OR h.owner IS NULL",
      arrays_of(leases));
  const SqlRows lost = co_await session_.execute(std::move(ask));
  co_return ids_in(lost);
}

aio::Coroutine<FleetCommit> FleetStore::commit(FleetBatch batch) {
  const std::int64_t number = ++batches_;
  FleetCommit result;
  while (true) {
    FleetBatchStatements sent = statements_of(batch, worker_, number);
    std::optional<PostgresError> failure;
    std::vector<SqlRows> rows;
    try {
      rows = co_await session_.execute(std::move(sent.statements));
    } catch (const PostgresError& error) {
      failure = error;
    }
    if (!failure) {
      if (sent.found) {
        const SqlRows& added = rows[*sent.found];
        for (std::size_t row = 0; row < added.size(); ++row)
          result.added.emplace_back(added.integer(row, 0), added.integer(row, 1));
      }
      if (sent.done) result.done = rows[*sent.done].integer(0, 0);
      co_return result;
    }
    if (failure->sqlstate() == kRepeatedBatch) {
      result.is_repeat = true;
      co_return result;
    }
    if (failure->sqlstate() != kStaleHosts) throw *failure;
    const std::vector<std::int64_t> stale = numbers_in(failure->detail());
    drop_hosts(batch, stale);
    result.stale.insert(result.stale.end(), stale.begin(), stale.end());
  }
}

aio::Coroutine<bool> FleetStore::is_over() {
  // By the index, which has only hosts with work: the planner would read the table, if many had work of late.
  const SqlRows rows = co_await session_.execute(SqlStatement(
      "SELECT count(*) FROM (SELECT FROM fleet.hosts WHERE has_work ORDER BY next_at LIMIT 1) AS w"));
  co_return rows.integer(0, 0) == 0;
}

}  // namespace trawl::crawl
