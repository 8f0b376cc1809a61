#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

namespace trawl::storage {

/// Notices that an open crawl file was deleted, moved or replaced, or one of the files that SQLite keeps
/// beside it while somebody writes: the log and its index. SQLite goes on writing to what it has open, where
/// nobody would ever find it.
class FileWatch {
 public:
  /// Call when the file is open. What does not exist yet is known from the first check that finds it.
  explicit FileWatch(const std::filesystem::path& file);

  /// Throws kind replaced unless all files are the same ones as before.
  void check();
  /// Whether the crawl file itself still has its name.
  bool is_in_place() const;

 private:
  using Id = std::pair<dev_t, ino_t>;
  struct Watched {
    std::string path;
    std::optional<Id> id;  // none: not seen yet
  };
  static std::optional<Id> id_of(const std::string& path);

  std::array<Watched, 3> files_;  // the crawl file first
};

}  // namespace trawl::storage
