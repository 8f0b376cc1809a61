#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/item_records.hpp"
#include "storage/tables/item_schema.hpp"

namespace trawl::storage {

/// Writes `item_pages`, what the fields came to on each page, and `field_health`, their sums over each crawl,
/// as part of the caller's transaction. Invariant: both agree.
class HealthTable {
 public:
  explicit HealthTable(Connection& connection);

  /// Enters the fields of a crawl that begins or goes on, so that one which finds nothing is seen, too.
  void begin(std::int64_t crawl_id, const std::vector<DeclaredTable>& tables);
  /// Adds what the rules made of a page. Entries of the same field add up. `repeats`: of each table the rows
  /// in whose place a later row of the page stands, counted in `counters`.
  void add(std::int64_t page_id, std::int64_t crawl_id, const std::vector<DeclaredTable>& tables,
           const std::vector<FieldHealth>& health, const std::vector<std::int64_t>& repeats);
  /// Takes back what was added for a page. Returns whether there was something.
  bool remove(std::int64_t page_id, std::int64_t crawl_id);

 private:
  Statement begin_, count_, count_repeats_, add_page_, read_page_, remove_page_;
};

/// In `counters.kind`, under the name of a table: rows that a later row of their page has replaced, since it
/// has the same key and other values.
inline constexpr std::string_view kRepeats = "items repeated";

}  // namespace trawl::storage
