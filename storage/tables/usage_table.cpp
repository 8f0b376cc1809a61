#include "storage/tables/usage_table.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kRemoveUnstored = R"sql(
DELETE FROM usage_preferences
WHERE host_id = ? AND page_id IS NULL AND scope = ? AND source NOT LIKE 'robots.txt%' AND source <> 'tdmrep.json')sql";

constexpr const char* kRemoveHost = R"sql(
DELETE FROM usage_preferences
WHERE host_id = ? AND page_id IS NULL AND (source LIKE 'robots.txt%' OR source = 'tdmrep.json'))sql";

}  // namespace

UsageTable::UsageTable(Connection& connection)
    : insert_(connection,
              "INSERT INTO usage_preferences(host_id, page_id, source, scope, label, value, raw) "
              "VALUES (?, ?, ?, ?, ?, ?, ?)"),
      remove_page_(connection, "DELETE FROM usage_preferences WHERE page_id = ?"),
      remove_unstored_(connection, kRemoveUnstored),
      remove_host_(connection, kRemoveHost) {}

void UsageTable::add(std::int64_t host_id, std::optional<std::int64_t> page_id,
                     const std::vector<UsageRow>& rows) {
  for (const UsageRow& row : rows)
    insert_.run(host_id, page_id, row.source, row.scope, row.label, row.value, row.raw);
}

void UsageTable::add_page(std::int64_t host_id, std::int64_t page_id, const std::vector<UsageRow>& rows) {
  add(host_id, page_id, rows);
}

void UsageTable::replace_unstored(std::int64_t host_id, const std::vector<UsageRow>& rows) {
  if (rows.empty()) return;
  remove_unstored_.run(host_id, rows.front().scope);
  add(host_id, std::nullopt, rows);
}

void UsageTable::replace_host(std::int64_t host_id, const std::vector<UsageRow>& rows) {
  remove_host_.run(host_id);
  add(host_id, std::nullopt, rows);
}

void UsageTable::remove(std::int64_t page_id) {
  remove_page_.run(page_id);
}

}  // namespace trawl::storage
