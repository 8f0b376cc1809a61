#include "storage/tables/anchor_pages.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

/// So many links make a part, or the links of one page.
constexpr std::size_t kLinksInPart = 1'000'000;

/// Links in eight bytes each, as a crawl needs most of its memory when it finishes: the id of the anchor, and
/// below it that of the page.
using Uses = std::vector<std::uint64_t>;
constexpr int kPageBits = 32;

std::uint64_t half(std::int64_t id) {
  if (id < 0 || id >> kPageBits != 0) throw Error(ErrorKind::corrupt, "an id beyond any that trawl gives");
  return static_cast<std::uint64_t>(id);
}

std::int64_t anchor_of(std::uint64_t use) {
  return static_cast<std::int64_t>(use >> kPageBits);
}

std::int64_t page_of(std::uint64_t use) {
  return static_cast<std::int64_t>(use & ((std::uint64_t{1} << kPageBits) - 1));
}

void append_uses(Uses& uses, std::string_view list, std::int64_t page_id) {
  const std::uint64_t page = half(page_id);
  const char* at = list.data();
  const char* const end = at + list.size();
  while (at != end) {
    std::int64_t anchor_id = 0;
    const auto read = std::from_chars(++at, end, anchor_id);  // behind "[" or ","
    if (read.ec != std::errc()) return;
    uses.push_back(half(anchor_id) << kPageBits | page);
    at = read.ptr;
  }
}

/// By anchor, eleven bits at a time, the lowest first; the pages of an anchor stay in order.
void sort_by_anchor(Uses& uses) {
  constexpr int kBits = 11;
  constexpr std::uint64_t kDigits = std::uint64_t{1} << kBits;
  std::uint64_t all = 0;
  for (const std::uint64_t use : uses) all |= use;
  Uses sorted(uses.size());
  for (int shift = kPageBits; shift < 64 && all >> shift != 0; shift += kBits) {
    std::array<std::size_t, kDigits + 1> places{};
    for (const std::uint64_t use : uses) ++places[(use >> shift & (kDigits - 1)) + 1];
    for (std::size_t digit = 1; digit < places.size(); ++digit) places[digit] += places[digit - 1];
    for (const std::uint64_t use : uses) sorted[places[use >> shift & (kDigits - 1)]++] = use;
    uses.swap(sorted);
  }
}

/// Bytes of a list, unless one page has the anchor more often: a longer one would leave SQLite's page for one
/// of its own (https://www.sqlite.org/fileformat.html 1.6).
constexpr std::size_t kList = 960;

/// Writes rows of anchor_pages, many to a statement.
class PageLists {
 public:
  explicit PageLists(Connection& connection)
      : insert_one_(connection, insert_sql(1)), insert_many_(connection, insert_sql(kRowsAtOnce)) {
    rows_.reserve(kRowsAtOnce);
  }
  void add(std::int64_t anchor_id, std::int64_t last_page_id, const std::string& pages) {
    rows_.push_back({anchor_id, last_page_id, pages});
    if (rows_.size() < kRowsAtOnce) return;
    int index = 1;
    for (const Row& row : rows_) {
      insert_many_.bind_from(index, row.anchor_id, row.last_page_id, row.pages);
      index += 3;
    }
    insert_many_.run_bound();
    rows_.clear();
  }
  void flush() {
    for (const Row& row : rows_) insert_one_.run(row.anchor_id, row.last_page_id, row.pages);
    rows_.clear();
  }

 private:
  static constexpr std::size_t kRowsAtOnce = 32;
  struct Row {
    std::int64_t anchor_id, last_page_id;
    std::string pages;
  };
  static std::string insert_sql(std::size_t rows) {
    std::string sql = "INSERT OR ROLLBACK INTO anchor_pages(anchor_id, last_page_id, pages) VALUES (?, ?, ?)";
    for (std::size_t i = 1; i < rows; ++i) sql += ", (?, ?, ?)";
    return sql;
  }

  Statement insert_one_, insert_many_;
  std::vector<Row> rows_;
};

void append_id(std::string& pages, std::int64_t page_id) {
  char digits[20];
  pages += pages.empty() ? '[' : ',';
  pages.append(digits, std::to_chars(std::begin(digits), std::end(digits), page_id).ptr);
}

void write_part(Connection& connection, Uses& uses, std::int64_t last_page_id) {
  sort_by_anchor(uses);
  PageLists lists(connection);
  std::string pages;
  for (auto use = uses.begin(); use != uses.end();) {
    const std::int64_t anchor_id = anchor_of(*use);
    std::int64_t page_id = 0;
    pages.clear();
    for (; use != uses.end() && anchor_of(*use) == anchor_id; ++use) {
      if (pages.size() >= kList && page_of(*use) != page_id) break;
      page_id = page_of(*use);
      append_id(pages, page_id);
    }
    pages += ']';
    lists.add(anchor_id, page_id, pages);
  }
  lists.flush();
  Statement(connection, "INSERT INTO anchor_parts(last_page_id) VALUES (?)").run(last_page_id);
  uses.clear();
}

}  // namespace

void extend_anchor_pages(Connection& connection) {
  Statement lists(connection, R"sql(
SELECT page_id, anchors FROM page_anchors
WHERE page_id > (SELECT ifnull(max(last_page_id), 0) FROM anchor_parts) ORDER BY page_id)sql");
  Uses uses;
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
