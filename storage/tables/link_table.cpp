#include "storage/tables/link_table.hpp"

#include <string>
#include <string_view>

namespace trawl::storage {
namespace {

constexpr int kColumns = 11;
constexpr std::size_t kRowsAtOnce = 64;

/// A failure ends the batch anyway; with OR ROLLBACK SQLite need not keep a journal for each statement.
std::string insert_sql(std::size_t rows) {
  constexpr std::string_view kRow = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  std::string sql =
      "INSERT OR ROLLBACK INTO links(page_id, position, url_id, kind, text, rel, nofollow, fragment, href, "
      "attributes, error) VALUES ";
  for (std::size_t i = 0; i < rows; ++i) sql.append(i == 0 ? "" : ", ").append(kRow);
  return sql;
}

}  // namespace

LinkTable::LinkTable(Connection& connection)
    : insert_one_(connection, insert_sql(1)),
      insert_many_(connection, insert_sql(kRowsAtOnce)),
      remove_(connection, "DELETE FROM links WHERE page_id = ?") {}

void LinkTable::add(std::int64_t page_id, const Visit& visit, const std::vector<std::int64_t>& targets) {
  std::int64_t position = 0;
  for (const FoundLink& link : visit.links) {
    Row& row = rows_.emplace_back(Row{page_id, position++, std::nullopt, &link});
    if (link.target) row.target = targets.at(*link.target);
  }
}

std::int64_t LinkTable::remove(std::int64_t page_id) {
  flush();
  return remove_.run(page_id);
}

void LinkTable::flush() {
  std::size_t first = 0;
  for (; rows_.size() - first >= kRowsAtOnce; first += kRowsAtOnce) write(insert_many_, first, kRowsAtOnce);
  for (; first < rows_.size(); ++first) write(insert_one_, first, 1);
  rows_.clear();
}

void LinkTable::write(Statement& statement, std::size_t first, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const Row& row = rows_[first + i];
    const FoundLink& link = *row.link;
    statement.bind_from(static_cast<int>(i) * kColumns + 1, row.page_id, row.position, row.target, link.kind,
                        link.text, link.rel, link.nofollow, link.fragment, link.href, link.attributes,
                        link.error);
  }
  statement.run_bound();
}

}  // namespace trawl::storage
