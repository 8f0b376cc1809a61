#include "scraper/crawl/fleet/fleet_batch.hpp"

#include <algorithm>
#include <utility>

namespace trawl::crawl {

using fetch::SqlArray;
using fetch::SqlStatement;
using fetch::SqlType;
using fetch::SqlValue;

namespace {

double seconds(aio::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::int64_t big(int number) {
  return number;
}

void add_if_any(SqlArray& array, const std::string& text) {
  if (text.empty()) {
    array.add_null();
  } else {
    array.add(std::string_view(text));
  }
}

void add_if_any(SqlArray& array, const std::optional<double>& number) {
  if (number) {
    array.add(*number);
  } else {
    array.add_null();
  }
}

/// Parameters of a statement, each an array.
template <class... Arrays>
std::vector<SqlValue> values_of(Arrays&... arrays) {
  std::vector<SqlValue> values;
  (values.push_back(std::move(arrays).value()), ...);
  return values;
}

SqlStatement begin(const FleetBatch& batch, std::int64_t worker, std::int64_t number) {
  std::int64_t errors = 0, bytes = 0;
  for (const FleetHostChange& host : batch.hosts) {
    errors += host.errors;
    bytes += host.bytes;
  }
  std::vector<SqlValue> values{worker, number, errors, bytes};
  return SqlStatement("SELECT fleet.begin_batch($1, $2, $3, $4)", std::move(values));
}

/// The URLs in the order of their hashes, each once.
std::vector<const FleetFound*> sorted(const std::vector<FleetFound>& found) {
  std::vector<const FleetFound*> urls;
  for (const FleetFound& url : found) urls.push_back(&url);
  std::stable_sort(urls.begin(), urls.end(),
                   [](const FleetFound* a, const FleetFound* b) { return a->hash < b->hash; });
  urls.erase(std::unique(urls.begin(), urls.end(),
                         [](const FleetFound* a, const FleetFound* b) { return a->hash == b->hash; }),
             urls.end());
  return urls;
}

SqlStatement add_found(const std::vector<FleetFound>& found) {
  SqlArray hash(SqlType::uuid), host(SqlType::bigint), rank(SqlType::bigint), depth(SqlType::bigint);
  SqlArray redirects(SqlType::bigint), kind(SqlType::bigint), via(SqlType::uuid), url(SqlType::text);
  SqlArray rest(SqlType::text);
  for (const FleetFound* const one : sorted(found)) {
    hash.add(std::string_view(one->hash));
    host.add(one->host_id);
    rank.add(-big(one->priority));
    depth.add(big(one->depth));
    redirects.add(big(one->redirects));
    kind.add(big(one->kind));
    add_if_any(via, one->via);
    url.add(std::string_view(one->url));
    add_if_any(rest, one->rest);
  }
  return SqlStatement(R"sql(
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
    AS u(hash, host_id, rank, depth, redirects, kind, via, url, rest)),
fresh AS (
  INSERT INTO fleet.seen(hash) SELECT hash FROM asked ORDER BY hash ON CONFLICT DO NOTHING RETURNING hash),
added AS (
  INSERT INTO fleet.queue(host_id, rank, depth, redirects, kind, via, url, rest)
  SELECT host_id, rank, depth, redirects, kind, via, url, rest FROM asked JOIN fresh USING (hash)
  RETURNING host_id)
SELECT host_id, count(*) FROM added GROUP BY host_id)sql",
                      values_of(hash, host, rank, depth, redirects, kind, via, url, rest));
}

SqlStatement remove_done(const std::vector<FleetPlace>& done, std::int64_t worker) {
  SqlArray host(SqlType::bigint), rank(SqlType::bigint), id(SqlType::bigint);
  for (const FleetPlace& place : done) {
    host.add(place.host_id);
    rank.add(big(place.rank));
    id.add(place.id);
  }
  std::vector<SqlValue> values = values_of(host, rank, id);
  values.emplace_back(worker);
  return SqlStatement(R"sql(
WITH gone AS (
  DELETE FROM fleet.queue q USING unnest($1, $2, $3) AS d(host_id, rank, id)
  WHERE q.host_id = d.host_id AND q.rank = d.rank AND q.id = d.id RETURNING 1),
counted AS (SELECT count(*) AS number FROM gone),
noted AS (UPDATE fleet.workers SET pages = pages + (SELECT number FROM counted) WHERE id = $4)
SELECT number FROM counted)sql",
                      std::move(values));
}

SqlStatement postpone(const std::vector<FleetRetry>& retries) {
  SqlArray host(SqlType::bigint), rank(SqlType::bigint), id(SqlType::bigint), pause(SqlType::real);
  SqlArray attempts(SqlType::bigint);
  for (const FleetRetry& retry : retries) {
    host.add(retry.place.host_id);
    rank.add(big(retry.place.rank));
    id.add(retry.place.id);
    pause.add(seconds(retry.pause));
    attempts.add(big(retry.attempts));
  }
  return SqlStatement(R"sql(
UPDATE fleet.queue q SET due_at = clock_timestamp() + r.pause * interval '1 second', attempts = r.attempts
FROM unnest($1, $2, $3, $4, $5) AS r(host_id, rank, id, pause, attempts)
WHERE q.host_id = r.host_id AND q.rank = r.rank AND q.id = r.id)sql",
                      values_of(host, rank, id, pause, attempts));
}

