#include "storage/report/unlinked.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::storage {
namespace {

/// Values by id, 0 for what has none.
class ById {
 public:
  ById(Connection& connection, const char* most, const char* pairs)
      : values_(static_cast<std::size_t>(connection.integer(most)) + 1) {
    Statement select(connection, pairs);
    Rows rows = select.rows();
    while (rows.next())
      values_[static_cast<std::size_t>(rows.integer(0))] = static_cast<std::uint32_t>(rows.integer(1));
  }
  std::uint32_t operator[](std::size_t id) const { return id < values_.size() ? values_[id] : 0; }

 private:
  std::vector<std::uint32_t> values_;
};

/// Marks the URLs to which the anchors of a list, as in `page_anchors`, lead from the URL `from`.
void mark(std::vector<bool>& linked, std::string_view list, const ById& urls_of_anchors, std::uint32_t from) {
  const char* at = list.data();
  const char* const end = at + list.size();
  while (at != end) {
    std::size_t anchor = 0;
    const auto read = std::from_chars(++at, end, anchor);  // behind "[" or ","
    if (read.ec != std::errc()) return;
    const std::uint32_t url = urls_of_anchors[anchor];
    if (url != 0 && url != from && url < linked.size()) linked[url] = true;
    at = read.ptr;
  }
}

std::vector<bool> linked_urls(Connection& connection) {
  const ById urls_of_anchors(
      connection, "SELECT max(id) FROM anchors",
      "SELECT id, url_id FROM anchors WHERE url_id IS NOT NULL AND kind IS NOT 'sitemap'");
  const ById urls_of_pages(connection, "SELECT max(id) FROM page_facts", "SELECT id, url_id FROM page_facts");
  std::vector<bool> linked(static_cast<std::size_t>(connection.integer("SELECT max(id) FROM urls")) + 1);
  {
    Statement lists(connection, "SELECT page_id, anchors FROM page_anchors");
    Rows rows = lists.rows();
    while (rows.next()) {
      const std::uint32_t from = urls_of_pages[static_cast<std::size_t>(rows.integer(0))];
      if (from != 0) mark(linked, rows.text(1), urls_of_anchors, from);
    }
  }
  Statement redirects(connection, "SELECT redirect_id FROM page_facts WHERE redirect_id IS NOT NULL");
  Rows rows = redirects.rows();
  while (rows.next()) linked[static_cast<std::size_t>(rows.integer(0))] = true;
  return linked;
}

}  // namespace

void create_orphans(Connection& connection) {
  const std::vector<bool> linked = linked_urls(connection);
  connection.execute("CREATE TEMP TABLE unlinked_urls(url_id INTEGER PRIMARY KEY)");
  {
    Statement insert(connection, "INSERT INTO unlinked_urls VALUES (?)");
    Statement pages(connection, "SELECT url_id FROM page_facts WHERE status_class = 2 AND kind = 'page'");
    Rows rows = pages.rows();
    while (rows.next())
      if (const std::int64_t url = rows.integer(0); !linked[static_cast<std::size_t>(url)]) insert.run(url);
  }
  connection.execute(R"sql(
CREATE TEMP VIEW orphans AS
SELECT p.url, p.title, u.via_kind, u.depth, p.url_id
FROM unlinked_urls AS o CROSS JOIN page_facts AS p ON p.url_id = o.url_id CROSS JOIN urls AS u ON u.id = o.url_id)sql");
}

}  // namespace trawl::storage
