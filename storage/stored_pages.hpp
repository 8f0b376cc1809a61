#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "storage/body_reader.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// A page of a crawl file, with its body.
struct StoredPage {
  StoredPage() {}
  std::int64_t id = 0, url_id = 0, crawl_id = 0;
  std::string url;           ///< as it was asked for
  std::string fetched_at;    ///< ISO 8601
  std::string content_type;  ///< as sniffed; in lower case and without parameters
  std::string charset;       ///< WHATWG name; "" for what is no page of HTML
  std::string title;
  std::string headers;        ///< as in PageRecord
  std::string label, paging;  ///< of its URL, for rules; "" in files before schema version 5
  bool is_sitemap = false;    ///< its URL is that of a sitemap; false in files before schema version 5
  std::string body;           ///< decoded; what was cut ends where it was cut
};

/// Reads the newest page of each URL, if it is a success and has a body, in the order in which they were
/// fetched. Needs the memory of one page at a time. Between two pages no transaction is open, so a crawl goes
/// on meanwhile; what it adds is read too. Asks only for what schema version 1 has.
/// Thread: one at a time.
class StoredPages {
 public:
  explicit StoredPages(const std::filesystem::path& file);

  /// None after the last. Throws kind corrupt for a body that is damaged.
  std::optional<StoredPage> next();
  /// The next one has that id, or the first higher one.
  void go_to(std::int64_t id) { last_id_ = id - 1; }

 private:
  Connection connection_;
  BodyReader bodies_;
  Statement select_;
  std::int64_t last_id_ = 0;
};

/// The newest page of that URL, spelt as it was asked for, if it is a success and has a body.
std::optional<StoredPage> newest_page(const std::filesystem::path& file, const std::string& url);

}  // namespace trawl::storage
