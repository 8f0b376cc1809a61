#include "storage/tables/anchor_pages.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::storage {
namespace {

/// So many links make a part, or the links of one page.
constexpr std::size_t kLinksInPart = 1'000'000;

/// A link: an anchor on a page.
struct Use {
  std::int64_t anchor_id, page_id;
};

void append_uses(std::vector<Use>& uses, std::string_view list, std::int64_t page_id) {
  const char* at = list.data();
  const char* const end = at + list.size();
  while (at != end) {
    Use use{0, page_id};
    const auto read = std::from_chars(++at, end, use.anchor_id);  // behind "[" or ","
    if (read.ec != std::errc()) return;
    uses.push_back(use);
    at = read.ptr;
  }
}

/// Bytes of a list, unless one page has the anchor more often: a longer one would leave SQLite's page for one
/// of its own (https://www.sqlite.org/fileformat.html 1.6).
constexpr std::size_t kList = 960;

void write_part(Connection& connection, std::vector<Use>& uses, std::int64_t last_page_id) {
  std::stable_sort(uses.begin(), uses.end(),
                   [](const Use& a, const Use& b) { return a.anchor_id < b.anchor_id; });
  Statement insert(connection, "INSERT INTO anchor_pages(anchor_id, last_page_id, pages) VALUES (?, ?, ?)");
  std::string pages;
  for (auto use = uses.begin(); use != uses.end();) {
    const Use first = *use;
    std::int64_t page_id = 0;
    pages.clear();
    for (; use != uses.end() && use->anchor_id == first.anchor_id; ++use) {
      if (pages.size() >= kList && use->page_id != page_id) break;
      page_id = use->page_id;
      pages.append(pages.empty() ? "[" : ",").append(std::to_string(page_id));
    }
    pages += ']';
    insert.run(first.anchor_id, page_id, pages);
  }
  Statement(connection, "INSERT INTO anchor_parts(last_page_id) VALUES (?)").run(last_page_id);
  uses.clear();
}

}  // namespace

void extend_anchor_pages(Connection& connection) {
  Statement lists(connection, R"sql(
SELECT page_id, anchors FROM page_anchors
WHERE page_id > (SELECT ifnull(max(last_page_id), 0) FROM anchor_parts) ORDER BY page_id)sql");
  std::vector<Use> uses;
  std::int64_t last_page_id = 0;
  Rows rows = lists.rows();
  while (rows.next()) {
    last_page_id = rows.integer(0);
    append_uses(uses, rows.text(1), last_page_id);
    if (uses.size() >= kLinksInPart) write_part(connection, uses, last_page_id);
  }
  if (!uses.empty()) write_part(connection, uses, last_page_id);
}

void forget_page(Connection& connection, std::int64_t page_id) {
  if (Statement(connection, "DELETE FROM anchor_parts WHERE last_page_id >= ?").run(page_id) > 0)
    connection.execute(
        "DELETE FROM anchor_pages WHERE last_page_id > (SELECT ifnull(max(last_page_id), 0) FROM "
        "anchor_parts)");
}

}  // namespace trawl::storage
