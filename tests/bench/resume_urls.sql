-- Fills a crawl file with an unfinished crawl of :urls URLs for tests/bench/resume_part.sh: a tenth of them are pages with
-- ten links each, by which the rest was found, which waits; a thousand hosts of this machine have them all.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA foreign_keys = OFF;
PRAGMA cache_size = -524288;
PRAGMA temp_store = MEMORY;
BEGIN;
DELETE FROM pages;
DELETE FROM urls;
DELETE FROM hosts;
DELETE FROM events;
DELETE FROM counters;
DROP INDEX urls_by_key;
DROP INDEX urls_pending;
DROP INDEX IF EXISTS urls_by_url;
DROP INDEX IF EXISTS anchors_by_target;
CREATE TEMP TABLE n(i INTEGER PRIMARY KEY);
INSERT INTO n WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < :urls) SELECT i FROM counted;
INSERT INTO hosts(id, name, domain, robots_status, robots_fetched_at, current_delay, delay_source, pages, bytes, pending)
  SELECT i, 'http://127.0.' || (i / 250) || '.' || (1 + i % 250) || ':9', '127.0.' || (i / 250) || '.' || (1 + i % 250), 'none',
         unixepoch(), 1, 'delay', :urls / 10000, :urls, :urls * 9 / 10000
  FROM n WHERE i <= 1000;
INSERT INTO urls(id, url, host_id, state, depth, priority, via_id, via_kind, discovered_at, crawl_id, attempts)
  SELECT i, (SELECT name FROM hosts WHERE id = 1 + i % 1000) || '/a-page-of-some-length-' || i, 1 + i % 1000,
         iif(i <= :urls / 10, 'done', 'pending'), min(i - 1, 7), 0, iif(i = 1, NULL, max(1, i / 10)), iif(i = 1, 'seed', 'link'),
         '2026-01-01T00:00:00.000Z', 1, i <= :urls / 10
  FROM n;
CREATE UNIQUE INDEX urls_by_key ON urls(key);
CREATE INDEX urls_pending ON urls(host_id, due_at, priority DESC) WHERE state = 'pending';
INSERT INTO pages(id, crawl_id, url_id, url, final_url, status, fetched_at, elapsed_ms, size, content_type, title, word_count,
                  links_internal, links_external, content_hash, truncated, meta, headers)
  SELECT i, 1, i, u.url, u.url, iif(i % 100 = 5, 404, 200), '2026-01-01T00:00:00.000Z', 50, 10000, 'text/html',
         'The title of the page with the number ' || i, 400, 10, 0, CAST(printf('%016d', i / 2) AS BLOB), 0,
         '{"charset_source":"header","headings":[[1,"Heading ' || i || '"]]}', '[["Content-Type","text/html"],["Server","nginx"]]'
  FROM n JOIN urls AS u ON u.id = n.i WHERE i <= :urls / 10;
INSERT INTO anchors(id, url_id, kind, text, nofollow) SELECT i, i, 'a', 'link number ' || i, 0 FROM n;
INSERT INTO page_anchors(page_id, anchors)
  SELECT i, printf('[%d,%d,%d,%d,%d,%d,%d,%d,%d,%d]', 10 * i, 10 * i + 1, 10 * i + 2, 10 * i + 3, 10 * i + 4, 10 * i + 5, 10 * i + 6,
                   10 * i + 7, 10 * i + 8, 10 * i + 9)
  FROM n WHERE i < :urls / 10;
INSERT INTO counters VALUES (1, 'url state', 'done', :urls / 10), (1, 'url state', 'pending', :urls - :urls / 10),
  (1, 'total', 'pages', :urls / 10), (1, 'total', 'links', :urls), (1, 'status class', '2', :urls / 10 - :urls / 1000),
  (1, 'page class', '2', :urls / 10 - :urls / 1000), (1, 'status class', '4', :urls / 1000), (1, 'page class', '4', :urls / 1000),
  (1, 'error', 'status 404', :urls / 1000), (1, 'total', 'hosts asked', 1000);
UPDATE crawls SET status = 'interrupted', exit_reason = 'interrupted', finished_at = started_at;
COMMIT;
