#include "storage/page_details.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "storage/file/database.hpp"
#include "storage/file/schema.hpp"

namespace trawl::storage {
namespace {

constexpr std::array<std::string_view, 5> kNotForPeople{"content_hash", "simhash", "timing", "meta",
                                                        "headers"};

/// Before, a URL was its own key, and links had fewer columns.
constexpr std::int64_t kKeys = 4;
constexpr const char* kLinkDetails = "l.fragment, l.href, l.error";

std::string links_sql(std::int64_t version) {
  const bool has_details = version >= kKeys;
  return std::string(R"sql(
SELECT u.url, l.kind, l.text, l.rel, l.nofollow, u.state, u.skip_reason,
       (SELECT status FROM pages WHERE url_id = l.url_id ORDER BY id DESC LIMIT 1), )sql") +
         (has_details ? kLinkDetails : "NULL, NULL, NULL") +
         " FROM links AS l LEFT JOIN urls AS u ON u.id = l.url_id WHERE l.page_id = ? ORDER BY l.position";
}

}  // namespace

PageDetails::PageDetails(const std::filesystem::path& file)
    : connection_(open_for_reading(file)),
      version_(connection_.integer("PRAGMA user_version")),
      key_(version_ < kKeys ? "u.url" : "u.key"),
      bodies_(connection_) {}

std::optional<StoredUrl> PageDetails::url(const std::string& key) {
  Statement select(connection_, R"sql(
SELECT u.id, u.depth, u.attempts, u.url, u.state, u.skip_reason, u.via_kind, via.url, u.discovered_at,
       (SELECT max(id) FROM pages WHERE url_id = u.id)
FROM urls AS u LEFT JOIN urls AS via ON via.id = u.via_id WHERE )sql" +
                                    key_ + " = ?");
  Rows rows = select.rows(key);
  if (!rows.next()) return std::nullopt;
  StoredUrl url;
  url.id = rows.integer(0);
  url.depth = rows.integer(1);
  url.attempts = rows.integer(2);
  url.url = rows.text(3);
  url.state = rows.text(4);
  url.skip_reason = rows.text(5);
  url.via_kind = rows.text(6);
  url.via_url = rows.text(7);
  url.discovered_at = rows.text(8);
  url.page_id = rows.integer(9);
  return url;
}

std::vector<std::string> PageDetails::neighbours(const std::string& key, const std::string& origin,
                                                 int most_each) {
  std::vector<std::string> urls;
  for (const char* const side : {" < ?1 ORDER BY 2 DESC LIMIT ?2", " > ?1 ORDER BY 2 LIMIT ?2"}) {
    Statement select(connection_, "SELECT url, " + key_ + " FROM urls AS u WHERE " + key_ + side);
    Rows rows = select.rows(key, most_each);
    while (rows.next())
      if (rows.text(1).starts_with(origin + "/")) urls.push_back(rows.text(0));
  }
  return urls;
}

std::string PageDetails::redirect_target(std::int64_t page_id) {
  Statement select(connection_,
                   "SELECT u.url FROM pages AS p JOIN urls AS u ON u.id = p.redirect_id WHERE p.id = ?");
  Rows rows = select.rows(page_id);
  return rows.next() ? rows.text(0) : "";
}

std::vector<std::string> PageDetails::usage(std::int64_t page_id) {
  constexpr std::int64_t kUsage = 6;  // earlier versions do not record it
  std::vector<std::string> found;
  if (version_ < kUsage) return found;
  Statement select(connection_, R"sql(
SELECT DISTINCT ifnull(label, 'unknown') || ifnull('=' || value, '') || ' (' || source || ')'
FROM usage_preferences WHERE page_id = ? ORDER BY id)sql");
  Rows rows = select.rows(page_id);
  while (rows.next()) found.push_back(rows.text(0));
  return found;
}

std::optional<std::pair<double, std::string>> PageDetails::waited(std::int64_t page_id) {
  Statement select(connection_, R"sql(
SELECT timing ->> 'waited', timing ->> 'waited_for' FROM pages WHERE id = ? AND json_valid(timing))sql");
  Rows rows = select.rows(page_id);
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  return std::pair(rows.real(0), rows.text(1));
}

std::int64_t PageDetails::same_bodies(std::int64_t page_id) {
  // The hashes have no index: they count where the crawl has kept no bodies.
  Statement select(connection_, R"sql(
SELECT count(*)
FROM (SELECT other.id, other.url_id, p.url_id AS own_id
      FROM pages AS p CROSS JOIN pages AS other ON other.body_id = p.body_id WHERE p.id = ?1
      UNION ALL
      SELECT other.id, other.url_id, p.url_id
      FROM pages AS p CROSS JOIN pages AS other ON other.content_hash = p.content_hash
      WHERE p.id = ?1 AND p.body_id IS NULL AND p.content_hash IS NOT NULL) AS other
WHERE other.url_id <> own_id AND other.id = (SELECT max(id) FROM pages WHERE url_id = other.url_id))sql");
  Rows rows = select.rows(page_id);
  return rows.next() ? rows.integer(0) : 0;
}

NamedValues PageDetails::row(std::int64_t page_id) {
  Statement select(connection_, "SELECT * FROM pages WHERE id = ?");
  const auto names = select.columns();
  NamedValues values;
  Rows rows = select.rows(page_id);
  if (!rows.next()) return values;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(kNotForPeople.begin(), kNotForPeople.end(), names[i]) != kNotForPeople.end()) continue;
    values.emplace_back(names[i], rows.value(static_cast<int>(i)));
  }
  return values;
}

std::vector<std::pair<std::string, std::string>> PageDetails::headers(std::int64_t page_id) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (version_ < kHeadersWithoutSecrets) return headers;
  Statement select(
      connection_,
      "SELECT h.value ->> 0, h.value ->> 1 FROM pages AS p, json_each(p.headers) AS h WHERE p.id = ?");
  Rows rows = select.rows(page_id);
  while (rows.next()) headers.emplace_back(rows.text(0), rows.text(1));
  return headers;
}

std::vector<PageLink> PageDetails::links(std::int64_t page_id) {
  std::vector<PageLink> links;
  Statement select(connection_, links_sql(version_));
  Rows rows = select.rows(page_id);
  while (rows.next()) {
    PageLink& link = links.emplace_back();
    const std::string fragment = rows.text(8);
    link.url = rows.is_null(0) ? rows.text(9) : rows.text(0) + (fragment.empty() ? "" : "#" + fragment);
    link.kind = rows.text(1);
    link.text = rows.text(2);
    link.rel = rows.text(3);
    link.nofollow = rows.integer(4) != 0;
    link.state = rows.text(5);
    link.skip_reason = rows.text(6);
    link.status = static_cast<int>(rows.integer(7));
    link.error = rows.text(10);
  }
  return links;
}

std::optional<PageContent> PageDetails::content(std::int64_t page_id) {
  Statement select(connection_, "SELECT url, content_type, charset FROM pages WHERE id = ?");
  Rows rows = select.rows(page_id);
  if (!rows.next()) return std::nullopt;
  auto body = bodies_.body_of_page(page_id);
  if (!body) return std::nullopt;
  PageContent content;
  content.url = rows.text(0);
  content.content_type = rows.text(1);
  content.charset = rows.text(2);
  content.body = *std::move(body);
  return content;
}

}  // namespace trawl::storage
