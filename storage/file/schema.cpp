#include "storage/file/schema.hpp"

#include <fmt/format.h>

namespace trawl::storage {
namespace {

/// A generated column with the value of the first header of that name. An untrusted schema may not use
/// SQLite's JSON functions, so this finds the pair as text. Quotes inside values are escaped: nothing but a
/// pair begins or ends like one. SQLite computes the column also when a row is written, so it is short.
std::string header_column(std::string_view column, std::string_view header) {
  const auto start =
      fmt::format(R"(nullif(instr(lower(headers), '["{}","'), 0) + {})", header, header.size() + 5);
  const auto size = fmt::format(R"(instr(substr(headers, {}), '"]') - 1)", start);
  return fmt::format(R"({} TEXT AS (replace(substr(headers, {}, {}), '\"', '"')))", column, start, size);
}

}  // namespace

// Text that a page or a server did not give is NULL. Wide columns stand last, so that a scan of the narrow
// ones need not read overflow pages.
std::string tables_sql() {
  return R"sql(
CREATE TABLE crawls(
  id INTEGER PRIMARY KEY,
  name TEXT,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  status TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'finished', 'failed')),
  exit_reason TEXT,
  config TEXT,          -- JSON
  trawl_version TEXT,
  stats TEXT            -- JSON
) STRICT;

CREATE TABLE hosts(     -- the politeness ledger
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  domain TEXT,
  ip TEXT,
  robots_status TEXT,
  robots_fetched_at REAL,
  crawl_delay REAL,
  current_delay REAL,
  delay_source TEXT,
  next_allowed_at REAL,
  wait_reason TEXT,
  pages INTEGER NOT NULL DEFAULT 0,  -- this and the next two: of the newest crawl
  errors INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  pending INTEGER NOT NULL DEFAULT 0,
  robots_txt TEXT,
  paused INTEGER NOT NULL DEFAULT 0,  -- by an order, for this run
  own_delay REAL                      -- by an order, in place of the crawl's delay
) STRICT;
CREATE INDEX hosts_by_pages ON hosts(pages);
CREATE INDEX hosts_by_order ON hosts(id) WHERE paused <> 0 OR own_delay IS NOT NULL;

CREATE TABLE urls(      -- every URL ever seen: frontier, duplicate filter and ledger
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,          -- as it is asked for
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'failed', 'skipped', 'held')),
  skip_reason TEXT,
  depth INTEGER NOT NULL,
  priority INTEGER NOT NULL,  -- higher first
  due_at REAL NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  redirects INTEGER NOT NULL DEFAULT 0,  -- hops in a row that led here
  via_id INTEGER REFERENCES urls(id),
  via_kind TEXT,
  discovered_at TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'page',  -- or 'sitemap', 'guessed_sitemap', 'external', 'asset', 'stylesheet'
  kills INTEGER NOT NULL DEFAULT 0,  -- how many kills of trawl in a row met it in flight
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),  -- the newest that has reached it
  hop_cookies INTEGER,        -- after a redirect: a hash of the cookies that it was asked with
  own_key TEXT,               -- NULL: the URL is its own key
  key TEXT NOT NULL AS (ifnull(own_key, url)),  -- URLs with the same key are one page
  label TEXT,                 -- of the rule that chose it
  request TEXT,               -- JSON: what makes it more than a GET; secret
  paging TEXT                 -- what says whether a page that was reached by paging brings anything new
) STRICT;
CREATE UNIQUE INDEX urls_by_key ON urls(key);
CREATE INDEX urls_pending ON urls(host_id, due_at, priority DESC) WHERE state = 'pending';
CREATE INDEX urls_leased ON urls(host_id) WHERE state = 'leased';
CREATE INDEX urls_held ON urls(host_id, skip_reason) WHERE state = 'held';

CREATE TABLE shapes(    -- URLs that look alike, and what fetching them brings
  id INTEGER PRIMARY KEY,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  shape TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'held', 'released', 'dropped')),
  fetched INTEGER NOT NULL,
  new_content INTEGER NOT NULL,
  new_items INTEGER NOT NULL,
  recent INTEGER NOT NULL,    -- the last 50 fetches, a bit each, the newest lowest: 1 if it brought something
  held_at TEXT,
  UNIQUE (crawl_id, host_id, shape)
) STRICT;

