#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "storage/page_sums.hpp"
#include "web/event_log.hpp"
#include "web/http_message.hpp"
#include "web/page_extras.hpp"
#include "web/report_pages.hpp"

namespace trawl::storage {
class KeptSearchIndex;
}

namespace trawl::web {

/// Answers of the views that are no tables: sums, log, search, reports, the story of a URL, saved queries. As
/// JSON; a wrong question gets 400 and {"error": …}, a file that cannot be read 503, and 404 what layers
/// above would have to add.
/// Owns: what is kept between answers: sums, counts, a temporary index. Thread: any.
class PageAnswers {
 public:
  PageAnswers(const std::filesystem::path& file, const PageExtras& extras);
  ~PageAnswers();
  PageAnswers(const PageAnswers&) = delete;
  PageAnswers& operator=(const PageAnswers&) = delete;

  /// The fetches of the newest crawl by content type and depth.
  HttpReply breakdown();
  /// The same sums, for /metrics; not complete if they would take more than seconds, or cannot be read.
  storage::PageSums sums();
  /// The log as rows, or as an event stream for a client that accepts that.
  HttpReply log(const HttpRequest& request) const;
  /// Pages with the words in `q`, at most `size`: "hits", with what was found between U+0001 and U+0002, and
  /// "done" of "all" rows of `pages` that the index has.
  HttpReply search(const std::string& target);
  HttpReply reports(const std::string& target) { return reports_.list(target); }
  HttpReply report(const std::string& name, const std::string& target) { return reports_.rows(name, target); }
  /// The story of the URL in `url`.
  HttpReply story(const std::string& target) const;
  HttpReply saved_queries() const;
  /// Saves the SQL in `sql` under that name.
  HttpReply save_query(const std::string& name, const std::string& target) const;

 private:
  const std::filesystem::path file_;
  const PageExtras extras_;
  storage::PageSummer summer_;
  const EventLog log_;
  ReportPages reports_;
  const std::unique_ptr<storage::KeptSearchIndex> search_;  // null: nothing reads texts
};

}  // namespace trawl::web
