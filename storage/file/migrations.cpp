#include "storage/file/migrations.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "storage/file/schema.hpp"
#include "storage/file/schema_docs.hpp"
#include "storage/file/views.hpp"

namespace trawl::storage {
namespace {

/// Turns a file of the version before into one of `version`, as tables_sql() would have created it.
struct Step {
  int version;
  const char* sql;
};

/// In version 4 a link may lead to no page, and says more of itself; sitemaps keep their entries.
constexpr const char* kLinksOfVersion4 = R"sql(
ALTER TABLE links RENAME TO old_links;
CREATE TABLE links(
  page_id INTEGER NOT NULL REFERENCES pages(id),
  position INTEGER NOT NULL,
  url_id INTEGER REFERENCES urls(id),
  kind TEXT,
  text TEXT,
  rel TEXT,
  nofollow INTEGER NOT NULL,
  fragment TEXT,
  href TEXT,
  attributes TEXT,
  error TEXT,
  PRIMARY KEY (page_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO links(page_id, position, url_id, kind, text, rel, nofollow)
  SELECT page_id, position, url_id, kind, text, rel, nofollow FROM old_links ORDER BY page_id, position;
DROP TABLE old_links;
CREATE TABLE sitemap_entries(
  page_id INTEGER NOT NULL REFERENCES pages(id),
  position INTEGER NOT NULL,
  url_id INTEGER NOT NULL REFERENCES urls(id),
  lastmod TEXT,
  PRIMARY KEY (page_id, position)
) STRICT, WITHOUT ROWID;
)sql";

/// In version 5 a link that stands on many pages is written once. The late index goes with the old table.
constexpr const char* kLinksOfVersion5 = R"sql(
CREATE TABLE anchors(
  id INTEGER PRIMARY KEY,
  url_id INTEGER REFERENCES urls(id),
  kind TEXT,
  text TEXT,
  rel TEXT,
  nofollow INTEGER NOT NULL,
  fragment TEXT,
  href TEXT,
  attributes TEXT,
  error TEXT
) STRICT;
CREATE TABLE page_anchors(
  page_id INTEGER PRIMARY KEY REFERENCES pages(id),
  anchors TEXT NOT NULL
) STRICT;
CREATE TABLE anchor_pages(
  anchor_id INTEGER NOT NULL REFERENCES anchors(id),
  last_page_id INTEGER NOT NULL,
  pages TEXT NOT NULL,
  PRIMARY KEY (anchor_id, last_page_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE anchor_parts(last_page_id INTEGER PRIMARY KEY) STRICT;
CREATE TEMP TABLE said(id INTEGER PRIMARY KEY, what TEXT NOT NULL UNIQUE);
CREATE TEMP VIEW old_links AS
  SELECT page_id, position, json_array(url_id, kind, text, rel, nofollow, fragment, href, attributes, error) AS what
  FROM links;
INSERT INTO said(what) SELECT what FROM old_links WHERE true ORDER BY page_id, position ON CONFLICT DO NOTHING;
INSERT INTO anchors
  SELECT id, what ->> 0, what ->> 1, what ->> 2, what ->> 3, what ->> 4, what ->> 5, what ->> 6, what ->> 7, what ->> 8
  FROM said ORDER BY id;
INSERT INTO page_anchors
  SELECT page_id, json_group_array(id)
  FROM (SELECT o.page_id, s.id FROM old_links AS o JOIN said AS s ON s.what = o.what ORDER BY o.page_id, o.position)
  GROUP BY page_id;
DROP VIEW old_links;
DROP TABLE said;
DROP TABLE links;
)sql";

/// In version 5 spider files fill tables, and pages keep what they say of themselves for machines.
constexpr const char* kItemsOfVersion5 = R"sql(
CREATE TABLE structured(
  id INTEGER PRIMARY KEY,
  page_id INTEGER NOT NULL REFERENCES pages(id),
  kind TEXT NOT NULL,
  type TEXT,
  data TEXT
) STRICT;
CREATE INDEX structured_by_page ON structured(page_id);
CREATE TABLE item_tables(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  parent_id INTEGER REFERENCES item_tables(id)
) STRICT;
CREATE TABLE item_columns(
  id INTEGER PRIMARY KEY,
  table_id INTEGER NOT NULL REFERENCES item_tables(id),
  name TEXT NOT NULL COLLATE NOCASE,
  type TEXT NOT NULL CHECK (type IN ('text', 'int', 'number', 'bool', 'date', 'json')),
  key_position INTEGER,
  UNIQUE (table_id, name)
) STRICT;
CREATE TABLE item_changes(
  id INTEGER PRIMARY KEY,
  column_id INTEGER NOT NULL REFERENCES item_columns(id),
  item_id INTEGER NOT NULL,
  key ANY,
  old ANY,
  new ANY,
  at TEXT NOT NULL,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  page_id INTEGER REFERENCES pages(id),
  UNIQUE (column_id, item_id, crawl_id)
) STRICT;
CREATE INDEX item_changes_by_page ON item_changes(page_id);
CREATE TABLE item_pages(
  page_id INTEGER PRIMARY KEY REFERENCES pages(id),
  health TEXT
) STRICT;
CREATE TABLE field_health(
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  "table" TEXT NOT NULL,
  field TEXT NOT NULL,
  rows INTEGER NOT NULL DEFAULT 0,
  matched INTEGER NOT NULL DEFAULT 0,
  nulls INTEGER NOT NULL DEFAULT 0,
  bad_type INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (crawl_id, "table", field)
) STRICT, WITHOUT ROWID;
)sql";

/// In version 6 the file keeps what sites ask of machines.
constexpr const char* kUsageOfVersion6 = R"sql(
CREATE TABLE usage_preferences(
  id INTEGER PRIMARY KEY,
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  page_id INTEGER REFERENCES pages(id),
  source TEXT NOT NULL,
  scope TEXT,
  label TEXT,
  value TEXT,
  raw TEXT
) STRICT;
CREATE INDEX usage_by_page ON usage_preferences(page_id) WHERE page_id IS NOT NULL;
CREATE INDEX usage_of_hosts ON usage_preferences(host_id) WHERE page_id IS NULL;
)sql";

/// In version 7 the file knows which pages are not the newest of their URL, and pages with equal content are
/// found by their body.
constexpr const char* kPagesOfVersion7 = R"sql(
CREATE TABLE superseded_pages(page_id INTEGER PRIMARY KEY REFERENCES pages(id)) STRICT;
CREATE TRIGGER page_added AFTER INSERT ON pages BEGIN
  INSERT OR IGNORE INTO superseded_pages
    SELECT max(id) FROM pages WHERE url_id = NEW.url_id AND id < NEW.id HAVING max(id) IS NOT NULL;
END;
CREATE TRIGGER page_removed AFTER DELETE ON pages BEGIN
  DELETE FROM superseded_pages
  WHERE page_id IN (OLD.id, (SELECT max(id) FROM pages WHERE url_id = OLD.url_id));
END;
INSERT INTO superseded_pages
  SELECT id FROM pages AS p WHERE id < (SELECT max(id) FROM pages WHERE url_id = p.url_id) ORDER BY id;
DROP INDEX IF EXISTS pages_by_content;
CREATE INDEX pages_by_body ON pages(body_id) WHERE body_id IS NOT NULL;
)sql";

/// In version 7 sitemaps keep all that they say of a URL, and skipped URLs are counted for each crawl.
constexpr const char* kVersion7 = R"sql(
ALTER TABLE sitemap_entries ADD COLUMN changefreq TEXT;
ALTER TABLE sitemap_entries ADD COLUMN priority TEXT;
DELETE FROM counters WHERE kind = 'skip reason';
INSERT INTO counters
  SELECT crawl_id, 'skip reason', ifnull(skip_reason, 'other'), count(*) FROM urls WHERE state = 'skipped' GROUP BY 1, 3;
)sql";

