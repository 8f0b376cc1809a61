#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>

#include "storage/body_reader.hpp"
#include "storage/export/page_filter.hpp"
#include "storage/query.hpp"
#include "storage/stored_pages.hpp"

namespace trawl::storage {

/// Reads the pages that a filter takes with their bodies, in the order of their ids, but for those that
/// failed or have no body. Needs the memory of one page at a time, and holds no transaction between two
/// pages, so a crawl goes on meanwhile; what it adds is read too. Thread: one at a time.
class FilteredPages {
 public:
  /// `limits.rows` is not read; `extras` are for the SQL of the filter.
  FilteredPages(std::filesystem::path file, PageFilter filter, QueryLimits limits, QueryExtras extras = {});

  /// None after the last. Headers, label and paging stay "". Throws as run_query() and BodyReader do.
  std::optional<StoredPage> next();

 private:
  void read_batch();

  const std::filesystem::path file_;
  const PageFilter filter_;
  QueryLimits limits_;
  const QueryExtras extras_;
  Connection connection_;
  BodyReader bodies_;
  std::deque<StoredPage> batch_;  // without their bodies
  std::int64_t last_id_ = 0;
  bool is_over_ = false;
};

}  // namespace trawl::storage