CREATE TABLE bodies(
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,  -- XXH3-128 of the decoded body
  encoding TEXT,              -- 'zstd', 'zstd+dictionary', or as it was sent: 'gzip', 'br', 'zstd'; NULL: as is
  size INTEGER NOT NULL,      -- decoded
  content BLOB,
  dictionary_id INTEGER REFERENCES bodies(id)  -- whose decoded body is the dictionary; that has none itself
) STRICT;

CREATE TABLE pages(     -- one row a fetch
  id INTEGER PRIMARY KEY,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  url_id INTEGER NOT NULL REFERENCES urls(id),
  url TEXT NOT NULL,
  final_url TEXT,
  redirect_id INTEGER REFERENCES urls(id),  -- where a redirect leads
  status INTEGER NOT NULL,                  -- 0: no response
  error TEXT,
  error_detail TEXT,
  fetched_at TEXT NOT NULL,
  elapsed_ms INTEGER NOT NULL,
  size INTEGER NOT NULL,                    -- decoded bytes
  content_type TEXT,
  charset TEXT,
  http_version TEXT,
  ip TEXT,
  title TEXT,
  description TEXT,
  lang TEXT,
  canonical TEXT,
  robots TEXT,
  word_count INTEGER NOT NULL,
  links_internal INTEGER NOT NULL,
  links_external INTEGER NOT NULL,
  body_id INTEGER REFERENCES bodies(id),
  content_hash BLOB,
  simhash INTEGER,
  truncated INTEGER NOT NULL,
  timing TEXT,          -- JSON
  meta TEXT,            -- JSON
  headers TEXT,         -- JSON array of [name, value], without spaces between its tokens; secrets are "***"
  status_class INTEGER AS (CASE status WHEN 304 THEN 2 ELSE status / 100 END),  -- 304: the page is as it was
  )sql" + header_column("etag", "etag") +
         ",\n  " + header_column("last_modified", "last-modified") + ",\n  " +
         header_column("server", "server") + R"sql(
) STRICT;
CREATE INDEX pages_by_url ON pages(url_id);
CREATE INDEX pages_by_body ON pages(body_id) WHERE body_id IS NOT NULL;  -- grows at its end, unlike one of hashes

CREATE TABLE anchors(    -- what links say; one that stands on many pages has one row; the view links has them all
  id INTEGER PRIMARY KEY,
  url_id INTEGER REFERENCES urls(id),  -- NULL: it leads to no page, href says where else
  kind TEXT,
  text TEXT,
  rel TEXT,
  nofollow INTEGER NOT NULL,
  fragment TEXT,        -- without '#'
  href TEXT,            -- as written; NULL when the key of the URL says as much
  attributes TEXT,      -- JSON: what else the element says
  error TEXT            -- why href is no URL; NULL for one of another scheme
) STRICT;

CREATE TABLE page_anchors(
  page_id INTEGER PRIMARY KEY REFERENCES pages(id),
  anchors TEXT NOT NULL -- JSON: ids, in the order of the page
) STRICT;

