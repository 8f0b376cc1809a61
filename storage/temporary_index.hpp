#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/search_index.hpp"

namespace trawl::storage {

// What indexes of words share, whether they are in the crawl file or not.

/// An empty file in the folder for temporary files, gone with this object. Throws Error.
class TemporaryFile {
 public:
  TemporaryFile();
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A connection for an index that nobody needs after a crash.
Connection open_temporary(const TemporaryFile& file);

/// The pages of `source` whose words in the index of `words` match, which may be the same file. The best come
/// first; at most `most`, 0: all. Throws kind sql for what is no query of FTS5.
std::vector<SearchHit> find_words(Connection& words, Connection& source, const std::string& query,
                                  std::int64_t most);

}  // namespace trawl::storage
