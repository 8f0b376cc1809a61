#pragma once
#include <filesystem>
#include <mutex>

#include "storage/live.hpp"
#include "storage/time_text.hpp"

namespace trawl::web {

/// Reads the live numbers of a crawl from its file, for a crawl that has ended or runs in another process.
/// Numbers that only the running process knows (in flight, retries, loop lag) stay 0; the rates are those
/// between two readings. Thread: any.
class CrawlFile {
 public:
  /// Throws storage::Error, as crawl() does, when the file cannot be read.
  explicit CrawlFile(std::filesystem::path file, storage::EpochSeconds now = storage::wall_clock());

  /// At most one second old. The file is open only while it is read: an open reader keeps the writer from
  /// clearing its log (WAL).
  storage::LiveCrawl crawl(storage::EpochSeconds now = storage::wall_clock());

 private:
  storage::LiveCrawl read(storage::EpochSeconds now) const;

  const std::filesystem::path file_;
  std::mutex mutex_;
  storage::EpochSeconds read_at_;  // guarded by mutex_
  storage::LiveCrawl crawl_;       // guarded by mutex_
};

}  // namespace trawl::web
