#include "storage/tables/link_table.hpp"

#include <string>
#include <string_view>

namespace trawl::storage {
namespace {

constexpr std::string_view kPlain = "page_id, position, url_id, kind, text, rel, nofollow, fragment";
constexpr std::string_view kNoted = ", href, attributes, error";
constexpr int kPlainColumns = 8, kNotedColumns = 11;
constexpr std::size_t kRowsAtOnce = 64;

/// A failure ends the batch anyway; with OR ROLLBACK SQLite need not keep a journal for each statement.
std::string insert_sql(bool is_for_noted, std::size_t rows) {
  std::string row = "(?";
  for (int i = 1; i < (is_for_noted ? kNotedColumns : kPlainColumns); ++i) row += ", ?";
  std::string sql("INSERT OR ROLLBACK INTO links(");
  sql.append(kPlain).append(is_for_noted ? kNoted : "").append(") VALUES ");
  for (std::size_t i = 0; i < rows; ++i) sql.append(i == 0 ? "" : ", ").append(row).append(")");
  return sql;
}

bool is_noted(const FoundLink& link) {
  return !link.href.empty() || !link.attributes.empty() || !link.error.empty();
}

}  // namespace

LinkTable::Insert::Insert(Connection& connection, bool for_noted)
    : is_for_noted(for_noted),
      one(connection, insert_sql(for_noted, 1)),
      many(connection, insert_sql(for_noted, kRowsAtOnce)) {}

void LinkTable::Insert::run(std::vector<Row>& rows) {
  std::size_t first = 0;
  for (; rows.size() - first >= kRowsAtOnce; first += kRowsAtOnce) run(many, &rows[first], kRowsAtOnce);
  for (; first < rows.size(); ++first) run(one, &rows[first], 1);
  rows.clear();
}

void LinkTable::Insert::run(Statement& statement, const Row* rows, std::size_t count) const {
  int index = 1;
  for (const Row* row = rows; row != rows + count; ++row) {
    const FoundLink& link = *row->link;
    statement.bind_from(index, row->page_id, row->position, row->target, link.kind, link.text, link.rel,
                        link.nofollow, link.fragment);
    index += kPlainColumns;
    if (!is_for_noted) continue;
    statement.bind_from(index, link.href, link.attributes, link.error);
    index += kNotedColumns - kPlainColumns;
  }
  statement.run_bound();
}

LinkTable::LinkTable(Connection& connection)
    : insert_plain_(connection, false),
      insert_noted_(connection, true),
      remove_(connection, "DELETE FROM links WHERE page_id = ?") {}

void LinkTable::add(std::int64_t page_id, const Visit& visit, const std::vector<std::int64_t>& targets) {
  std::int64_t position = 0;
  for (const FoundLink& link : visit.links) {
    auto& rows = is_noted(link) ? noted_ : plain_;
    Row& row = rows.emplace_back(Row{page_id, position++, std::nullopt, &link});
    if (link.target) row.target = targets.at(*link.target);
  }
}

std::int64_t LinkTable::remove(std::int64_t page_id) {
  flush();
  return remove_.run(page_id);
}

void LinkTable::flush() {
  insert_plain_.run(plain_);
  insert_noted_.run(noted_);
}

}  // namespace trawl::storage
