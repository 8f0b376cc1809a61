#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/query.hpp"
#include "storage/report/report.hpp"
#include "storage/stored_pages.hpp"

namespace trawl::storage {

/// What reports ask of layers above.
struct ReportHooks {
  ReportHooks() {}
  /// The ids and names of the elements of a stored page, to which fragments lead. Empty: the report on
  /// fragments has no rows.
  std::function<std::vector<std::string>(const StoredPage&)> read_ids;
  /// Called before something that takes long, with a sentence that names what is built.
  std::function<void(const std::string&)> notice;
};

/// A crawl file, as reports read it: with today's views, whatever version has written it, and an index of its
/// newest pages. Both are temporary; the file stays as it is. All reports of one source see the same moment
/// of a running crawl.
/// Owns: a read-only connection, which keeps the writer from ending the WAL: do not keep one.
/// Thread: one at a time.
class ReportSource {
 public:
  /// Throws kind read_only for a file of before schema version 5.
  explicit ReportSource(const std::filesystem::path& file, ReportHooks hooks = {});

  /// Gives the rows of a report, `most` at most; 0 for all.
  QueryEnd run(const Report& report, RowSink& sink, std::int64_t most = 0);

  /// The first column of the first row; "" if there is none.
  std::string text(const std::string& sql) { return connection_.text(sql); }

 private:
  void prepare(Report::Needs needs);

  std::filesystem::path file_;
  ReportHooks hooks_;
  Connection connection_;
  Transaction moment_;
  bool has_near_ = false, has_ranks_ = false, has_fragments_ = false, has_orphans_ = false;
};

}  // namespace trawl::storage
