#include "storage/report/fragment_check.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "storage/file/views.hpp"

namespace trawl::storage {
namespace {

/// From so many pages on reading their bodies takes seconds.
constexpr std::int64_t kManyBodies = 5'000;
constexpr std::string_view kDirective = ":~:";

/// The URLs to which links with a fragment lead, with the page at the end of their redirects.
constexpr const char* kTargets = R"sql(
CREATE TEMP TABLE fragment_links AS
  SELECT id, url_id, fragment, text FROM main.anchors
  WHERE fragment IS NOT NULL AND url_id IS NOT NULL AND kind IN ('a', 'area');
CREATE INDEX temp.fragment_links_by_target ON fragment_links(url_id);
CREATE TEMP TABLE fragment_targets AS
  WITH RECURSIVE hop(url_id, at, hops) AS (
    SELECT DISTINCT url_id, url_id, 0 FROM fragment_links
    UNION ALL
    SELECT h.url_id, p.redirect_id, h.hops + 1 FROM hop AS h JOIN page_facts AS p ON p.url_id = h.at
    WHERE p.redirect_id IS NOT NULL AND h.hops < 20)
  SELECT p.id AS page_id, h.url_id FROM hop AS h JOIN page_facts AS p ON p.url_id = h.at
  WHERE p.status_class = 2 AND p.error IS NULL AND p.kind = 'page'
    AND (p.content_type LIKE 'text/html%' OR p.content_type LIKE 'application/xhtml+xml%');
CREATE TEMP TABLE fragment_misses(id INTEGER PRIMARY KEY, url_id INTEGER, fragment TEXT, text TEXT);
)sql";

std::string percent_decoded(std::string_view written) {
  std::string decoded;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const int high = written[i] == '%' && i + 2 < written.size() ? text::hex_digit_value(written[i + 1]) : -1;
    const int low = high >= 0 ? text::hex_digit_value(written[i + 2]) : -1;
    decoded += low >= 0 ? static_cast<char>(16 * high + low) : written[i];
    if (low >= 0) i += 2;
  }
  return decoded;
}

/// Adds the links to one target that miss to `fragment_misses`.
void check_links(Connection& connection, std::int64_t url_id, const std::vector<std::string>& ids) {
  std::vector<std::int64_t> missing;
  {
    Statement links(connection, "SELECT id, fragment FROM fragment_links WHERE url_id = ?");
    Rows rows = links.rows(url_id);
    while (rows.next())
      if (!leads_somewhere(rows.text(1), ids)) missing.push_back(rows.integer(0));
  }
  if (missing.empty()) return;
  Statement add(connection, "INSERT INTO fragment_misses SELECT * FROM fragment_links WHERE id = ?");
  for (const std::int64_t id : missing) add.run(id);
}

}  // namespace

bool leads_somewhere(std::string_view fragment, const std::vector<std::string>& ids) {
  fragment = fragment.substr(0, fragment.find(kDirective));
  if (fragment.empty() || fragment.front() == '/' || fragment.front() == '!') return true;
  const auto has = [&](std::string_view id) { return std::binary_search(ids.begin(), ids.end(), id); };
  const std::string decoded = percent_decoded(fragment);
  return has(fragment) || has(decoded) || text::equal_ignoring_case(decoded, "top");
}

void create_missing_fragments(Connection& connection, const std::filesystem::path& file,
                              const ReportHooks& hooks) {
  connection.execute(kTargets);
  const std::int64_t count = connection.integer("SELECT count(DISTINCT page_id) FROM fragment_targets");
  if (count >= kManyBodies && hooks.notice)
    hooks.notice(fmt::format("reading the bodies of {} pages to which links with a fragment lead", count));
  if (hooks.read_ids && count > 0) {
    StoredPages pages(file);
    Statement targets(connection, "SELECT page_id, url_id FROM fragment_targets ORDER BY page_id");
    Rows rows = targets.rows();
    std::optional<StoredPage> page;
    std::vector<std::string> ids;
    while (rows.next()) {
      const std::int64_t page_id = rows.integer(0);
      if (!page || page->id < page_id) {
        pages.go_to(page_id);
        page = pages.next();
        if (!page) break;
        if (page->id == page_id) ids = hooks.read_ids(*page);
        std::sort(ids.begin(), ids.end());
      }
      if (page->id == page_id) check_links(connection, rows.integer(1), ids);
    }
  }
  connection.execute(R"sql(
CREATE TEMP VIEW missing_fragments AS
WITH used AS ()sql" + on_pages("fragment_misses") +
                     R"sql()
SELECT DISTINCT target.url AS target_url, l.fragment, source.url AS page_url, l.text
FROM used AS l CROSS JOIN urls AS target ON target.id = l.url_id CROSS JOIN page_facts AS source ON source.id = l.page_id)sql");
}

}  // namespace trawl::storage
