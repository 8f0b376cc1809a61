#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/item_records.hpp"
#include "storage/tables/change_table.hpp"
#include "storage/tables/health_table.hpp"
#include "storage/tables/item_rows.hpp"
#include "storage/tables/item_schema.hpp"

namespace trawl::storage {

/// A page whose items are written.
struct ItemPage {
  ItemPage() {}
  std::int64_t id = 0, url_id = 0, crawl_id = 0;
  std::string url, seen_at;  ///< ISO 8601
  bool is_whole = true;      ///< it answered as it should: what it does not have, is gone
};

/// What has become of the rows of a table. `counters` has the sums, as "items added" and so on.
struct ItemCounts {
  ItemCounts() {}
  std::int64_t added = 0, removed = 0;
  std::int64_t values_changed = 0;  ///< as `item_changes` has them
};

/// Writes the items of pages, as part of the caller's transaction.
/// A row of a table with a key is the same wherever it is found again: the newest page decides on the fields
/// that its rules look for, and a row that no page has any more stays. A nested row's key counts among the
/// rows of its parent, if that has a key.
/// Loose rows are those of the newest page of a URL, and of the newest page that has the parent, if that has
/// a key.
class ItemWriter {
 public:
  explicit ItemWriter(Connection& connection, ItemPlace place = ItemPlace::file);

  /// Creates or extends the tables whose rows come. Throws as declare_item_tables().
  void declare(const std::vector<ItemTable>& tables);
  bool has_tables() const { return !tables_.empty(); }
  const std::vector<DeclaredTable>& tables() const { return tables_; }

  /// Call when a crawl begins or goes on.
  void begin_crawl(std::int64_t crawl_id);
  /// Writes what the rules made of a new page. Returns of each table how many of the rows are lost, since a
  /// later row of the page has the same key and other values.
  std::vector<std::int64_t> write(const ItemPage& page, const std::vector<ItemRow>& items,
                                  const std::vector<FieldHealth>& health);
  /// Takes back what a page brought.
  void withdraw(std::int64_t page_id, std::int64_t crawl_id);

  /// Writes what other rules make of a page that had been written. That corrects values and is no change of
  /// the page. A row with a key that the page has no more loses its page, until another one has it.
  void rewrite(const ItemPage& page, const std::vector<ItemRow>& items,
               const std::vector<FieldHealth>& health);
  /// After the last rewrite(): removes rows that have lost their page, at most `most` of each table. Returns
  /// how many there were.
  std::int64_t remove_pageless(std::int64_t crawl_id, int most);

 private:
  struct Work;
  Work begin(const ItemPage& page, const std::vector<ItemRow>& items,
             const std::vector<FieldHealth>& health) const;
  void write_tables(Work& work);
  void write_keyed(Work& work, std::size_t item);
  void write_loose(Work& work, std::size_t table, const std::vector<std::size_t>& items);
  std::vector<StoredItem> loose_before(const Work& work, std::size_t table);
  ItemSight sight_of(const Work& work, std::size_t item) const;
  void remove(std::size_t table, const StoredItem& item);
  void count(std::int64_t crawl_id, std::size_t table, const ItemCounts& counts);
  const std::string& start_of(std::int64_t crawl_id);
  bool is_new(std::size_t table, std::size_t column) const;

  Connection& connection_;
  const ItemPlace place_;
  std::vector<DeclaredTable> tables_;  // before the rows, which refer to it
  std::list<ItemRows> rows_list_;
  std::vector<ItemRows*> rows_;                // of each table
  std::vector<std::vector<bool>> new_fields_;  // of each table: no earlier crawl has looked for them
  HealthTable health_;
  ChangeTable changes_;
  Statement has_earlier_page_, crawl_start_, count_, forget_page_of_changes_;
  std::map<std::int64_t, std::string> starts_;
};

}  // namespace trawl::storage
