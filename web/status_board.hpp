#pragma once
#include <functional>
#include <mutex>
#include <utility>

#include "storage/live.hpp"

namespace trawl::web {

// What a running crawl and its status page exchange: numbers one way, commands the other.

/// Hands the live numbers from the loop to the web server's threads, by value. Thread: any.
class StatusBoard {
 public:
  void publish(storage::LiveCrawl crawl) {
    const std::scoped_lock lock(mutex_);
    crawl_ = std::move(crawl);
  }
  storage::LiveCrawl read() const {
    const std::scoped_lock lock(mutex_);
    return crawl_;
  }

 private:
  mutable std::mutex mutex_;
  storage::LiveCrawl crawl_;  // guarded by mutex_
};

/// What the page may ask of a running crawl. Thread: the web server's, so each function only hands the
/// command over. While one of them is empty the page shows no buttons (trawl serve).
struct Commands {
  bool are_complete() const { return pause && resume && stop; }

  std::function<void()> pause, resume, stop;
};

}  // namespace trawl::web
