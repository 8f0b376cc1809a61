#pragma once
#include <cstdint>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Writes the rows of `sitemap_entries`, as part of the caller's transaction.
class SitemapTable {
 public:
  explicit SitemapTable(Connection& connection);

  /// Adds the entries of one sitemap. `targets` are the ids of visit.found, in its order.
  void add(std::int64_t page_id, const Visit& visit, const std::vector<std::int64_t>& targets);
  /// Removes the entries of a page.
  void remove(std::int64_t page_id);

 private:
  Statement insert_, remove_;
};

}  // namespace trawl::storage
