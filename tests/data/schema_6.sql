-- A crawl of one host that was killed, as the trawl of schema version 6 left it. PORT stands for the port of the site.
PRAGMA application_id = 1953658732;
PRAGMA user_version = 6;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE bodies(
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,  -- XXH3-128 of the decoded body
  encoding TEXT,              -- 'zstd', or NULL: as is
  size INTEGER NOT NULL,      -- decoded
  content BLOB,
  dictionary_id INTEGER REFERENCES bodies(id)
) STRICT;
INSERT INTO bodies VALUES(1,X'786aa8e3de401d1d63e8c5aa04e3b034','zstd',97,X'28b52ffd2061d50100c4023c7469746c653e50616765202f3c2f3c6120687265663d222f30223e676f3c2f61313233223e676f3c2f613e0400c013e02f9b268c61d601',NULL);
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
INSERT INTO cookies VALUES(1,'127.0.0.1',1,'/','id','sesame',0,1,NULL);
CREATE TABLE counters(  -- kept in step with the rows, so that nobody has to count them
  crawl_id INTEGER NOT NULL REFERENCES crawls(id),
  kind TEXT NOT NULL,   -- 'url state', 'skip reason', 'status class', 'error', 'total'
  name TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (crawl_id, kind, name)
) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES(1,'page class','2',1);
INSERT INTO counters VALUES(1,'skip reason','no sitemap',1);
INSERT INTO counters VALUES(1,'status class','2',1);
INSERT INTO counters VALUES(1,'total','bytes',97);
INSERT INTO counters VALUES(1,'total','links',4);
INSERT INTO counters VALUES(1,'total','pages',1);
INSERT INTO counters VALUES(1,'total','sitemaps',0);
INSERT INTO counters VALUES(1,'url state','done',1);
INSERT INTO counters VALUES(1,'url state','leased',4);
INSERT INTO counters VALUES(1,'url state','pending',0);
INSERT INTO counters VALUES(1,'url state','skipped',1);
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
INSERT INTO crawls VALUES(1,'http://127.0.0.1:PORT/','2026-11-30T09:32:02.331Z',NULL,'running',NULL,'{"seeds":["http://127.0.0.1:PORT/"],"depth":null,"page_limit":100000,"host_page_limit":0,"time_limit":0.0,"size_limit":0,"scope":"host","sitemap":"auto","sitemaps":[],"sitemap_since":null,"include":[],"exclude":[],"key_drop_tracking":true,"key_sort_query":false,"key_fold_slashes":false,"concurrency":32,"per_host":1,"delay":1.0,"rate":0.0,"obey_robots":true,"obey_nofollow":true,"obey_link_nofollow":false,"user_agent":"trawl/0.1.0","headers":[],"cookies":[],"user":false,"http2":false,"proxy":null,"proxy_credentials":false,"timeout":60.0,"tries":3,"verify_tls":true,"allow_private":false,"allow_private_ranges":[],"resolve":[],"system_resolver":false,"store_bodies":true,"durable":false,"sitemap_files":10000,"path_segments":20,"segment_repeats":3,"url_bytes":8000,"redirects":10,"retry_pause":5.0,"retry_pause_most":600.0,"body_bytes":8388608,"header_bytes":262144}','0.1.0',NULL);
CREATE TABLE events(
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  level TEXT NOT NULL,
  kind TEXT,
  url_id INTEGER REFERENCES urls(id),
  host_id INTEGER REFERENCES hosts(id),
  message TEXT
, crawl_id INTEGER REFERENCES crawls(id)) STRICT;
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
  pages INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  pending INTEGER NOT NULL DEFAULT 0,
  robots_txt TEXT
) STRICT;
INSERT INTO hosts VALUES(1,'http://127.0.0.1:PORT','127.0.0.1','127.0.0.1','none',1796031122.384273529,NULL,1.0,'delay',1796031125.3829886913,'delay',1,0,97,0,NULL);
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
  headers TEXT,         -- JSON array of [name, value], without spaces between its tokens
  status_class INTEGER AS (CASE status WHEN 304 THEN 2 ELSE status / 100 END),  -- 304: the page is as it was
  etag TEXT AS (CASE WHEN instr(lower(headers), '["etag","') THEN replace(substr(headers, instr(lower(headers), '["etag","') + 9, instr(substr(headers, instr(lower(headers), '["etag","') + 9), '"]') - 1), '\"', '"') END),
  last_modified TEXT AS (CASE WHEN instr(lower(headers), '["last-modified","') THEN replace(substr(headers, instr(lower(headers), '["last-modified","') + 18, instr(substr(headers, instr(lower(headers), '["last-modified","') + 18), '"]') - 1), '\"', '"') END),
  server TEXT AS (CASE WHEN instr(lower(headers), '["server","') THEN replace(substr(headers, instr(lower(headers), '["server","') + 11, instr(substr(headers, instr(lower(headers), '["server","') + 11), '"]') - 1), '\"', '"') END)
) STRICT;
INSERT INTO pages VALUES(1,1,1,'http://127.0.0.1:PORT/','http://127.0.0.1:PORT/',NULL,200,NULL,NULL,'2026-11-30T09:32:03.384Z',1,97,'text/html','windows-1252','1.0','127.0.0.1','Page /',NULL,NULL,NULL,NULL,1,4,0,1,X'786aa8e3de401d1d63e8c5aa04e3b034',1019150740077638127,0,'{"resolve":0.000010,"connect":0.000162,"tls":0.000000,"first_byte":0.001046,"total":0.001084}','{"charset_source":"default","headings":[]}','[["Server","BaseHTTP/0.6 Python/3.11.7"],["Date","Mon, 30 Nov 2026 09:32:03 GMT"],["Content-Type","text/html"],["Set-Cookie","***"],["X-API-Key","***"],["ETag","\"1\""],["Content-Length","97"]]');
CREATE TABLE sitemap_entries(
  page_id INTEGER NOT NULL REFERENCES pages(id),
  position INTEGER NOT NULL,
  url_id INTEGER NOT NULL REFERENCES urls(id),
  lastmod TEXT,
  PRIMARY KEY (page_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE stats(     -- samples for the charts
  at REAL NOT NULL,
  key TEXT NOT NULL,
  value REAL NOT NULL, crawl_id INTEGER REFERENCES crawls(id),
  PRIMARY KEY (key, at)
) STRICT, WITHOUT ROWID;
INSERT INTO stats VALUES(1796031122.3824574947,'bytes_per_second',0.0,1);
INSERT INTO stats VALUES(1796031122.3824574947,'in_flight',0.0,1);
INSERT INTO stats VALUES(1796031122.3824574947,'pages',0.0,1);
INSERT INTO stats VALUES(1796031122.3824574947,'pages_per_second',0.0,1);
INSERT INTO stats VALUES(1796031122.3824574947,'queued',0.0,1);
CREATE TABLE typed_hosts(
  name TEXT NOT NULL,
  port INTEGER NOT NULL,
  first_addresses TEXT,
  PRIMARY KEY (name, port)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "urls"(
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
, label TEXT, request TEXT, paging TEXT) STRICT;
INSERT INTO urls VALUES(1,'http://127.0.0.1:PORT/',1,'done',NULL,0,0,0.0,1,0,NULL,'seed','2026-11-30T09:32:02.383Z','page',0,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO urls VALUES(2,'http://127.0.0.1:PORT/sitemap.xml',1,'skipped','no sitemap',0,1,0.0,0,0,NULL,'sitemap','2026-11-30T09:32:02.384Z','guessed_sitemap',0,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO urls VALUES(3,'http://127.0.0.1:PORT/0',1,'leased',NULL,1,0,0.0,0,0,1,'link','2026-11-30T09:32:03.410Z','page',0,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO urls VALUES(4,'http://127.0.0.1:PORT/1',1,'leased',NULL,1,0,0.0,0,0,1,'link','2026-11-30T09:32:03.410Z','page',0,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO urls VALUES(5,'http://127.0.0.1:PORT/2',1,'leased',NULL,1,0,0.0,0,0,1,'link','2026-11-30T09:32:03.410Z','page',0,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO urls VALUES(6,'http://127.0.0.1:PORT/3',1,'leased',NULL,1,0,0.0,0,0,1,'link','2026-11-30T09:32:03.410Z','page',0,1,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO anchors VALUES(1,3,'a','go',NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO anchors VALUES(2,4,'a','go',NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO anchors VALUES(3,5,'a','go',NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO anchors VALUES(4,6,'a','go',NULL,0,NULL,NULL,NULL,NULL);
CREATE TABLE page_anchors(
  page_id INTEGER PRIMARY KEY REFERENCES pages(id),
  anchors TEXT NOT NULL
) STRICT;
INSERT INTO page_anchors VALUES(1,'[1,2,3,4]');
CREATE TABLE anchor_pages(
  anchor_id INTEGER NOT NULL REFERENCES anchors(id),
  last_page_id INTEGER NOT NULL,
  pages TEXT NOT NULL,
  PRIMARY KEY (anchor_id, last_page_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE anchor_parts(last_page_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE structured(
  id INTEGER PRIMARY KEY,
  page_id INTEGER NOT NULL REFERENCES pages(id),
  kind TEXT NOT NULL,
  type TEXT,
  data TEXT
) STRICT;
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
CREATE INDEX hosts_by_pages ON hosts(pages);
CREATE INDEX pages_by_url ON pages(url_id);
CREATE INDEX pages_by_content ON pages(content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX urls_pending ON urls(host_id, due_at, priority DESC) WHERE state = 'pending';
CREATE INDEX urls_leased ON urls(host_id) WHERE state = 'leased';
CREATE UNIQUE INDEX urls_by_key ON urls(key);
CREATE INDEX structured_by_page ON structured(page_id);
CREATE INDEX item_changes_by_page ON item_changes(page_id);
CREATE VIEW links AS
SELECT p.page_id, u.key AS position, a.url_id, a.kind, a.text, a.rel, a.nofollow, a.fragment, a.href, a.attributes, a.error
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN anchors AS a ON a.id = u.value;
CREATE VIEW pages_latest AS
SELECT * FROM pages AS p WHERE id = (SELECT max(id) FROM pages WHERE url_id = p.url_id);
CREATE VIEW frontier AS
SELECT u.id AS url_id, u.url, u.kind, h.name AS host, u.depth, u.priority, u.due_at, u.attempts, h.next_allowed_at,
       h.wait_reason, u.state
FROM (SELECT * FROM urls WHERE state = 'leased' UNION ALL SELECT * FROM urls WHERE state = 'pending') AS u
  JOIN hosts AS h ON h.id = u.host_id
ORDER BY u.host_id, u.due_at, u.priority DESC, u.id;
CREATE VIEW numbers AS
WITH
  crawl AS MATERIALIZED (SELECT id FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1),
  fetched AS (
    SELECT u.kind = 'page' AS is_page, iif(p.status = 304, 0, p.size) AS bytes,
           ifnull(p.error, iif(p.status >= 400, 'status ' || p.status, NULL)) AS error,
           iif(p.status_class BETWEEN 1 AND 5, p.status_class, 0) AS class, p.error IS NULL AS usable
    FROM crawl CROSS JOIN pages AS p ON p.crawl_id = crawl.id JOIN urls AS u ON u.id = p.url_id)
SELECT 'total' AS kind, 'pages' AS name, count(*) AS value FROM fetched WHERE is_page
UNION ALL SELECT 'total', 'sitemaps', count(*) FROM fetched WHERE NOT is_page
UNION ALL SELECT 'total', 'errors', count(error) FROM fetched
UNION ALL SELECT 'total', 'retries', count(*) FROM crawl JOIN events AS e ON e.crawl_id = crawl.id WHERE e.kind = 'retry'
UNION ALL SELECT 'total', 'bytes', ifnull(sum(bytes), 0) FROM fetched
UNION ALL SELECT 'total', 'links', ifnull(sum(1 + length(l.anchors) - length(replace(l.anchors, ',', ''))), 0)  -- no list is empty
  FROM crawl CROSS JOIN pages AS p ON p.crawl_id = crawl.id JOIN page_anchors AS l ON l.page_id = p.id
UNION ALL SELECT 'total', 'queued', count(*) FROM urls WHERE state IN ('pending', 'leased')
UNION ALL SELECT 'total', 'hosts', count(*) FROM hosts
UNION ALL SELECT 'url state', state, count(*) FROM urls GROUP BY state
UNION ALL SELECT 'status class', CAST(class AS TEXT), count(*) FROM fetched GROUP BY class
UNION ALL SELECT 'page class', CAST(class * usable AS TEXT), count(*) FROM fetched WHERE is_page GROUP BY class * usable
UNION ALL SELECT 'error', error, count(*) FROM fetched WHERE error IS NOT NULL GROUP BY error
UNION ALL SELECT 'skip reason', ifnull(skip_reason, 'other'), count(*) FROM urls WHERE state = 'skipped' GROUP BY skip_reason
;
CREATE VIEW host_summary AS
SELECT name AS host, domain, pages, errors, bytes, pending, robots_status, current_delay, delay_source, wait_reason,
       pending + (SELECT count(*) FROM urls WHERE host_id = hosts.id AND state = 'leased') AS queued
FROM hosts
ORDER BY pages DESC, name;
CREATE VIEW failures AS
WITH RECURSIVE
  redirects AS MATERIALIZED (
    SELECT url_id, url, status, redirect_id FROM pages_latest
    WHERE redirect_id IS NOT NULL AND status_class = 3 AND error IS NULL),
  ending(url_id) AS (
    SELECT redirect_id FROM redirects WHERE redirect_id NOT IN (SELECT url_id FROM redirects)
    UNION
    SELECT r.url_id FROM ending AS e JOIN redirects AS r ON r.redirect_id = e.url_id)
SELECT url_id, url, status, error, error_detail AS detail
FROM pages_latest
WHERE error IS NOT NULL OR status >= 400 OR status = 0
UNION ALL
SELECT id, url, 0, iif(instr(skip_reason, ': '), substr(skip_reason, instr(skip_reason, ': ') + 2), skip_reason), skip_reason
FROM urls
WHERE state = 'skipped' AND (skip_reason = 'too many redirects' OR skip_reason LIKE 'too many redirects: %' OR skip_reason = 'robots unreachable' OR skip_reason LIKE 'robots unreachable: %' OR skip_reason = 'forbidden address' OR skip_reason LIKE 'forbidden address: %')
UNION ALL
SELECT url_id, url, status, 'redirect_loop', 'it redirects in a circle'
FROM redirects
WHERE url_id NOT IN (SELECT url_id FROM ending);
CREATE VIEW error_summary AS
WITH
  wrong AS MATERIALIZED (SELECT id, href, error FROM anchors WHERE url_id IS NULL AND error IS NOT NULL),
  used AS (
SELECT a.*, u.value AS page_id
FROM wrong AS a CROSS JOIN anchor_pages AS part ON part.anchor_id = a.id CROSS JOIN json_each(part.pages) AS u
UNION ALL
SELECT a.*, p.page_id
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN wrong AS a ON a.id = u.value
WHERE p.page_id > (SELECT ifnull(max(last_page_id), 0) FROM anchor_parts)
)
SELECT error, status, count(*) AS pages, min(url) AS example
FROM (SELECT error, status, url FROM failures
      UNION ALL
      SELECT l.error, 0, l.href FROM used AS l CROSS JOIN pages_latest AS source ON source.id = l.page_id)
GROUP BY error, status
ORDER BY pages DESC;
CREATE VIEW status_by_depth AS
SELECT u.depth, count(*) AS pages, sum(p.status_class = 2 AND p.error IS NULL) AS ok, sum(p.status_class = 3) AS redirects,
       sum(p.status_class = 4) AS client_errors, sum(p.status_class = 5) AS server_errors,
       sum(p.status = 0) AS no_response
FROM pages_latest AS p JOIN urls AS u ON u.id = p.url_id
GROUP BY u.depth
ORDER BY u.depth;
CREATE VIEW inlinks AS
SELECT target.url, source.url AS from_url, a.kind, a.text, a.rel, a.nofollow, source.title AS from_title,
       target.id AS url_id, source.id AS from_page_id, a.fragment
FROM urls AS target JOIN anchors AS a ON a.url_id = target.id JOIN anchor_pages AS part ON part.anchor_id = a.id
  JOIN json_each(part.pages) AS u JOIN pages_latest AS source ON source.id = u.value
UNION ALL
SELECT target.url, source.url, a.kind, a.text, a.rel, a.nofollow, source.title, target.id, source.id, a.fragment
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN anchors AS a ON a.id = u.value
  CROSS JOIN urls AS target ON target.id = a.url_id CROSS JOIN pages_latest AS source ON source.id = p.page_id
WHERE p.page_id > (SELECT ifnull(max(last_page_id), 0) FROM anchor_parts);
CREATE VIEW broken_links AS
WITH RECURSIVE
  failing AS MATERIALIZED (SELECT url_id, status, error, detail FROM failures),
  redirects AS MATERIALIZED (
    SELECT url_id, redirect_id FROM pages_latest
    WHERE redirect_id IS NOT NULL AND status_class = 3 AND url_id NOT IN (SELECT url_id FROM failing)),
  broken(url_id, status, error, detail) AS (
    SELECT url_id, status, error, detail FROM failing
    UNION
    SELECT r.url_id, b.status, b.error, b.detail FROM broken AS b JOIN redirects AS r ON r.redirect_id = b.url_id),
  wrong AS MATERIALIZED (
    SELECT a.id, target.url AS link_url, b.status, b.error, a.kind, a.text, b.detail
    FROM broken AS b CROSS JOIN anchors AS a ON a.url_id = b.url_id CROSS JOIN urls AS target ON target.id = b.url_id
    UNION ALL
    SELECT id, href, 0, error, kind, text, NULL FROM anchors WHERE url_id IS NULL AND error IS NOT NULL),
  used AS (
SELECT a.*, u.value AS page_id
FROM wrong AS a CROSS JOIN anchor_pages AS part ON part.anchor_id = a.id CROSS JOIN json_each(part.pages) AS u
UNION ALL
SELECT a.*, p.page_id
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN wrong AS a ON a.id = u.value
WHERE p.page_id > (SELECT ifnull(max(last_page_id), 0) FROM anchor_parts)
)
SELECT source.url AS page_url, l.link_url, l.status, l.error, l.kind, l.text, l.detail
FROM used AS l CROSS JOIN pages_latest AS source ON source.id = l.page_id;
CREATE VIEW redirect_chains AS
WITH RECURSIVE chain(start_url, hops, url_id, path) AS (
  SELECT p.url, 1, p.redirect_id, p.url || ' -> ' || u.url
  FROM pages_latest AS p JOIN urls AS u ON u.id = p.redirect_id
  UNION ALL
  SELECT c.start_url, c.hops + 1, p.redirect_id, c.path || ' -> ' || u.url
  FROM chain AS c JOIN pages_latest AS p ON p.url_id = c.url_id JOIN urls AS u ON u.id = p.redirect_id
  WHERE c.hops < 20
)
SELECT c.start_url AS url, c.hops, u.url AS final_url, p.status AS final_status,
       p.redirect_id IS NOT NULL AS endless, c.path AS chain
FROM chain AS c JOIN urls AS u ON u.id = c.url_id LEFT JOIN pages_latest AS p ON p.url_id = c.url_id
WHERE p.redirect_id IS NULL OR c.hops = 20;
CREATE VIEW orphans AS
SELECT p.url, p.title, u.via_kind, u.depth
FROM pages_latest AS p JOIN urls AS u ON u.id = p.url_id
WHERE p.status_class = 2
  AND p.url_id NOT IN (SELECT redirect_id FROM pages_latest WHERE redirect_id IS NOT NULL)
  AND NOT EXISTS (  -- from the parts of anchor_pages, if there are any: anchors has its index since then
    SELECT 1 FROM (SELECT 1 FROM anchor_parts LIMIT 1) CROSS JOIN anchors AS a ON a.url_id = p.url_id
      CROSS JOIN anchor_pages AS part ON part.anchor_id = a.id CROSS JOIN json_each(part.pages) AS u
      CROSS JOIN pages_latest AS source ON source.id = u.value
    WHERE source.url_id <> p.url_id AND a.kind IS NOT 'sitemap')
  AND p.url_id NOT IN (
    SELECT a.url_id FROM page_anchors AS list CROSS JOIN json_each(list.anchors) AS u
      CROSS JOIN anchors AS a ON a.id = u.value CROSS JOIN pages_latest AS source ON source.id = list.page_id
    WHERE list.page_id > (SELECT ifnull(max(last_page_id), 0) FROM anchor_parts)
      AND source.url_id <> a.url_id AND a.kind IS NOT 'sitemap')
;
CREATE VIEW missing_titles AS
SELECT url, status, content_type, size
FROM pages_latest
WHERE status_class = 2 AND error IS NULL AND title IS NULL
  AND (content_type LIKE 'text/html%' OR content_type LIKE 'application/xhtml+xml%');
CREATE VIEW slow_pages AS
SELECT url, elapsed_ms, status, size, fetched_at
FROM pages_latest
WHERE status > 0
ORDER BY elapsed_ms DESC
LIMIT 100;
CREATE VIEW duplicate_content AS
SELECT lower(hex(content_hash)) AS content_hash, count(*) AS pages, max(size) AS size, group_concat(url, ' ') AS urls
FROM pages_latest
WHERE content_hash IS NOT NULL AND status_class = 2
GROUP BY content_hash
HAVING count(*) > 1
ORDER BY pages DESC;
CREATE VIEW near_duplicates AS
WITH
  fingerprinted AS MATERIALIZED (
    SELECT id, url, simhash FROM pages_latest WHERE simhash <> 0 AND status_class = 2),
  representative AS MATERIALIZED (
    SELECT min(id) AS id, url, simhash FROM fingerprinted GROUP BY simhash),
  band AS MATERIALIZED (
    SELECT number, simhash >> (16 * number) & 65535 AS bits, id, url, simhash
    FROM representative, (SELECT 0 AS number UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3)),
  pair AS (
    SELECT DISTINCT a.url AS url, b.url AS near_url, (a.simhash | b.simhash) & ~(a.simhash & b.simhash) AS differing
    FROM band AS a JOIN band AS b ON b.number = a.number AND b.bits = a.bits AND b.id > a.id),
  half AS (
    SELECT url, near_url, differing & 4294967295 AS low, differing >> 32 & 4294967295 AS high FROM pair),
  twos AS (
    SELECT url, near_url, low - (low >> 1 & 1431655765) AS low, high - (high >> 1 & 1431655765) AS high FROM half),
  fours AS (
    SELECT url, near_url, (low & 858993459) + (low >> 2 & 858993459)
      + (high & 858993459) + (high >> 2 & 858993459) AS sums FROM twos),
  eights AS (
    SELECT url, near_url, (sums & 252645135) + (sums >> 4 & 252645135) AS sums FROM fours),
  measured AS (
    SELECT url, near_url, sums * 16843009 >> 24 & 255 AS distance FROM eights)
SELECT url, near_url, distance FROM measured WHERE distance <= 3
UNION ALL
SELECT r.url, f.url, 0 FROM fingerprinted AS f JOIN representative AS r ON r.simhash = f.simhash WHERE f.id <> r.id;
CREATE VIEW changes AS
SELECT t.name AS "table", c.key, f.name AS field, c.old, c.new, c.at, c.crawl_id, p.url
FROM item_changes AS c JOIN item_columns AS f ON f.id = c.column_id JOIN item_tables AS t ON t.id = f.table_id
  LEFT JOIN pages AS p ON p.id = c.page_id
ORDER BY c.at, c.id;
CREATE VIEW field_summary AS
SELECT now."table", now.field, now.rows, now.matched, now.nulls, now.bad_type,
       round(100.0 * now.nulls / now.rows, 1) AS null_percent,
       before.rows AS rows_before, before.matched AS matched_before, before.nulls AS nulls_before,
       before.bad_type AS bad_type_before, round(100.0 * before.nulls / before.rows, 1) AS null_percent_before
FROM field_health AS now
  LEFT JOIN field_health AS before
    ON before."table" = now."table" AND before.field = now.field
    AND before.crawl_id = (SELECT max(crawl_id) FROM field_health AS any
                           WHERE any.crawl_id < now.crawl_id AND any."table" = now."table" AND any.field = now.field)
WHERE now.crawl_id = (SELECT max(crawl_id) FROM field_health);
CREATE INDEX events_by_subject ON events(host_id, url_id);
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
COMMIT;
