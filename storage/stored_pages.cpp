#include "storage/stored_pages.hpp"

#include <utility>

#include "storage/file/database.hpp"

namespace trawl::storage {
namespace {

/// The page of a 304 shares the body of the page that has not changed.
constexpr const char* kPages = R"sql(
FROM pages AS p
WHERE p.id > ? AND p.error IS NULL AND (p.status BETWEEN 200 AND 299 OR p.status = 304)
  AND EXISTS (SELECT 1 FROM bodies WHERE id = p.body_id)
  AND p.id = (SELECT max(id) FROM pages WHERE url_id = p.url_id)
ORDER BY p.id LIMIT 1)sql";

constexpr std::int64_t kLabels = 5;

std::string next_sql(Connection& connection) {
  const bool has_labels = connection.integer("PRAGMA user_version") >= kLabels;
  const char* const labels = has_labels ? R"sql(
  (SELECT label FROM urls WHERE id = p.url_id), (SELECT paging FROM urls WHERE id = p.url_id),
  (SELECT kind <> 'page' FROM urls WHERE id = p.url_id))sql"
                                        : " NULL, NULL, 0";
  return R"sql(
SELECT p.id, p.url_id, p.url, p.fetched_at, p.content_type, p.charset, p.title, p.body_id, p.crawl_id, p.headers,)sql" +
         std::string(labels) + kPages;
}

}  // namespace

StoredPages::StoredPages(const std::filesystem::path& file)
    : connection_(open_for_reading(file)),
      bodies_(connection_),
      select_(connection_, next_sql(connection_)) {}

std::optional<StoredPage> StoredPages::next() {
  Rows rows = select_.rows(last_id_);
  if (!rows.next()) return std::nullopt;
  StoredPage page;
  page.id = last_id_ = rows.integer(0);
  page.url_id = rows.integer(1);
  page.url = rows.text(2);
  page.fetched_at = rows.text(3);
  page.content_type = rows.text(4);
  page.charset = rows.text(5);
  page.title = rows.text(6);
  page.crawl_id = rows.integer(8);
  page.headers = rows.text(9);
  page.label = rows.text(10);
  page.paging = rows.text(11);
  page.is_sitemap = rows.integer(12) != 0;
  page.body = bodies_.body(rows.integer(7)).value_or("");
  return page;
}

std::optional<StoredPage> newest_page(const std::filesystem::path& file, const std::string& url) {
  std::int64_t id = 0;
  {
    Connection connection = open_for_reading(file);
    Statement newest(connection, "SELECT ifnull(max(id), 0) FROM pages WHERE url = ?");
    Rows rows = newest.rows(url);
    if (rows.next()) id = rows.integer(0);
  }
  if (id == 0) return std::nullopt;
  StoredPages pages(file);
  pages.go_to(id);
  auto page = pages.next();
  return page && page->id == id ? std::move(page) : std::nullopt;
}

}  // namespace trawl::storage