/// In version 7 the file keeps orders, and what hosts are by them. Never edit it, as with the steps.
constexpr const char* kOrdersOfVersion7 = R"sql(
ALTER TABLE hosts ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hosts ADD COLUMN own_delay REAL;
CREATE INDEX hosts_by_order ON hosts(id) WHERE paused <> 0 OR own_delay IS NOT NULL;
CREATE TABLE orders(
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  source TEXT NOT NULL,
  action TEXT NOT NULL,
  arguments TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'refused')),
  counted INTEGER NOT NULL DEFAULT 0,
  message TEXT,
  done_at TEXT NOT NULL,
  before TEXT,
  crawl_id INTEGER REFERENCES crawls(id)
) STRICT;
CREATE TABLE order_urls(
  order_id INTEGER NOT NULL REFERENCES orders(id),
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  skip_reason TEXT,
  priority INTEGER NOT NULL,
  due_at REAL NOT NULL,
  attempts INTEGER NOT NULL,
  kills INTEGER NOT NULL,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  PRIMARY KEY (order_id, first_id)
) STRICT, WITHOUT ROWID;
)sql";

/// In version 7 URLs may be held for their shape.
constexpr const char* kShapesOfVersion7 = R"sql(
CREATE TABLE new_urls(
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'failed', 'skipped', 'held')),
  skip_reason TEXT,
  depth INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  due_at REAL NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  redirects INTEGER NOT NULL DEFAULT 0,
  via_id INTEGER REFERENCES urls(id),
  via_kind TEXT,
  discovered_at TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'page',
  kills INTEGER NOT NULL DEFAULT 0,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  hop_cookies INTEGER,
  own_key TEXT,
  key TEXT NOT NULL AS (ifnull(own_key, url)),
  label TEXT,
  request TEXT,
  paging TEXT
) STRICT;
INSERT INTO new_urls(id, url, host_id, state, skip_reason, depth, priority, due_at, attempts, redirects, via_id, via_kind,
                     discovered_at, kind, kills, crawl_id, hop_cookies, own_key, label, request, paging)
  SELECT id, url, host_id, state, skip_reason, depth, priority, due_at, attempts, redirects, via_id, via_kind,
         discovered_at, kind, kills, crawl_id, hop_cookies, own_key, label, request, paging FROM urls;
