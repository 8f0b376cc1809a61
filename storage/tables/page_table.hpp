#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// What the store adds to a PageRecord: the rows that a page's row points to.
struct PageKeys {
  std::int64_t crawl_id = 0, url_id = 0;
  std::optional<std::int64_t> redirect_id;  ///< the URL that it redirects to
  std::optional<std::int64_t> body_id;
};

/// Writes the rows of `pages`, as part of the caller's transaction. The .cpp has the one list of the columns.
class PageTable {
 public:
  explicit PageTable(Connection& connection);

  /// Adds a row and returns its id.
  std::int64_t add(const PageRecord& page, const PageKeys& keys);

 private:
  Connection& connection_;
  Statement insert_;
};

}  // namespace trawl::storage