SqlStatement settle(const FleetBatch& batch) {
  SqlArray own(SqlType::bigint), tokens(SqlType::bigint), fed(SqlType::bigint);
  for (const FleetHostChange& host : batch.hosts) {
    own.add(host.id);
    tokens.add(host.token);
  }
  std::vector<std::int64_t> hosts;
  for (const FleetFound& url : batch.found) hosts.push_back(url.host_id);
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  for (const std::int64_t host : hosts) fed.add(host);
  return SqlStatement("SELECT fleet.settle_hosts($1, $2, $3)", values_of(own, tokens, fed));
}

SqlStatement change(const std::vector<FleetHostChange>& hosts) {
  SqlArray id(SqlType::bigint), rest(SqlType::real), delay(SqlType::real), pages(SqlType::bigint);
  SqlArray errors(SqlType::bigint), bytes(SqlType::bigint);
  for (const FleetHostChange& host : hosts) {
    id.add(host.id);
    std::optional<double> rest_seconds;
    if (host.rest) rest_seconds = seconds(*host.rest);
    add_if_any(rest, rest_seconds);
    add_if_any(delay, host.current_delay);
    pages.add(host.pages);
    errors.add(host.errors);
    bytes.add(host.bytes);
  }
  return SqlStatement(R"sql(
UPDATE fleet.hosts h
SET may_ask_at = coalesce(clock_timestamp() + c.rest * interval '1 second', may_ask_at),
    current_delay = coalesce(c.current_delay, h.current_delay),
    pages = h.pages + c.pages, errors = h.errors + c.errors, bytes = h.bytes + c.bytes
FROM unnest($1, $2, $3, $4, $5, $6) AS c(id, rest, current_delay, pages, errors, bytes)
WHERE h.id = c.id)sql",
                      values_of(id, rest, delay, pages, errors, bytes));
}

SqlStatement rewrite(const std::vector<FleetHostChange>& hosts) {
  SqlArray id(SqlType::bigint), crawl_delay(SqlType::real), current_delay(SqlType::real);
  SqlArray age(SqlType::real), source(SqlType::text), reason(SqlType::text), status(SqlType::text);
  SqlArray robots(SqlType::text);
  for (const FleetHostChange& host : hosts) {
    if (!host.ledger) continue;
    id.add(host.id);
    add_if_any(crawl_delay, host.ledger->crawl_delay);
    add_if_any(current_delay, host.ledger->current_delay);
    add_if_any(age, host.ledger->robots_age);
    add_if_any(source, host.ledger->delay_source);
    add_if_any(reason, host.ledger->wait_reason);
    add_if_any(status, host.ledger->robots_status);
    add_if_any(robots, host.ledger->robots_txt);
  }
  return SqlStatement(R"sql(
UPDATE fleet.hosts h
SET crawl_delay = c.crawl_delay, current_delay = c.current_delay,
    robots_fetched_at = clock_timestamp() - c.age * interval '1 second', delay_source = c.delay_source,
    wait_reason = c.wait_reason, robots_status = c.robots_status, robots_txt = c.robots_txt
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
  AS c(id, crawl_delay, current_delay, age, delay_source, wait_reason, robots_status, robots_txt)
WHERE h.id = c.id)sql",
                      values_of(id, crawl_delay, current_delay, age, source, reason, status, robots));
}

}  // namespace

FleetBatchStatements statements_of(const FleetBatch& batch, std::int64_t worker, std::int64_t number) {
  FleetBatchStatements sent;
  sent.statements.push_back(begin(batch, worker, number));
  if (!batch.found.empty()) {
    sent.found = sent.statements.size();
    sent.statements.push_back(add_found(batch.found));
  }
  if (!batch.done.empty()) {
    sent.done = sent.statements.size();
    sent.statements.push_back(remove_done(batch.done, worker));
  }
  if (!batch.retries.empty()) sent.statements.push_back(postpone(batch.retries));
  if (!batch.found.empty() || !batch.hosts.empty()) sent.statements.push_back(settle(batch));
  if (!batch.hosts.empty()) sent.statements.push_back(change(batch.hosts));
  const bool has_ledger = std::any_of(batch.hosts.begin(), batch.hosts.end(),
                                      [](const FleetHostChange& host) { return host.ledger.has_value(); });
  if (has_ledger) sent.statements.push_back(rewrite(batch.hosts));
  return sent;
}

void drop_hosts(FleetBatch& batch, std::span<const std::int64_t> hosts) {
  const auto is_one = [hosts](std::int64_t id) {
    return std::find(hosts.begin(), hosts.end(), id) != hosts.end();
  };
  std::erase_if(batch.found, [&](const FleetFound& url) { return is_one(url.finder_id); });
  std::erase_if(batch.done, [&](const FleetPlace& place) { return is_one(place.host_id); });
  std::erase_if(batch.retries, [&](const FleetRetry& retry) { return is_one(retry.place.host_id); });
  std::erase_if(batch.hosts, [&](const FleetHostChange& host) { return is_one(host.id); });
}

std::string bytes_of_uuid(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string bytes;
  int high = -1;
  for (const char c : text) {
    if (c == '-') continue;
    if (high < 0) {
      high = digit(c);
    } else {
      bytes.push_back(static_cast<char>(high * 16 + digit(c)));
      high = -1;
    }
  }
  return bytes;
}

}  // namespace trawl::crawl
