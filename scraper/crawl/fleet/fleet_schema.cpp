#include "scraper/crawl/fleet/fleet_schema.hpp"

#include <utility>

namespace trawl::crawl {

using fetch::PostgresError;
using fetch::PostgresErrorKind;
using fetch::SqlRows;
using fetch::SqlStatement;
using fetch::SqlValue;

fetch::PostgresOptions fleet_options(std::string target) {
  fetch::PostgresOptions options;
  options.target = std::move(target);
  options.settings.emplace_back("enable_seqscan", "off");
  options.settings.emplace_back("enable_bitmapscan", "off");
  return options;
}

std::vector<std::string> fleet_schema_sql() {
  return {
      "CREATE SCHEMA fleet",
      R"sql(
CREATE TABLE fleet.crawl(
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  schema_version integer NOT NULL,
  trawl_version text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'paused', 'stopped')),
  settings jsonb NOT NULL
))sql",
      R"sql(
CREATE TABLE fleet.workers(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  joined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  batch bigint NOT NULL DEFAULT 0,  -- the number of the last that was committed
  pages bigint NOT NULL DEFAULT 0,
  errors bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50))sql",
      // A host is leased while it has an owner; next_at is then the end of the lease.
      R"sql(
CREATE TABLE fleet.hosts(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token bigint NOT NULL DEFAULT 0,  -- the number of its newest lease
  owner bigint,
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  lease_until timestamptz,
  may_ask_at timestamptz,           -- from here on: the politeness ledger
  robots_fetched_at timestamptz,
  crawl_delay double precision,
  current_delay double precision,
  pages bigint NOT NULL DEFAULT 0,
  errors bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  has_work boolean NOT NULL DEFAULT false,
  name text NOT NULL UNIQUE,
  delay_source text,
  wait_reason text,
  robots_status text,
  robots_txt text,
  CHECK (has_work OR owner IS NULL)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0))sql",
      "CREATE INDEX hosts_due ON fleet.hosts(next_at) WHERE has_work",
      R"sql(
CREATE TABLE fleet.seen(
  hash uuid PRIMARY KEY             -- XXH3-128 of the key
) WITH (autovacuum_vacuum_insert_scale_factor = 0.1))sql",
      // Rows are inserted and deleted, hardly ever updated, so pages may be full.
      R"sql(
CREATE TABLE fleet.queue(
  host_id bigint NOT NULL REFERENCES fleet.hosts,
  id bigint GENERATED ALWAYS AS IDENTITY (CACHE 32),
  due_at timestamptz,               -- NULL: at once
  rank integer NOT NULL,            -- minus the priority, so that the index has the best first
  via uuid,                         -- the hash of the page that led here
  depth integer NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  redirects smallint NOT NULL DEFAULT 0,
  kind smallint NOT NULL,
  url text NOT NULL,
  rest text,                        -- JSON: what few URLs have besides
  PRIMARY KEY (host_id, rank, id)
) WITH (fillfactor = 100, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0))sql",
      // A batch takes effect once, also if it is sent again because its answer was lost.
      R"sql(
CREATE FUNCTION fleet.begin_batch(worker bigint, number bigint, more_errors bigint, more_bytes bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE fleet.workers SET batch = number, errors = errors + more_errors, bytes = bytes + more_bytes
  WHERE id = worker AND batch < number;
  IF NOT FOUND THEN RAISE EXCEPTION 'that batch was committed before' USING ERRCODE = 'TF002'; END IF;
END $$)sql",
      // Whoever inserts into the queue holds the host's key, so that it cannot fall asleep meanwhile: a host
      // that has work now still has it at the commit, and need not be locked. All locks are taken in the
      // order of ids, or two batches could wait for each other.
      R"sql(
