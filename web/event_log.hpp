#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "web/http_message.hpp"

namespace trawl::web {

/// A row of `events`, as the log shows it.
struct LogEntry {
  LogEntry() {}
  std::int64_t id = 0;
  std::string at, level, kind, host, url, message;
};

/// Which entries are wanted. "" is any.
struct LogFilter {
  LogFilter() {}
  /// The fields of a target's query: level, kind, host, text.
  explicit LogFilter(const std::string& target);
  bool takes(const LogEntry& entry) const;

  int level = 0;  ///< 0: all, 1: warnings and errors, 2: errors
  std::string kind;
  std::string host, text;  ///< a part of the name, of the message or URL, in upper or lower case
};

/// The events of a crawl's file, as rows and as a stream of what is new.
/// Thread: any.
class EventLog {
 public:
  static constexpr int kMostRows = 1000;  ///< of one answer
  static constexpr std::size_t kMostKept = 2000;

  explicit EventLog(std::filesystem::path file);

  /// The newest come first: "entries", and "next", an id for `before` with which the answer goes on; null at
  /// the end. `target`: the fields of LogFilter, `before` and `size`.
  HttpReply rows(const std::string& target) const;
  /// An event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html) of entries that come
  /// from now on, or after the id in Last-Event-ID or in the field `after`. A client that is further behind
  /// than kMostKept entries misses some. All streams together read the file once a second.
  HttpReply stream(const HttpRequest& request) const;

 private:
  class Feed;
  const std::filesystem::path file_;
  const std::shared_ptr<Feed> feed_;
};

}  // namespace trawl::web
