#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace trawl::storage {

/// Whether a crawl of this or another process has the file. True as well when that cannot be found out.
/// Thread: any.
bool is_locked(const std::filesystem::path& file);

/// Keeps a second crawl out of a file: an flock on the database file itself, which ends with this object or
/// with the process, however that ends. Creates the file if there is none, for its owner alone. SQLite's own
/// locks are fcntl locks and do not collide with it. But closing *any* descriptor of a file drops all fcntl
/// locks that the process has on it, those of readers in other threads included. So a descriptor stays open,
/// unlocked, until the process ends, and serves again for the same file.
/// Thread: any.
class FileLock {
 public:
  /// Throws kind locked when a crawl of this or another process has it; missing, read_only, full or io when
  /// the file cannot be opened for writing.
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// Takes the file, and SQLite's files beside it, away from everybody but their owner. Does nothing where
  /// the system does not allow that.
  void make_private() const;
  /// The first bytes of the file; fewer if it is shorter.
  std::string first_bytes(std::size_t count) const;
  /// Of the file, in bytes.
  std::int64_t size() const;

 private:
  std::string file_;  // absolute
  int descriptor_;
};

}  // namespace trawl::storage
