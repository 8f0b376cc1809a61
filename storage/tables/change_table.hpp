#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/tables/item_rows.hpp"
#include "storage/tables/item_schema.hpp"

namespace trawl::storage {

/// Where a new value was seen.
struct ChangeSight {
  ChangeSight(std::int64_t page, std::int64_t crawl, std::string time)
      : page_id(page), crawl_id(crawl), at(std::move(time)) {}
  std::int64_t page_id, crawl_id;
  std::string at;
};

/// Writes `item_changes`: how the values of a row differ from those that earlier crawls left, as part of the
/// caller's transaction. A field has at most one change a crawl; what the crawl finds later amends it.
class ChangeTable {
 public:
  explicit ChangeTable(Connection& connection);

  /// Notes a change of one value, or amends that of the same crawl. Unless `is_new_allowed`, it only amends.
  /// Returns how many changes there are more than before: 1, 0, or -1 for a value that is as it was.
  int note(const DeclaredTable& table, std::size_t column, const StoredItem& before,
           const std::vector<ItemValue>& after, const ChangeSight& sight, bool is_new_allowed);
  /// Takes back what a page has changed: puts the values of before into `item`. Returns how many there were.
  std::int64_t undo(const DeclaredTable& table, StoredItem& item, std::int64_t page_id);
  /// Forgets the changes of a row that goes.
  void remove(const DeclaredTable& table, std::int64_t item_id);

 private:
  Statement find_, add_, amend_, remove_, of_page_, remove_of_item_;
};

}  // namespace trawl::storage
