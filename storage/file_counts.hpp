#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// Some of a whole.
struct Share {
  std::int64_t count = 0, of = 0;
  double percent() const {
    return of == 0 ? 0 : 100.0 * static_cast<double>(count) / static_cast<double>(of);
  }
};

/// Counts in a crawl file, for conditions such as `--fail-on 'status 404 > 0'`. What is about a crawl is
/// about the one that ran last. Reads only; what a file's views do is bounded as in run_query(), but for
/// time. Thread: one at a time. While it lives the writer cannot end the WAL.
class FileCounts {
 public:
  explicit FileCounts(const std::filesystem::path& file);

  /// The fetches with a status from `low` to `high`, sitemaps included; 0 is a fetch without an answer.
  Share statuses(int low, int high);
  /// The fetches without a whole answer for that reason, as in `pages.error`; "": for any.
  Share errors(const std::string& name);
  /// As in the view `numbers`; of "skipped" all reasons together. None for another name.
  std::optional<Share> number(const std::string& name);

  /// The names of all views, in order.
  std::vector<std::string> views();
  /// Requires: one of views().
  std::int64_t rows_of(const std::string& view);
  /// How many of the rows were not there before the newest crawl began. Rows are the same if the columns
  /// `url` and `…_url` are, or else all columns. What was skipped then is taken from now, unless it had a
  /// page. None if there was no crawl before. Requires: one of views().
  std::optional<std::int64_t> new_rows_of(const std::string& view);

 private:
  std::vector<std::string> columns_of(const std::string& view);

  const std::filesystem::path file_;
  Connection connection_;
  std::int64_t crawl_id_ = 0;  // 0: none
};

}  // namespace trawl::storage