DROP TABLE urls;
ALTER TABLE new_urls RENAME TO urls;
CREATE UNIQUE INDEX urls_by_key ON urls(key);
CREATE INDEX urls_pending ON urls(host_id, due_at, priority DESC) WHERE state = 'pending';
CREATE INDEX urls_leased ON urls(host_id) WHERE state = 'leased';
CREATE INDEX urls_held ON urls(host_id, skip_reason) WHERE state = 'held';
CREATE TABLE shapes(
  id INTEGER PRIMARY KEY,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  shape TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'held', 'released', 'dropped')),
  fetched INTEGER NOT NULL,
  new_content INTEGER NOT NULL,
  new_items INTEGER NOT NULL,
  recent INTEGER NOT NULL,
  held_at TEXT,
  UNIQUE (crawl_id, host_id, shape)
) STRICT;
)sql";

/// In order and without a gap; a version may have several. Never edit a released step: there are files that
/// have been through it. While the steps run the file has no views.
constexpr std::array kSteps{
    // In version 1 the priority said which URLs are sitemaps: 2, or 1 for a guess.
    Step{2, R"sql(
ALTER TABLE urls ADD COLUMN kind TEXT NOT NULL DEFAULT 'page';
UPDATE urls SET kind = iif(priority = 1, 'guessed_sitemap', 'sitemap') WHERE priority >= 1;
ALTER TABLE hosts DROP COLUMN paused;
)sql"},
    // Before version 3 the headers held secrets: the words are those of fetch/http/secret_headers; a
    // cookie's name and attributes go as well. `hosts` counted what was fetched, stored or not, and in all
    // crawls of the file; the total of pages counted sitemaps too, no status was an error, and times told
    // the crawl of an event.
    Step{3, R"sql(
CREATE TABLE typed_hosts(
  name TEXT NOT NULL,
  port INTEGER NOT NULL,
  first_addresses TEXT,
  PRIMARY KEY (name, port)
) STRICT, WITHOUT ROWID;
ALTER TABLE urls ADD COLUMN kills INTEGER NOT NULL DEFAULT 0;
WITH secret(word) AS (VALUES ('cookie'), ('authorization'), ('authentication-info'), ('x-auth-'), ('token'), ('secret'),
                             ('password'), ('api-key'), ('apikey'), ('session'), ('csrf'), ('xsrf'), ('credential'))
UPDATE pages SET headers = (
  SELECT json_group_array(json(iif(
    EXISTS (SELECT 1 FROM secret WHERE instr(lower(pair ->> 0), word)), json_array(pair ->> 0, '***'), pair)))
  FROM (SELECT value AS pair FROM json_each(pages.headers)))
WHERE json_valid(headers) AND EXISTS (SELECT 1 FROM secret WHERE instr(lower(headers), word));
ALTER TABLE events ADD COLUMN crawl_id INTEGER REFERENCES crawls(id);
UPDATE events SET crawl_id = (SELECT max(id) FROM crawls WHERE started_at <= events.at);
CREATE TEMP TABLE fetched AS
  SELECT p.crawl_id, u.host_id, u.kind = 'page' AS is_page, iif(p.status = 304, 0, p.size) AS bytes,
         ifnull(p.error, iif(p.status >= 400, 'status ' || p.status, NULL)) AS error,
         iif(p.status_class BETWEEN 1 AND 5, p.status_class, 0) AS class
  FROM pages AS p JOIN urls AS u ON u.id = p.url_id;
DELETE FROM counters
WHERE kind IN ('status class', 'error') OR kind = 'total' AND name IN ('pages', 'sitemaps', 'bytes');
INSERT INTO counters
  SELECT crawl_id, 'total', 'pages', sum(is_page) FROM fetched GROUP BY 1
  UNION ALL SELECT crawl_id, 'total', 'sitemaps', sum(NOT is_page) FROM fetched GROUP BY 1
  UNION ALL SELECT crawl_id, 'total', 'bytes', sum(bytes) FROM fetched GROUP BY 1
  UNION ALL SELECT crawl_id, 'status class', class, count(*) FROM fetched GROUP BY 1, 3
  UNION ALL SELECT crawl_id, 'page class', class, count(*) FROM fetched WHERE is_page GROUP BY 1, 3
  UNION ALL SELECT crawl_id, 'error', error, count(*) FROM fetched WHERE error IS NOT NULL GROUP BY 1, 3
  UNION ALL SELECT crawl_id, 'total', 'retries', count(*) FROM events
    WHERE kind = 'retry' AND crawl_id IS NOT NULL GROUP BY 1;
UPDATE hosts SET pages = 0, errors = 0, bytes = 0;
UPDATE hosts SET pages = f.pages, errors = f.errors, bytes = f.bytes
FROM (SELECT host_id, sum(is_page) AS pages, count(error) AS errors, sum(bytes) AS bytes FROM fetched
      WHERE crawl_id = (SELECT max(id) FROM crawls) GROUP BY host_id) AS f
WHERE hosts.id = f.host_id;
DROP TABLE fetched;
)sql"},
    // Before version 4 the key was the URL, and any crawl asked for what was pending.
    Step{4, R"sql(
CREATE TABLE new_urls(
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'failed', 'skipped')),
  skip_reason TEXT,
  depth INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  due_at REAL NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  redirects INTEGER NOT NULL DEFAULT 0,
  via_id INTEGER REFERENCES urls(id),
  via_kind TEXT,
  discovered_at TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'page',
  kills INTEGER NOT NULL DEFAULT 0,
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  hop_cookies INTEGER,
  own_key TEXT,
  key TEXT NOT NULL AS (ifnull(own_key, url))
) STRICT;
INSERT INTO new_urls(id, url, host_id, state, skip_reason, depth, priority, due_at, attempts, redirects, via_id, via_kind,
                     discovered_at, kind, kills, crawl_id)
  SELECT id, url, host_id, state, skip_reason, depth, priority, due_at, attempts, redirects, via_id, via_kind,
         discovered_at, kind, kills, (SELECT max(id) FROM crawls) FROM urls;
