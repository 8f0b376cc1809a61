#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "storage/item_records.hpp"
#include "storage/tables/item_writer.hpp"

namespace trawl::storage {

/// What other rules make of a stored page.
struct RewrittenPage {
  explicit RewrittenPage(ItemPage its_page) : page(std::move(its_page)) {}
  ItemPage page;
  std::vector<ItemRow> items;
  std::vector<FieldHealth> field_health;
};

/// A row that other rules would add, remove or change, for people.
struct ItemDifference {
  ItemDifference() {}
  std::string kind;  ///< "added", "removed", "changed"
  std::string url;
  std::string what;                ///< the key, or else the first field with a value
  std::string field, before, now;  ///< of what is changed; JSON
};

/// How a table would differ.
struct TableDifference {
  TableDifference() {}
  std::string table;
  std::int64_t rows = 0;  ///< that it would have
  std::int64_t added = 0, removed = 0, changed = 0;
  std::int64_t repeated = 0;            ///< rows in whose place a later one of their page stands
  std::vector<ItemDifference> samples;  ///< a few of each kind
};

/// What stays in the file as it is, because the rules do not name it.
struct ItemLeftover {
  ItemLeftover() {}
  std::string table, column;  ///< column "": the whole table
  std::int64_t count = 0;     ///< its rows, or its values that are not NULL
};

/// Writes items anew from stored pages: into the file, or into a copy of its item tables to see what would
/// become of them. The copy is in a temporary file, so that its size is that of the disk.
/// Owns: the lock of the file when it writes there. Thread: one at a time.
class ItemRewriter {
 public:
  /// Declares the tables. Throws kind items as declare_item_tables(); kind locked when it is to write into a
  /// file that is in use; kind read_only when a copy is to be made of a file of an older schema.
  ItemRewriter(const std::filesystem::path& file, const std::vector<ItemTable>& tables, ItemPlace place);
  ~ItemRewriter();
  ItemRewriter(const ItemRewriter&) = delete;
  ItemRewriter& operator=(const ItemRewriter&) = delete;

  /// Pages in the order of their ids. One transaction: after a kill the same pages may be written again.
  void rewrite(std::span<const RewrittenPage> pages);
  /// After the last page: removes rows with a key that no page has any more.
  void finish();
  /// Keeps JSON as the options of a crawl, with which it goes on or is crawled again. Requires: place file.
  void keep_options(std::int64_t crawl_id, const std::string& json);
  /// Compares the copy with the file. Requires: place copy, and finish().
  std::vector<TableDifference> differences();
  /// Item tables and columns of the file that the rules do not name, with how many rows or values they have.
  /// Requires: place copy.
  std::vector<ItemLeftover> leftovers();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::storage