CREATE FUNCTION fleet.settle_hosts(own bigint[], tokens bigint[], fed bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE stale bigint[]; sleeping bigint[];
BEGIN
  SELECT array_agg(id) INTO sleeping FROM fleet.hosts h
  WHERE id = ANY(fed) AND NOT has_work AND (SELECT true FROM fleet.queue q WHERE q.host_id = h.id LIMIT 1);
  PERFORM FROM fleet.hosts WHERE id = ANY(own || sleeping) ORDER BY id FOR NO KEY UPDATE;
  SELECT array_agg(o.id) INTO stale
  FROM unnest(own, tokens) AS o(id, token) JOIN fleet.hosts h ON h.id = o.id AND h.token <> o.token;
  IF stale IS NOT NULL THEN
    RAISE EXCEPTION 'the lease has ended' USING ERRCODE = 'TF001', DETAIL = array_to_string(stale, ' ');
  END IF;
  UPDATE fleet.hosts SET has_work = true WHERE id = ANY(sleeping) AND NOT has_work;
END $$)sql",
      // The lock conflicts with the key-share lock that the foreign key of each insert takes. The second
      // statement sees what was inserted before that lock was free.
      R"sql(
CREATE FUNCTION fleet.rest_hosts(own bigint[], tokens bigint[])
RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE locked bigint[];
BEGIN
  SELECT array_agg(l.id) INTO locked FROM (
    SELECT h.id FROM fleet.hosts h JOIN unnest(own, tokens) AS o(id, token) ON o.id = h.id AND o.token = h.token
    ORDER BY h.id FOR UPDATE OF h SKIP LOCKED) l;
  RETURN QUERY
  UPDATE fleet.hosts h
  SET owner = NULL, lease_until = NULL, has_work = w.first_due IS NOT NULL,
      next_at = greatest(h.may_ask_at, w.first_due, clock_timestamp())
  FROM unnest(locked) AS l(id), LATERAL (
    SELECT CASE WHEN EXISTS (SELECT FROM fleet.queue q WHERE q.host_id = l.id AND q.due_at IS NULL)
           THEN '-infinity'::timestamptz
           ELSE (SELECT min(q.due_at) FROM fleet.queue q WHERE q.host_id = l.id) END AS first_due) w
  WHERE h.id = l.id
  RETURNING h.id;
END $$)sql"};
}

aio::Coroutine<void> create_fleet(fetch::PostgresSession& session, std::string settings) {
  std::vector<SqlStatement> statements;
  for (std::string& sql : fleet_schema_sql()) statements.emplace_back(std::move(sql));
  std::vector<SqlValue> values{kFleetVersion, TRAWL_VERSION, std::move(settings)};
  statements.emplace_back(
      "INSERT INTO fleet.crawl(schema_version, trawl_version, settings) VALUES ($1, $2, $3::jsonb)",
      std::move(values));
  std::optional<PostgresError> failure;
  try {
    co_await session.execute(std::move(statements));
  } catch (const PostgresError& error) {
    failure = error;
  }
  if (!failure) co_return;
  // duplicate_schema, or the same found a moment later
  if (failure->sqlstate() == "42P06" || failure->sqlstate() == "23505")
    throw PostgresError(PostgresErrorKind::refused,
                        "the database has a schema named fleet already; drop it or use another database",
                        failure->sqlstate());
  throw *failure;
}

aio::Coroutine<void> require_fleet(fetch::PostgresSession& session) {
  std::string problem;
  SqlRows known = co_await session.execute(SqlStatement(
      "SELECT to_regnamespace('fleet') IS NOT NULL, (SELECT count(*) FROM pg_attribute "
      "WHERE attrelid = to_regclass('fleet.crawl') AND attname IN ('schema_version', 'trawl_version'))"));
  if (known.text(0, 0) != "t") {
    problem = "the database has no fleet yet";
  } else if (known.integer(0, 1) != 2) {
    problem = "the schema named fleet is not trawl's; use another database";
  } else {
    SqlRows crawl =
        co_await session.execute(SqlStatement("SELECT schema_version, trawl_version FROM fleet.crawl"));
    if (crawl.size() != 1) {
      problem = "the schema named fleet holds no crawl";
    } else if (crawl.integer(0, 0) != kFleetVersion) {
      problem = "the fleet was made by trawl " + std::string(crawl.text(0, 1)) +
                ", whose schema is another; use that version for all workers";
    }
  }
  if (!problem.empty()) throw PostgresError(PostgresErrorKind::refused, problem);
}

}  // namespace trawl::crawl