DROP TABLE urls;
ALTER TABLE new_urls RENAME TO urls;
CREATE INDEX urls_pending ON urls(host_id, due_at, priority DESC) WHERE state = 'pending';
CREATE INDEX urls_leased ON urls(host_id) WHERE state = 'leased';
CREATE UNIQUE INDEX urls_by_key ON urls(key);
ALTER TABLE stats ADD COLUMN crawl_id INTEGER REFERENCES crawls(id);
UPDATE stats SET crawl_id = (SELECT max(id) FROM crawls WHERE julianday(started_at) <= 2440587.5 + at / 86400);
UPDATE crawls SET status = 'interrupted'
WHERE id = (SELECT max(id) FROM crawls) AND exit_reason = 'page limit'
  AND EXISTS (SELECT 1 FROM urls WHERE state = 'pending');
)sql"},
    Step{4, kLinksOfVersion4},
    Step{5, kLinksOfVersion5},
    // From version 5 on a URL may be a request of its own, and rules label what they choose.
    Step{5, R"sql(
ALTER TABLE urls ADD COLUMN label TEXT;
ALTER TABLE urls ADD COLUMN request TEXT;
ALTER TABLE urls ADD COLUMN paging TEXT;
)sql"},
    Step{5, kItemsOfVersion5},
    // From version 6 on a body may need another one, or be stored as it was sent. Each migration writes
    // schema_docs.
    Step{6, "ALTER TABLE bodies ADD COLUMN dictionary_id INTEGER REFERENCES bodies(id)"},
    Step{6, "CREATE INDEX events_by_subject ON events(host_id, url_id)"},
    Step{6, kUsageOfVersion6},
    Step{7, kPagesOfVersion7},
    Step{7, kVersion7},
    Step{7, kOrdersOfVersion7},
    Step{7, kShapesOfVersion7},
};
static_assert(kSteps.back().version == kSchemaVersion, "each version has its step");

