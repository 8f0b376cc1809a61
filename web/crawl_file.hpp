#pragma once
#include <filesystem>
#include <mutex>

#include "fetch/text/time.hpp"
#include "web/status.hpp"

namespace trawl::web {

/// The numbers of a crawl file whose crawl has ended or runs in another process. What only the running
/// process knows (in flight, retries, loop lag) stays 0; rates are those between two readings. Thread: any.
class CrawlFile {
 public:
  /// Throws storage::Error, as status() does, when the file cannot be read.
  explicit CrawlFile(std::filesystem::path file, text::EpochSeconds now = text::epoch_now());

  /// At most a second old. The file is open only while it is read, since an open reader keeps the writer from
  /// ending its log.
  Status status(text::EpochSeconds now = text::epoch_now());

 private:
  Status read(text::EpochSeconds now) const;

  const std::filesystem::path file_;
  std::mutex mutex_;
  text::EpochSeconds read_at_;  // guarded by mutex_
  Status status_;               // guarded by mutex_
};

}  // namespace trawl::web
