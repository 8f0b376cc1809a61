#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "storage/file/views.hpp"

namespace trawl::storage {
namespace {

/// A view of the texts of one kind that fewer or more characters have than search engines show.
View text_length(std::string_view name, std::string_view column, std::string_view condition) {
  return View{std::string(name), fmt::format(R"sql(
SELECT url, length({0}) AS characters, {0}
FROM html_pages
WHERE is_indexable AND length({0}) {1}
)sql",
                                             column, condition)};
}

/// A view of the texts that several indexable pages share.
View shared_text(std::string_view name, std::string_view column) {
  return View{std::string(name), fmt::format(R"sql(
SELECT {0}, pages, url
FROM (SELECT {0}, count(*) OVER (PARTITION BY {0}) AS pages, url FROM html_pages WHERE is_indexable AND {0} IS NOT NULL)
WHERE pages > 1
)sql",
                                             column)};
}

View missing_text(std::string_view name, std::string_view column) {
  return View{std::string(name), fmt::format(R"sql(
SELECT url, title, depth FROM html_pages WHERE is_indexable AND {} IS NULL
)sql",
                                             column)};
}

/// Why a search engine or a person does not get from elsewhere to the URL `u` with the page `t`; NULL for no
/// reason.
constexpr std::string_view kProblemOfTarget = R"sql(CASE
    WHEN t.error IS NOT NULL THEN t.error
    WHEN t.redirect_id IS NOT NULL THEN 'redirects'
    WHEN t.status >= 400 THEN 'status ' || t.status
    WHEN t.url_id IS NULL AND u.state = 'skipped' AND u.skip_reason GLOB 'robots*' THEN 'blocked by robots.txt'
    WHEN t.is_noindex THEN 'noindex'
    WHEN t.is_canonical = 0 THEN 'names another canonical'
  END)sql";

View hreflang_conflicts() {
  return View{
      "hreflang_conflicts",
      R"sql(
WITH
  alternates AS MATERIALIZED (
    SELECT a.id, a.url_id AS target_id, said.value AS hreflang
    FROM anchors AS a CROSS JOIN json_each(a.attributes, '$.hreflang') AS said
    WHERE a.kind = 'link' AND a.url_id IS NOT NULL AND instr(' ' || a.rel || ' ', ' alternate ')),
  used AS ()sql" +
          on_pages("alternates") +
          R"sql(),
  named AS MATERIALIZED (
    SELECT DISTINCT source.url_id, source.url, l.hreflang, l.target_id
    FROM used AS l CROSS JOIN page_facts AS source ON source.id = l.page_id),
  pair AS MATERIALIZED (SELECT DISTINCT url_id, target_id FROM named),
  judged AS (
    SELECT n.url AS page_url, n.hreflang, u.url AS target_url,
           CASE
             WHEN n.hreflang <> 'x-default' AND n.hreflang NOT GLOB '[a-z][a-z]' AND n.hreflang NOT GLOB '[a-z][a-z][a-z]'
               AND n.hreflang NOT GLOB '[a-z][a-z]-[a-z][a-z]' AND n.hreflang NOT GLOB '[a-z][a-z]-[0-9][0-9][0-9]'
               AND n.hreflang NOT GLOB '[a-z][a-z]-[a-z][a-z][a-z][a-z]*'
               AND n.hreflang NOT GLOB '[a-z][a-z][a-z]-[a-z]*' THEN 'no language code'
             WHEN n.hreflang GLOB '*-uk' THEN 'no country code: uk is gb'
             ELSE ifnull()sql" +
          std::string(kProblemOfTarget) +
          R"sql(, iif(t.url_id IS NOT NULL AND back.url_id IS NULL AND n.url_id <> n.target_id, 'no return link', NULL))
           END AS problem
    FROM named AS n JOIN urls AS u ON u.id = n.target_id
      LEFT JOIN page_facts AS t ON t.url_id = n.target_id AND t.kind = 'page'
      LEFT JOIN pair AS back ON back.url_id = n.target_id AND back.target_id = n.url_id)
SELECT page_url, hreflang, target_url, problem FROM judged WHERE problem IS NOT NULL
UNION ALL
SELECT url, NULL, NULL, 'does not name itself'
FROM named GROUP BY url_id HAVING sum(target_id = url_id) = 0
)sql"};
}

