-- Fills a new crawl file with :pages pages for tests/bench/report_part.sh: a site of sections, each page with 20 links to
-- a menu, its neighbours and pages far away, of which one in a hundred is broken, redirects, has no title or shares one.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA foreign_keys = OFF;
PRAGMA cache_size = -262144;
PRAGMA temp_store = MEMORY;
BEGIN;
DELETE FROM pages;
DELETE FROM urls;
DELETE FROM hosts;
INSERT INTO hosts(id, name, domain, pages) VALUES (1, 'http://site.example', 'site.example', :pages);
CREATE TEMP TABLE n(i INTEGER PRIMARY KEY);
INSERT INTO n WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < :pages) SELECT i FROM counted;
INSERT INTO urls(id, url, host_id, state, depth, priority, discovered_at, crawl_id)
  SELECT i, 'http://site.example/section' || (i % 1000) || '/a-page-of-some-length-' || i, 1, 'done', min(i - 1, 3), 0,
         '2026-01-01T00:00:00Z', 1 FROM n;
INSERT INTO pages(id, crawl_id, url_id, url, final_url, redirect_id, status, fetched_at, elapsed_ms, size, content_type, title,
                  description, canonical, word_count, links_internal, links_external, content_hash, simhash, truncated, meta,
                  headers)
  SELECT i, 1, i, u.url, u.url, iif(i % 100 = 7, 1 + i * 7 % :pages, NULL), iif(i % 100 = 5, 404, iif(i % 100 = 7, 301, 200)),
         '2026-01-01T00:00:00Z', i * 7919 % 900, 5000 + i * 104729 % 50000, 'text/html',
         iif(i % 100 = 3, NULL, 'The title of the page with the number ' || iif(i % 100 = 4, i / 1000, i)),
         iif(i % 10 = 3, NULL, 'What the page is about, in a sentence that search engines would show, number ' || i),
         iif(i % 100 = 9, 'http://site.example/section1/a-page-of-some-length-1', u.url), 400, 20, 0,
         CAST(printf('%016d', iif(i % 100 = 8, i / 1000, i + 1000000)) AS BLOB),
         random() | 1, 0,
         '{"charset_source":"header","headings":[[1,"Heading ' || i || '"],[2,"More"],[2,"And more"]]}',
         '[["Content-Type","text/html; charset=utf-8"],["Server","nginx"],["Date","Thu, 01 Jan 2026 00:00:00 GMT"]]'
  FROM n JOIN urls AS u ON u.id = n.i;
-- Each URL has one anchor, the hundred of the menu among them; one in fifty has a fragment.
INSERT INTO anchors(id, url_id, kind, text, nofollow, fragment)
  SELECT i, i, 'a', 'link number ' || i, 0, iif(i % 50 = 0, 'part', NULL) FROM n;
INSERT INTO anchors(id, url_id, kind, nofollow, attributes)
  SELECT :pages + i, 1 + i * 13 % :pages, 'img', 0, iif(i % 10 = 0, NULL, '{"alt":"picture"}') FROM n WHERE i <= :pages / 10;
INSERT INTO page_anchors(page_id, anchors)
  SELECT i, printf('[10,11,12,13,14,15,16,17,18,19,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d]', 1 + i % :pages, 1 + (i + 1) % :pages,
                   1 + (i + 2) % :pages, 1 + i * 31 % :pages, 1 + i * 37 % :pages, 1 + i * 41 % :pages, 1 + i * 43 % :pages,
                   1 + i * 47 % :pages, 1 + i * 53 % :pages, :pages + 1 + i % (:pages / 10))
  FROM n WHERE i % 100 NOT IN (5, 7);
INSERT INTO anchor_pages(anchor_id, last_page_id, pages)
  SELECT anchor, part, '[' || group_concat(page_id) || ']'
  FROM (SELECT u.value AS anchor, p.page_id, min((p.page_id + 49999) / 50000 * 50000, :pages) AS part
        FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u ORDER BY 1, 2)
  GROUP BY anchor, part;
INSERT INTO anchor_parts SELECT DISTINCT last_page_id FROM anchor_pages;
UPDATE crawls SET status = 'finished', finished_at = started_at;
COMMIT;
CREATE INDEX IF NOT EXISTS anchors_by_target ON anchors(url_id) WHERE url_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS urls_by_url ON urls(url);
