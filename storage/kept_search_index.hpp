#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/search_index.hpp"

namespace trawl::storage {

/// Looks for words again and again in a file that it does not write: with the index of the file while that is
/// current, else with a temporary one, which it keeps and brings up to date, a part at each search. The crawl
/// file is open only while it looks.
/// Owns: the temporary index. Thread: any.
class KeptSearchIndex {
 public:
  KeptSearchIndex(std::filesystem::path file, SearchIndex::TextOf text_of);
  ~KeptSearchIndex();
  KeptSearchIndex(const KeptSearchIndex&) = delete;
  KeptSearchIndex& operator=(const KeptSearchIndex&) = delete;

  struct Answer {
    Answer() {}
    std::vector<SearchHit> hits;     ///< the best first
    std::int64_t done = 0, all = 0;  ///< rows of `pages` that were looked at, and that there are
  };
  /// Brings the index up to date for about `budget` and looks in what it has. Throws kind sql for what is no
  /// query of FTS5, and other Errors.
  Answer find(const std::string& query, std::int64_t most, std::chrono::milliseconds budget);

 private:
  struct Temporary;
  const std::filesystem::path file_;
  const SearchIndex::TextOf text_of_;
  std::mutex mutex_;
  std::unique_ptr<Temporary> temporary_;  // guarded by mutex_; null: none was needed
};

}  // namespace trawl::storage
