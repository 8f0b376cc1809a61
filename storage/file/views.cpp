#include "storage/file/views.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "storage/skip_reason.hpp"

namespace trawl::storage {
namespace {

/// Whether links to a URL that is skipped for `skip_reason` are broken.
std::string breaks_links() {
  std::string condition;
  for (const SkipReasonRow& row : skip_reasons()) {
    if (!row.breaks_links) continue;
    condition += fmt::format("{}skip_reason = '{}' OR skip_reason LIKE '{}{}%'",
                             condition.empty() ? "" : " OR ", row.name, row.name, kBeforeSkipDetail);
  }
  return "(" + condition + ")";
}

/// The detail of `skip_reason`, or else the reason.
std::string skip_detail() {
  return fmt::format(
      "iif(instr(skip_reason, '{0}'), substr(skip_reason, instr(skip_reason, '{0}') + {1}), skip_reason)",
      kBeforeSkipDetail, kBeforeSkipDetail.size());
}

/// URLs that give nothing to a person who follows a link. A chain of redirects that never leaves itself has
/// no end from which `ending` could walk back to it.
std::string failures() {
  return R"sql(
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
SELECT id, url, 0, )sql" +
         skip_detail() + R"sql(, skip_reason
FROM urls
WHERE state = 'skipped' AND )sql" +
         breaks_links() + R"sql(
UNION ALL
SELECT url_id, url, status, 'redirect_loop', 'it redirects in a circle'
FROM redirects
WHERE url_id NOT IN (SELECT url_id FROM ending)
)sql";
}

