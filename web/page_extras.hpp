#pragma once
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "storage/query_functions.hpp"
#include "storage/report/report_source.hpp"
#include "web/query_string.hpp"

namespace trawl::web {

/// What somebody asked for is wrong; the message says what.
class WrongQuestion : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What the page may order besides: what trawl ctl does. The fields are those of the query: `action`, and
/// what the action takes. Both give a JSON object, and throw WrongQuestion and storage::Error. Empty: there
/// is nobody who takes orders. Thread: the web server's; they may wait for some seconds.
struct Orders {
  std::function<std::string(const QueryFields& fields)> give;
  std::function<std::string(const QueryFields& fields)> preview;
};

/// What layers above add to the page. Without a function, the page goes without what it gives. They throw
/// WrongQuestion and storage::Error. Thread: any, several at once.
struct PageExtras {
  PageExtras() {}
  storage::QueryExtras functions;  ///< what SQL may call on the page
  /// The ids of elements of a stored page, for the report on fragments.
  decltype(storage::ReportHooks::read_ids) read_ids;
  /// The story of a URL of the file, as JSON: `trawl why`.
  std::function<std::string(const std::filesystem::path& file, const std::string& url)> story;
  /// Words of a person as a query of FTS5.
  std::function<std::string(const std::string& words)> search_query;
  /// Names and SQL of the queries that the user has saved, and how to save one.
  std::function<std::vector<std::pair<std::string, std::string>>()> saved_queries;
  std::function<void(const std::string& name, const std::string& sql)> save_query;
  Orders orders;
};

}  // namespace trawl::web
