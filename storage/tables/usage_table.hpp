#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Writes the rows of `usage_preferences`, as part of the caller's transaction.
class UsageTable {
 public:
  explicit UsageTable(Connection& connection);

  /// What a page asks for.
  void add_page(std::int64_t host_id, std::int64_t page_id, const std::vector<UsageRow>& rows);
  /// What a page asks for that is not stored; the rows, which have one scope, replace those of that scope.
  void replace_unstored(std::int64_t host_id, const std::vector<UsageRow>& rows);
  /// What files for the whole host ask for; the rows replace those of earlier files.
  void replace_host(std::int64_t host_id, const std::vector<UsageRow>& rows);
  /// Removes the rows of a page.
  void remove(std::int64_t page_id);

 private:
  void add(std::int64_t host_id, std::optional<std::int64_t> page_id, const std::vector<UsageRow>& rows);

  Statement insert_, remove_page_, remove_unstored_, remove_host_;
};

}  // namespace trawl::storage
