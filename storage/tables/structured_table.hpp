#pragma once
#include <cstdint>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Writes the rows of `structured`, as part of the caller's transaction.
class StructuredTable {
 public:
  explicit StructuredTable(Connection& connection);

  /// Adds what a page says of itself, in order.
  void add(std::int64_t page_id, const std::vector<StructuredRow>& rows);
  /// Removes the rows of a page.
  void remove(std::int64_t page_id);

 private:
  Statement insert_, remove_;
};

}  // namespace trawl::storage
