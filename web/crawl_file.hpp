#pragma once
#include <filesystem>
#include <mutex>

#include "fetch/text/time.hpp"
#include "storage/live.hpp"

namespace trawl::web {

/// Reads the live numbers of a crawl from its file, for a crawl that has ended or runs in another process.
/// Numbers that only the running process knows (in flight, loop lag) stay 0; the rates are those between two
/// readings. A crawl whose process is gone without a word is interrupted. Thread: any.
class CrawlFile {
 public:
  /// Throws storage::Error, as crawl() does, when the file cannot be read.
  explicit CrawlFile(std::filesystem::path file, text::EpochSeconds now = text::epoch_now());

  /// At most one second old. The file is open only while it is read: an open reader keeps the writer from
  /// clearing its log (WAL).
  storage::LiveCrawl crawl(text::EpochSeconds now = text::epoch_now());

 private:
  storage::LiveCrawl read(text::EpochSeconds now) const;

  const std::filesystem::path file_;
  std::mutex mutex_;
  text::EpochSeconds read_at_;  // guarded by mutex_
  storage::LiveCrawl crawl_;    // guarded by mutex_
};

}  // namespace trawl::web
