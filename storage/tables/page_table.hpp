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

/// Writes the rows of `pages`, inside the caller's transaction. The source has one list of its columns.
class PageTable {
 public:
  explicit PageTable(Connection& connection);

  /// The id of the new row.
  std::int64_t add(const PageRecord& page, const PageKeys& keys);
  /// For a page that has not changed (a 304): gives its row what the row `from_id` holds of the content and what was
  /// read from it.
  void copy_content(std::int64_t from_id, std::int64_t page_id);

 private:
  Connection& connection_;
  Statement insert_, copy_;
};

}  // namespace trawl::storage