/// Drops all views, since a column that a view names cannot be changed. Returns the CREATE statements of the
/// user's own.
std::vector<std::string> drop_views(Connection& connection) {
  std::vector<std::string> drops, creates;
  {
    Statement all(connection, R"sql(
      SELECT name, 'DROP VIEW "' || replace(name, '"', '""') || '"', sql FROM sqlite_master WHERE type = 'view')sql");
    Rows rows = all.rows();
    while (rows.next()) {
      const std::string name = rows.text(0);
      const auto is_it = [&](const View& view) { return view.name == name; };
      drops.push_back(rows.text(1));
      if (std::none_of(views().begin(), views().end(), is_it)) creates.push_back(rows.text(2));
    }
  }
  for (const std::string& drop : drops) connection.execute(drop);
  return creates;
}

}  // namespace

void migrate(Connection& connection, std::int64_t version) {
  connection.execute("PRAGMA secure_delete = ON");
  connection.execute("PRAGMA foreign_keys = OFF");  // a table that others refer to is dropped and made anew
  Transaction transaction(connection);
  const std::vector<std::string> users_views = drop_views(connection);
  const bool had_late_index =
      connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'urls_by_url'") > 0;
  for (const Step& step : kSteps)
    if (step.version > version) connection.execute(step.sql);
  if (had_late_index) connection.execute(late_indexes_sql());  // it went with its table
  connection.execute(views_sql());
  for (const std::string& view : users_views) connection.execute(view);
  write_schema_docs(connection);
  connection.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  transaction.commit();
  connection.execute("PRAGMA foreign_keys = ON");
}

}  // namespace trawl::storage
