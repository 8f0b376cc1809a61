#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace trawl::storage {

/// One crawl of a file.
struct CrawlSide {
  CrawlSide() {}
  std::filesystem::path file;
  std::int64_t crawl_id = 0;
};

/// What one crawl has found otherwise than another: one difference of one page or item.
struct Difference {
  Difference() {}
  std::string change;    ///< "new", "gone", "changed"
  std::string what;      ///< "page", or the name of an item table
  std::string which;     ///< the page's URL, or the key of the row: JSON if it has several parts
  std::string field;     ///< of a change: one of page_fields(), or the field of the table; else ""
  std::string old, now;  ///< of a page that is new or gone: its status
};

/// How much it is.
struct DiffCounts {
  DiffCounts() {}
  std::int64_t before = 0, after = 0;  ///< pages of the two crawls, sitemaps apart
  std::int64_t both = 0;               ///< pages in both
  std::int64_t added = 0, gone = 0, changed = 0;
  std::int64_t unasked = 0;  ///< pages that the later crawl has not asked: fresh, or still waiting
  std::map<std::string, std::int64_t> fields;                       ///< changed pages by field
  std::int64_t items_added = 0, items_gone = 0, items_changed = 0;  ///< changed: values
};

/// "status", "title", … in the order in which a page's differences come.
const std::vector<std::string>& page_fields();

/// Compares two crawls, page by page in one pass over both in order, so memory does not grow with them;
/// then the rows of item tables that have a key. Pages are the same if their keys are (`urls.key`). A 304
/// is the page as it was. A page is gone if the later crawl has not reached it, or skips it now; one that
/// still waits there, or that it took from the file as fresh, is not. Of a page that was fetched several
/// times in a crawl the last counts. Texts are compared by their SimHash and number of words, links by the
/// pages that they lead to. Calls `tell` with each difference as it comes; it may be null. Requires: both
/// files of schema version 5 or later. Throws storage::Error.
DiffCounts compare_crawls(const CrawlSide& before, const CrawlSide& after,
                          const std::function<void(const Difference&)>& tell);

}  // namespace trawl::storage
