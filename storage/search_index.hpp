#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/query_functions.hpp"

namespace trawl::storage {

/// A page with the words that were looked for.
struct SearchHit {
  SearchHit() {}
  std::int64_t page_id = 0;
  std::string url, title;
  std::string snippet;  ///< of its text; what was found stands between kHitBegins and kHitEnds
  double rank = 0;      ///< lower is better
};
inline constexpr char kHitBegins = '\x01', kHitEnds = '\x02';

/// The words of the newest page of each URL: the tables page_text and pages_fts (FTS5) of the file, made at
/// the first search and brought up to date by each. While a crawl writes to the file, or where it cannot be
/// written, the index is a temporary one, which takes what the file has of it.
/// Thread: one at a time.
class SearchIndex {
 public:
  using TextOf = std::function<std::optional<std::string>(const PageContent&)>;
  /// Told the pages that are done and those that are to do in all.
  using Progress = std::function<void(std::int64_t done, std::int64_t all)>;

  /// Where the index is made that the file has not, or not as it is now.
  enum class Place {
    file,       ///< in the file, if that can be written
    temporary,  ///< in a file of its own, which takes as long each time
  };
  /// Brings the index up to date; migrates an older file if it writes to it. Throws Error.
  SearchIndex(const std::filesystem::path& file, const TextOf& text_of, const Progress& progress,
              Place place = Place::file);
  ~SearchIndex();
  SearchIndex(const SearchIndex&) = delete;
  SearchIndex& operator=(const SearchIndex&) = delete;

  bool is_temporary() const;

  /// The best come first; at most `most`, 0: all. Throws kind sql for what is no query of FTS5.
  std::vector<SearchHit> find(const std::string& query, std::int64_t most);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::storage
