#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/tables/item_schema.hpp"

namespace trawl::storage {

/// What the system columns of a row say of where it was seen.
struct ItemSight {
  ItemSight() {}
  std::int64_t page_id = 0, crawl_id = 0;
  std::string url, seen_at;
  std::optional<std::int64_t> parent_id;
  std::int64_t position = 0;
};

/// A row of an item table.
struct StoredItem {
  StoredItem() {}
  std::int64_t id = 0;
  std::optional<std::int64_t> parent_id;
  std::string first_seen, last_seen;
  std::vector<ItemValue> values;  ///< in the order of the declared columns
};

/// The rows of one item table, as part of the caller's transaction. A row is loose if nothing but its page
/// and its place there say which one it is: the table has no key, or part of the key is NULL.
class ItemRows {
 public:
  ItemRows(Connection& connection, const DeclaredTable& table);

  bool is_loose(const std::vector<ItemValue>& values) const;
  /// The row with the key that `values` have. Requires: it is not loose.
  std::optional<StoredItem> with_key(const std::optional<std::int64_t>& parent_id,
                                     const std::vector<ItemValue>& values);
  /// Loose rows of earlier visits of the URL, in their order.
  std::vector<StoredItem> loose_of_url(std::int64_t url_id);
  /// Loose rows of a row of the parent table, in their order.
  std::vector<StoredItem> loose_of_parent(std::int64_t parent_id);
  std::vector<StoredItem> of_page(std::int64_t page_id);
  /// Rows that have lost their page, at most so many.
  std::vector<StoredItem> pageless(int most);

  /// Returns its id.
  std::int64_t insert(const ItemSight& sight, const std::vector<ItemValue>& values);
  void set_values(std::int64_t id, const std::vector<ItemValue>& values);
  void set_sight(std::int64_t id, const ItemSight& sight);
  void forget_page(std::int64_t id) { forget_page_.run(id); }
  void forget_parent(std::int64_t parent_id);
  void remove(std::int64_t id) { remove_.run(id); }

 private:
  StoredItem read(const Rows& rows) const;
  std::vector<StoredItem> read_all(Rows rows) const;
  int bind_values(Statement& statement, int index, const std::vector<ItemValue>& values) const;

  Connection& connection_;
  const DeclaredTable& table_;
  std::optional<Statement> with_key_, of_parent_, forget_parent_;
  Statement of_url_, of_page_, pageless_, insert_, set_values_, set_sight_, forget_page_, remove_;
};

}  // namespace trawl::storage