std::vector<View> views_of_sitemaps() {
  return {
      View{"sitemap_listed", R"sql(
SELECT DISTINCT e.url_id, u.url, e.lastmod, s.url AS sitemap_url
FROM sitemap_entries AS e JOIN pages_latest AS s ON s.id = e.page_id JOIN urls AS u ON u.id = e.url_id
WHERE u.kind NOT IN ('sitemap', 'guessed_sitemap')
)sql"},
      View{"sitemap_not_linked", R"sql(
SELECT o.url, o.title, l.sitemap_url FROM orphans AS o JOIN sitemap_listed AS l ON l.url_id = o.url_id
WHERE o.via_kind IS NOT 'seed'
)sql"},
      View{"sitemap_not_listed", R"sql(
SELECT url, title, depth
FROM html_pages
WHERE is_indexable AND EXISTS (SELECT 1 FROM sitemap_entries) AND url_id NOT IN (SELECT url_id FROM sitemap_listed)
)sql"},
      View{"sitemap_errors", R"sql(
SELECT url, problem, status, sitemap_url
FROM (SELECT l.url, )sql" + std::string(kProblemOfTarget) +
                                 R"sql( AS problem, t.status, l.sitemap_url
      FROM sitemap_listed AS l JOIN urls AS u ON u.id = l.url_id LEFT JOIN page_facts AS t ON t.url_id = l.url_id)
WHERE problem IS NOT NULL
)sql"},
  };
}

std::vector<View> views_of_pages() {
  return {
      // The newest page of each URL, in narrow columns, with what its HTML says. `robots` and `canonical`
      // come from the HTML or from headers.
      View{"page_facts", R"sql(
SELECT *, instr(robot_words, ',noindex,') > 0 OR instr(robot_words, ',none,') > 0 AS is_noindex,
       canonical IS NULL OR canonical IN (url, asked_url, key) AS is_canonical
FROM (
  SELECT p.id, p.url_id, p.status, p.status_class, p.error, p.redirect_id, p.elapsed_ms, p.size, p.word_count, p.truncated,
         p.content_hash, p.simhash, p.fetched_at, p.content_type, u.kind, u.depth,
         (SELECT count(*) FROM json_each(p.meta, '$.headings') WHERE value LIKE '[1,%') AS h1_count,
         p.url, u.url AS asked_url, u.key, p.error_detail, p.lang, p.title, p.description, p.canonical,
         ',' || replace(p.robots, ' ', '') || ',' AS robot_words,
         (SELECT text.value FROM json_each(p.meta, '$.headings') AS h CROSS JOIN json_each(h.value, '$[1]') AS text
          WHERE h.value LIKE '[1,%' LIMIT 1) AS h1
  FROM pages_latest AS p JOIN urls AS u ON u.id = p.url_id)
)sql"},
      View{"html_pages", R"sql(
SELECT id AS page_id, url_id, url, title, description, h1, h1_count, lang, canonical, word_count, size, elapsed_ms, depth,
       ifnull(is_noindex, 0) AS is_noindex, is_canonical, ifnull(is_noindex, 0) = 0 AND is_canonical AS is_indexable
FROM page_facts
WHERE kind = 'page' AND status_class = 2 AND error IS NULL
  AND (content_type LIKE 'text/html%' OR content_type LIKE 'application/xhtml+xml%')
)sql"},
      shared_text("duplicate_titles", "title"),
      text_length("long_titles", "title", "> 60"),
      text_length("short_titles", "title", "< 30"),
      missing_text("missing_descriptions", "description"),
      shared_text("duplicate_descriptions", "description"),
      text_length("long_descriptions", "description", "> 155"),
      text_length("short_descriptions", "description", "< 70"),
      missing_text("missing_h1", "h1"),
      shared_text("duplicate_h1", "h1"),
      text_length("long_h1", "h1", "> 70"),
      View{"multiple_h1", R"sql(
SELECT url, h1_count, h1 FROM html_pages WHERE is_indexable AND h1_count > 1
)sql"},
      View{"large_pages", R"sql(
SELECT url, size, content_type, truncated FROM page_facts WHERE size > 0 ORDER BY size DESC LIMIT 100
)sql"},
      View{"canonical_conflicts", R"sql(
SELECT page_url, canonical, problem
FROM (SELECT n.url AS page_url, n.canonical, )sql" +
                                      std::string(kProblemOfTarget) + R"sql( AS problem
      FROM html_pages AS n JOIN urls AS u ON u.key = n.canonical LEFT JOIN page_facts AS t ON t.url_id = u.id
      WHERE NOT n.is_canonical)
WHERE problem IS NOT NULL
)sql"},
  };
}