std::vector<View> all_views() {
  return {
      View{"links", R"sql(
SELECT p.page_id, u.key AS position, a.url_id, a.kind, a.text, a.rel, a.nofollow, a.fragment, a.href, a.attributes, a.error
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN anchors AS a ON a.id = u.value
)sql"},
      View{"pages_latest", R"sql(
SELECT * FROM pages WHERE id NOT IN (SELECT page_id FROM superseded_pages)
)sql"},
      // An untrusted schema may use json_each(), but not json_extract() and the like.
      View{"pages_flat", R"sql(
SELECT p.id AS page_id, p.url_id, p.crawl_id, p.url, h.name AS host, p.final_url, target.url AS redirect_url, p.status,
       CASE WHEN p.status = 0 THEN 'no response' WHEN p.error IS NOT NULL THEN 'broken response'
            WHEN p.status_class = 2 THEN 'ok' WHEN p.status_class = 3 THEN 'redirect'
            WHEN p.status_class = 4 THEN 'client error' WHEN p.status_class = 5 THEN 'server error'
            ELSE 'other status' END AS outcome,
       p.error, p.error_detail, p.fetched_at, p.elapsed_ms,
       (SELECT round(value * 1000.0, 3) FROM json_each(p.timing) WHERE key = 'resolve') AS resolve_ms,
       (SELECT round(value * 1000.0, 3) FROM json_each(p.timing) WHERE key = 'connect') AS connect_ms,
       (SELECT round(value * 1000.0, 3) FROM json_each(p.timing) WHERE key = 'first_byte') AS first_byte_ms,
       (SELECT round(value * 1000.0, 3) FROM json_each(p.timing) WHERE key = 'waited') AS waited_ms,
       (SELECT value FROM json_each(p.timing) WHERE key = 'waited_for') AS waited_for,
       p.size, p.content_type, p.charset, p.http_version, p.ip, p.title, ifnull(length(p.title), 0) AS title_length,
       p.description, ifnull(length(p.description), 0) AS description_length,
       (SELECT text.value FROM json_each(p.meta, '$.headings') AS h CROSS JOIN json_each(h.value, '$[1]') AS text
        WHERE h.value LIKE '[1,%' LIMIT 1) AS h1,
       (SELECT count(*) FROM json_each(p.meta, '$.headings') WHERE value LIKE '[1,%') AS h1_count,
       p.lang, p.canonical, p.robots, p.word_count, p.links_internal, p.links_external, ifnull(p.body_id, 0) AS body_id,
       iif(p.content_hash IS NULL, NULL, lower(hex(p.content_hash))) AS content_hash,
       iif(p.simhash IS NULL, NULL, format('%016llx', p.simhash)) AS simhash, p.truncated, p.status_class,
       p.etag, p.last_modified, p.server, u.kind, u.depth, u.via_kind, via.url AS via_url, u.attempts
FROM pages_latest AS p JOIN urls AS u ON u.id = p.url_id JOIN hosts AS h ON h.id = u.host_id
  LEFT JOIN urls AS via ON via.id = u.via_id LEFT JOIN urls AS target ON target.id = p.redirect_id
)sql"},
      View{"frontier", R"sql(
SELECT u.id AS url_id, u.url, u.kind, h.name AS host, u.depth, u.priority, u.due_at, u.attempts, h.next_allowed_at,
       h.wait_reason, u.state
FROM (SELECT * FROM urls WHERE state = 'leased' UNION ALL SELECT * FROM urls WHERE state = 'pending') AS u
  JOIN hosts AS h ON h.id = u.host_id
ORDER BY u.host_id, u.due_at, u.priority DESC, u.id
)sql"},
      // What each number of a crawl is. `counters` has the same, counted while the rows were written.
      View{"numbers", R"sql(
WITH
  crawl AS MATERIALIZED (SELECT id FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1),
  fetched AS (
    SELECT u.kind NOT IN ('sitemap', 'guessed_sitemap') AS is_page, iif(p.status = 304, 0, p.size) AS bytes,
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
UNION ALL SELECT 'skip reason', ifnull(skip_reason, 'other'), count(*)
  FROM urls WHERE state = 'skipped' AND crawl_id = (SELECT id FROM crawl) GROUP BY skip_reason
)sql"},
      View{"host_summary", R"sql(
SELECT name AS host, domain, pages, errors, bytes, pending, robots_status, current_delay, delay_source, wait_reason,
       pending + (SELECT count(*) FROM urls WHERE host_id = hosts.id AND state = 'leased') AS queued
FROM hosts
ORDER BY pages DESC, name
)sql"},
      View{"shape_summary", R"sql(
SELECT s.id, h.name AS host, s.shape, s.state, s.fetched, s.new_content, s.new_items,
       iif(s.state = 'held', (SELECT count(*) FROM urls AS u
                              WHERE u.state = 'held' AND u.host_id = s.host_id AND u.skip_reason = 'trap: shape ' || s.shape),
           0) AS waiting,
       s.held_at
FROM shapes AS s JOIN hosts AS h ON h.id = s.host_id
WHERE s.crawl_id = (SELECT id FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1)
ORDER BY s.state = 'held' DESC, s.fetched DESC, s.id
)sql"},
      View{"failures", failures()},
      // Those of `failures`, and links that are no URL.
      View{"error_summary", R"sql(
WITH
  wrong AS MATERIALIZED (SELECT id, href, error FROM anchors WHERE url_id IS NULL AND error IS NOT NULL),
  used AS ()sql" + on_pages("wrong") +
                                R"sql()
SELECT error, status, count(*) AS pages, min(url) AS example
FROM (SELECT error, status, url FROM failures
      UNION ALL
      SELECT l.error, 0, l.href FROM used AS l CROSS JOIN pages_latest AS source ON source.id = l.page_id)
GROUP BY error, status
ORDER BY pages DESC
)sql"},
      View{"status_by_depth", R"sql(
SELECT u.depth, count(*) AS pages, sum(p.status_class = 2 AND p.error IS NULL) AS ok, sum(p.status_class = 3) AS redirects,
       sum(p.status_class = 4) AS client_errors, sum(p.status_class = 5) AS server_errors,
       sum(p.status = 0) AS no_response
FROM pages_latest AS p JOIN urls AS u ON u.id = p.url_id
GROUP BY u.depth
ORDER BY u.depth
)sql"},
      View{"inlinks", R"sql(
SELECT target.url, source.url AS from_url, a.kind, a.text, a.rel, a.nofollow, source.title AS from_title,
       target.id AS url_id, source.id AS from_page_id, a.fragment
FROM urls AS target JOIN anchors AS a ON a.url_id = target.id JOIN anchor_pages AS part ON part.anchor_id = a.id
  CROSS JOIN json_each(part.pages) AS u CROSS JOIN pages_latest AS source ON source.id = u.value
UNION ALL
SELECT target.url, source.url, a.kind, a.text, a.rel, a.nofollow, source.title, target.id, source.id, a.fragment
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN anchors AS a ON a.id = u.value
  CROSS JOIN urls AS target ON target.id = a.url_id CROSS JOIN pages_latest AS source ON source.id = p.page_id
WHERE p.page_id > (SELECT ifnull(max(last_page_id), 0) FROM anchor_parts)
)sql"},
      // Also through redirects, as a person follows them; and hrefs that are no URL.
      View{"broken_links", R"sql(
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
  used AS ()sql" + on_pages("wrong") +
                               R"sql()
SELECT source.url AS page_url, l.link_url, l.status, l.error, l.kind, l.text, l.detail
FROM used AS l CROSS JOIN pages_latest AS source ON source.id = l.page_id
)sql"},
      View{"redirect_chains", R"sql(
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
WHERE p.redirect_id IS NULL OR c.hops = 20
)sql"},
      View{"orphans", R"sql(
SELECT p.url, p.title, u.via_kind, u.depth, p.url_id
FROM pages_latest AS p JOIN urls AS u ON u.id = p.url_id
WHERE p.status_class = 2 AND u.kind = 'page'
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
)sql"},
      View{"missing_titles", R"sql(
SELECT url, status, content_type, size
FROM pages_latest
WHERE status_class = 2 AND error IS NULL AND title IS NULL
  AND (SELECT kind FROM urls WHERE id = url_id) = 'page'
  AND (content_type LIKE 'text/html%' OR content_type LIKE 'application/xhtml+xml%')
)sql"},
      View{"slow_pages", R"sql(
SELECT url, elapsed_ms, status, size, fetched_at
FROM pages_latest
WHERE status > 0
ORDER BY elapsed_ms DESC
LIMIT 100
)sql"},
      View{"duplicate_content", R"sql(
SELECT lower(hex(content_hash)) AS content_hash, count(*) AS pages, max(size) AS size, group_concat(url, ' ') AS urls
FROM pages_latest
WHERE content_hash IS NOT NULL AND status_class = 2
GROUP BY content_hash
HAVING count(*) > 1
ORDER BY pages DESC
)sql"},
      // Fingerprints that differ in at most 3 bits agree in at least one of their four 16-bit bands, so only
      // those that share a band are compared. One page stands for all with the same fingerprint, which keeps
      // the number of rows near the number of pages. SQLite has neither xor nor a bit count, and its integers
      // are signed, so the bits are counted in two halves, in parallel.
      View{"near_duplicates", R"sql(
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
SELECT r.url, f.url, 0 FROM fingerprinted AS f JOIN representative AS r ON r.simhash = f.simhash WHERE f.id <> r.id
)sql"},
      // What a later crawl has found otherwise, in rows of item tables that have a key.
      View{"changes", R"sql(
SELECT t.name AS "table", c.key, f.name AS field, c.old, c.new, c.at, c.crawl_id, p.url
FROM item_changes AS c JOIN item_columns AS f ON f.id = c.column_id JOIN item_tables AS t ON t.id = f.table_id
  LEFT JOIN pages AS p ON p.id = c.page_id
ORDER BY c.at, c.id
)sql"},
      // The fields of the newest crawl that had rules, beside the crawl with that field before it.
      View{"field_summary", R"sql(
SELECT now."table", now.field, now.rows, now.matched, now.nulls, now.bad_type,
       round(100.0 * now.nulls / now.rows, 1) AS null_percent,
       before.rows AS rows_before, before.matched AS matched_before, before.nulls AS nulls_before,
       before.bad_type AS bad_type_before, round(100.0 * before.nulls / before.rows, 1) AS null_percent_before
FROM field_health AS now
  LEFT JOIN field_health AS before
    ON before."table" = now."table" AND before.field = now.field
    AND before.crawl_id = (SELECT max(crawl_id) FROM field_health AS any
                           WHERE any.crawl_id < now.crawl_id AND any."table" = now."table" AND any.field = now.field)
WHERE now.crawl_id = (SELECT max(crawl_id) FROM field_health)
)sql"},
  };
}

}  // namespace

std::string on_pages(std::string_view anchors) {
  return fmt::format(R"sql(
SELECT a.*, u.value AS page_id
FROM {0} AS a CROSS JOIN anchor_pages AS part ON part.anchor_id = a.id CROSS JOIN json_each(part.pages) AS u
UNION ALL
SELECT a.*, p.page_id
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN {0} AS a ON a.id = u.value
WHERE p.page_id > (SELECT ifnull(max(last_page_id), 0) FROM anchor_parts)
)sql",
                     anchors);
}

std::span<const View> views() {
  static const std::vector<View> kViews = [] {
    std::vector<View> all = all_views();
    for (View& view : report_views()) all.push_back(std::move(view));
    return all;
  }();
  return kViews;
}

std::string views_sql() {
  std::string sql;
  for (const View& view : views())
    sql.append("CREATE VIEW ").append(view.name).append(" AS").append(view.select).append(";\n");
  return sql;
}

}  // namespace trawl::storage
