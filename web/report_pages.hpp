#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "storage/report/report_source.hpp"
#include "web/http_message.hpp"

namespace trawl::web {

/// The reports on a site, as `trawl report` makes them: the list with counts, and the rows of one.
/// One report is made at a time; who asks meanwhile waits for two seconds at most, and then gets 503. Counts
/// are kept until the file has other pages, and for ten times as long as they took.
/// Thread: any.
class ReportPages {
 public:
  static constexpr int kMostRows = 1'000;        ///< of an answer
  static constexpr int kMostKeptRows = 100'000;  ///< of one to keep

  ReportPages(std::filesystem::path file, decltype(storage::ReportHooks::read_ids) read_ids)
      : file_(std::move(file)), read_ids_(std::move(read_ids)) {}

  /// All reports, with "rows" and "groups" where they were counted; null else. With the field `count` they
  /// are counted now.
  HttpReply list(const std::string& target);
  /// The rows of one report in which some cell contains the field `text`: as JSON at most kMostRows, with
  /// "count", the number of all; as csv or jsonl (`_format`) at most kMostKeptRows.
  HttpReply rows(const std::string& name, const std::string& target);

 private:
  struct Count {
    std::int64_t rows = 0, groups = 0;
  };
  std::int64_t last_page() const;
  bool are_current(std::int64_t last_page) const;
  void count();

  const std::filesystem::path file_;
  const decltype(storage::ReportHooks::read_ids) read_ids_;
  std::timed_mutex making_;  // held while a report is made
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  std::map<std::string, Count> counts_;
  std::int64_t counted_to_ = -1;  // the page that was the last
  std::chrono::steady_clock::time_point counted_at_;
  std::chrono::steady_clock::duration took_{};
};

}  // namespace trawl::web
