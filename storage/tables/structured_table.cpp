#include "storage/tables/structured_table.hpp"

namespace trawl::storage {

StructuredTable::StructuredTable(Connection& connection)
    : insert_(connection, "INSERT INTO structured(page_id, kind, type, data) VALUES (?, ?, ?, ?)"),
      remove_(connection, "DELETE FROM structured WHERE page_id = ?") {}

void StructuredTable::add(std::int64_t page_id, const std::vector<StructuredRow>& rows) {
  for (const StructuredRow& row : rows) insert_.run(page_id, row.kind, row.type, row.data);
}

void StructuredTable::remove(std::int64_t page_id) {
  remove_.run(page_id);
}

}  // namespace trawl::storage
