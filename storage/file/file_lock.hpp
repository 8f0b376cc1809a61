#pragma once
#include <cstddef>
#include <filesystem>
#include <string>

namespace trawl::storage {

/// Keeps a second crawl out of a file: an flock on the database file itself, released when it is destroyed or
/// the process ends in any way. Creates the file when it is absent. It does not meet SQLite's own locks,
/// which are of the fcntl family. But closing *any* descriptor of a file drops all fcntl locks that the
/// process holds on it, also those of readers in other threads: so a descriptor, once opened, stays open
/// (unlocked) until the process ends and is used again for the same file. Thread: any.
class FileLock {
 public:
  /// Throws kind locked when a crawl of this or another process has it; missing, read_only, full or io when
  /// the file cannot be opened for writing.
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// The first bytes of the file, fewer when it is shorter.
  std::string first_bytes(std::size_t count) const;

 private:
  int descriptor_;
};

}  // namespace trawl::storage