CREATE TABLE anchor_pages(  -- the same the other way round, built when a crawl finishes
  anchor_id INTEGER NOT NULL REFERENCES anchors(id),
  last_page_id INTEGER NOT NULL,  -- of the list
  pages TEXT NOT NULL,            -- JSON: ids, in order; an anchor of many pages has several lists
  PRIMARY KEY (anchor_id, last_page_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE anchor_parts(last_page_id INTEGER PRIMARY KEY) STRICT;  -- anchor_pages has all pages up to the last

CREATE TABLE sitemap_entries(  -- what a sitemap lists, in its order; links has each row, too
  page_id INTEGER NOT NULL REFERENCES pages(id),
  position INTEGER NOT NULL,
  url_id INTEGER NOT NULL REFERENCES urls(id),
  lastmod TEXT,         -- this and the next two: as written
  changefreq TEXT,
  priority TEXT,
  PRIMARY KEY (page_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE cookies(   -- of the crawl's session; secrets, whose values `trawl query` does not show
  id INTEGER PRIMARY KEY,
  domain TEXT NOT NULL,
  host_only INTEGER NOT NULL,  -- 0: for the hosts below the domain, too
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT,
  secure INTEGER NOT NULL,
  http_only INTEGER NOT NULL,
  expires_at REAL,             -- NULL: with the crawl
  UNIQUE (domain, name, path, host_only)
) STRICT;

CREATE TABLE typed_hosts(  -- hosts that the user named: these may be at private addresses
  name TEXT NOT NULL,
  port INTEGER NOT NULL,
  first_addresses TEXT,        -- of the first lookup of the name, separated by blanks; it holds for all crawls
  PRIMARY KEY (name, port)
) STRICT, WITHOUT ROWID;

CREATE TABLE events(
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  level TEXT NOT NULL,
  kind TEXT,
  url_id INTEGER REFERENCES urls(id),
  host_id INTEGER REFERENCES hosts(id),
  message TEXT,
  crawl_id INTEGER REFERENCES crawls(id)
) STRICT;
CREATE INDEX events_by_subject ON events(host_id, url_id);

CREATE TABLE stats(     -- samples for the charts
  at REAL NOT NULL,
  key TEXT NOT NULL,
  value REAL NOT NULL,
  crawl_id INTEGER REFERENCES crawls(id),
  PRIMARY KEY (key, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters(  -- kept in step with the rows, so that nobody has to count them
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  kind TEXT NOT NULL,   -- as in the view numbers, which computes the same from the rows
  name TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (crawl_id, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE structured(  -- what pages say of themselves for machines
  id INTEGER PRIMARY KEY,
  page_id INTEGER NOT NULL REFERENCES pages(id),
  kind TEXT NOT NULL,   -- 'json-ld', 'microdata', 'opengraph', 'twitter', 'feed', 'table'
  type TEXT,
  data TEXT             -- JSON
) STRICT;
CREATE INDEX structured_by_page ON structured(page_id);

CREATE TABLE usage_preferences(  -- what sites ask of machines that use their pages
  id INTEGER PRIMARY KEY,
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  page_id INTEGER REFERENCES pages(id),  -- NULL: of a file for the host, or of a page that is not stored
  source TEXT NOT NULL,
  scope TEXT,
  label TEXT,
  value TEXT,
  raw TEXT
) STRICT;
CREATE INDEX usage_by_page ON usage_preferences(page_id) WHERE page_id IS NOT NULL;
CREATE INDEX usage_of_hosts ON usage_preferences(host_id) WHERE page_id IS NULL;

CREATE TABLE item_tables(  -- the tables that spider files have named; tables/item_schema creates them
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  parent_id INTEGER REFERENCES item_tables(id)  -- of a nested table
) STRICT;

CREATE TABLE item_columns(  -- the fields of those tables
  id INTEGER PRIMARY KEY,
  table_id INTEGER NOT NULL REFERENCES item_tables(id),
  name TEXT NOT NULL COLLATE NOCASE,
  type TEXT NOT NULL CHECK (type IN ('text', 'int', 'number', 'bool', 'date', 'json')),
  key_position INTEGER,   -- its place in the key, from 1; NULL: it is no part of it
  UNIQUE (table_id, name)
) STRICT;

CREATE TABLE item_changes(  -- a value of a row with a key that differs from the one directly before
  id INTEGER PRIMARY KEY,
  column_id INTEGER NOT NULL REFERENCES item_columns(id),
  item_id INTEGER NOT NULL,   -- the row's _id
  key ANY,                    -- its value, or a JSON array of several
  old ANY,
  new ANY,
  at TEXT NOT NULL,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  page_id INTEGER REFERENCES pages(id),  -- that brought the new value
  UNIQUE (column_id, item_id, crawl_id)
) STRICT;
CREATE INDEX item_changes_by_page ON item_changes(page_id);

CREATE TABLE item_pages(  -- what the fields came to on each page; field_health has the sums
  page_id INTEGER PRIMARY KEY REFERENCES pages(id),
  health TEXT           -- JSON: arrays of item_columns.id, rows, matched, nulls, bad_type
) STRICT;

CREATE TABLE field_health(
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  "table" TEXT NOT NULL,
  field TEXT NOT NULL,
  rows INTEGER NOT NULL DEFAULT 0,      -- that were looked at
  matched INTEGER NOT NULL DEFAULT 0,   -- rows where the selector found something
  nulls INTEGER NOT NULL DEFAULT 0,     -- rows that got NULL, bad types among them
  bad_type INTEGER NOT NULL DEFAULT 0,  -- rows whose value was not of the field's type
  PRIMARY KEY (crawl_id, "table", field)
) STRICT, WITHOUT ROWID;
)sql" + superseded_pages_sql() +
         orders_sql();
}

std::string small_sorts_sql() {
  return "PRAGMA cache_size = -2048";
}

std::string late_indexes_sql() {
  return R"sql(
CREATE INDEX IF NOT EXISTS anchors_by_target ON anchors(url_id) WHERE url_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS urls_by_url ON urls(url);)sql";
}

}  // namespace trawl::storage
