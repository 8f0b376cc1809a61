#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "storage/file/sqlite.hpp"
#include "storage/histogram.hpp"

namespace trawl::storage {

/// What the fetches of a file's newest crawl sum up to; pages and sitemaps alike.
struct PageSums {
  PageSums();
  std::int64_t crawl_id = 0;                  ///< 0: there is none yet
  std::int64_t rows = 0;                      ///< of `pages`
  Histogram durations;                        ///< of `elapsed_ms`, in seconds
  Histogram sizes;                            ///< decoded bytes of each answer; a 304 has none
  std::map<std::string, std::int64_t> types;  ///< by `content_type`, "" for none; the first kMostTypes
  std::map<std::int64_t, std::int64_t> depths;
  bool is_complete = false;  ///< whether all rows of the moment of asking are in it

  static constexpr std::size_t kMostTypes = 200;
};

/// Sums up the rows of `pages` as they come: each is read once, so an answer costs what is new since the
/// one before. Rows that a crawl has taken back make it begin anew. The file is open only while it answers.
/// Thread: any.
class PageSummer {
 public:
  explicit PageSummer(std::filesystem::path file) : file_(std::move(file)) {}

  /// Reads for about `budget` at most; then the sums are not complete, and the next call goes on. Throws
  /// Error.
  PageSums sums(std::chrono::milliseconds budget);

 private:
  void read_more(Connection& connection, std::chrono::steady_clock::time_point deadline);

  const std::filesystem::path file_;
  std::mutex mutex_;
  // Guarded by mutex_:
  PageSums sums_;
  std::int64_t last_id_ = 0;
  std::optional<std::int64_t> gap_;  // rows less those of the counters, after a whole pass; 0 as a rule
};

}  // namespace trawl::storage