std::vector<View> views_of_links() {
  return {
      // alt="" says that an image is decoration. Files of earlier versions do not tell it from no alt.
      View{"images_without_alt", R"sql(
WITH
  bare AS MATERIALIZED (
    SELECT id, ifnull((SELECT url FROM urls WHERE id = url_id), href) AS image_url FROM anchors
    WHERE kind = 'img' AND text IS NULL AND ifnull(instr(attributes, '"alt":'), 0) = 0),
  used AS ()sql" + on_pages("bare") +
                                     R"sql()
SELECT DISTINCT l.image_url, source.url AS page_url
FROM used AS l CROSS JOIN pages_latest AS source ON source.id = l.page_id
)sql"},
      // What a page of https loads from http, or sends there.
      View{"mixed_content", R"sql(
WITH
  insecure AS MATERIALIZED (
    SELECT a.id, a.kind, u.url AS resource_url FROM anchors AS a JOIN urls AS u ON u.id = a.url_id
    WHERE (a.kind IN ('img', 'script', 'iframe', 'frame', 'source', 'video', 'audio', 'track', 'embed', 'object', 'input',
                      'form', 'style', 'css', 'import', 'background', 'lowsrc', 'image', 'use', 'formaction')
           OR a.kind = 'link' AND (instr(a.rel, 'stylesheet') OR instr(a.rel, 'icon') OR instr(a.rel, 'preload')
                                   OR instr(a.rel, 'manifest')))
      AND u.url GLOB 'http://*' AND EXISTS (SELECT 1 FROM hosts WHERE name GLOB 'https://*')),
  used AS ()sql" + on_pages("insecure") +
                                R"sql()
SELECT DISTINCT l.resource_url, l.kind, source.url AS page_url
FROM used AS l CROSS JOIN pages_latest AS source ON source.id = l.page_id
WHERE source.url GLOB 'https://*'
)sql"},
      View{"linked_redirects", R"sql(
WITH
  redirects AS MATERIALIZED (
    SELECT a.id, a.kind, a.text, p.url AS link_url, p.status, u.url AS target_url
    FROM pages_latest AS p CROSS JOIN urls AS u ON u.id = p.redirect_id CROSS JOIN anchors AS a ON a.url_id = p.url_id
    WHERE a.kind IS NOT 'sitemap'),
  used AS ()sql" + on_pages("redirects") +
                                   R"sql()
SELECT DISTINCT l.link_url, l.status, l.target_url, source.url AS page_url, l.kind, l.text
FROM used AS l CROSS JOIN pages_latest AS source ON source.id = l.page_id
)sql"},
      // From each redirect that ends nowhere, up to the first URL that comes twice.
      View{"redirect_loops", R"sql(
WITH RECURSIVE
  looping AS MATERIALIZED (SELECT url_id, url, detail FROM failures WHERE error IN ('redirect_loop', 'too_many_redirects')),
  hop(start_id, at, hops, ids, chain) AS (
    SELECT url_id, url_id, 0, ' ' || url_id || ' ', url FROM looping
    UNION ALL
    SELECT h.start_id, p.redirect_id, h.hops + 1, h.ids || p.redirect_id || ' ', h.chain || ' -> ' || u.url
    FROM hop AS h JOIN pages_latest AS p ON p.url_id = h.at JOIN urls AS u ON u.id = p.redirect_id
    WHERE h.hops < 20 AND (h.hops = 0 OR instr(h.ids, ' ' || h.at || ' ') + length(h.at) + 2 > length(h.ids)))
SELECT url, hops, iif(hops = 0, detail, chain) AS chain
FROM (SELECT l.url, max(h.hops) AS hops, h.chain, l.detail FROM hop AS h JOIN looping AS l ON l.url_id = h.start_id
      GROUP BY h.start_id)  -- the chain is that of the most hops
)sql"},
      hreflang_conflicts(),
  };
}

}  // namespace

std::vector<View> report_views() {
  std::vector<View> all;
  for (std::vector<View>& views : std::array{views_of_pages(), views_of_sitemaps(), views_of_links()})
    all.insert(all.end(), views.begin(), views.end());
  return all;
}

}  // namespace trawl::storage
