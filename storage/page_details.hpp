#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/body_reader.hpp"
#include "storage/query_functions.hpp"

namespace trawl::storage {

/// A link of a page, with what became of the URL that it leads to. Text that says nothing is "".
struct PageLink {
  PageLink() {}
  std::string url;  ///< where it leads, with its fragment; as written, if that is no page
  std::string kind, text, rel;
  bool nofollow = false;
  std::string state;  ///< of the URL; "" if it leads to no page
  std::string skip_reason, error;
  int status = 0;  ///< of the newest fetch of the URL; 0: none
};

/// A row of `pages` by the names of its columns: without blobs and JSON.
using NamedValues = std::vector<std::pair<std::string, Value>>;

/// A row of `urls`, for people. Text that there is none of is "".
struct StoredUrl {
  StoredUrl() {}
  std::int64_t id = 0, depth = 0, attempts = 0;
  std::string url, state, skip_reason, via_kind, via_url, discovered_at;
  std::int64_t page_id = 0;  ///< its newest page; 0: none
};

/// What a crawl file has of one page, also while a crawl writes it. Reads files of every schema version.
/// Owns: a read-only connection.
class PageDetails {
 public:
  explicit PageDetails(const std::filesystem::path& file);

  /// By its key (fetch::url_key), as a crawl finds it.
  std::optional<StoredUrl> url(const std::string& key);
  /// The URLs whose keys stand directly before and after `key` and begin with `origin`.
  std::vector<std::string> neighbours(const std::string& key, const std::string& origin, int most_each);
  /// The URL to which the page redirects; "" if it does not.
  std::string redirect_target(std::int64_t page_id);
  /// How many other URLs have the same body now.
  std::int64_t same_bodies(std::int64_t page_id);

  /// What the page asks of machines: "train-ai=n (header content-usage)", each once.
  std::vector<std::string> usage(std::int64_t page_id);

  /// Seconds that its URL waited before it was asked, and for what, as `pages.timing` has them; none where it
  /// does not.
  std::optional<std::pair<double, std::string>> waited(std::int64_t page_id);

  /// Empty if there is no such page.
  NamedValues row(std::int64_t page_id);
  /// In the order of the answer. None in a file so old that it may hold secrets in them.
  std::vector<std::pair<std::string, std::string>> headers(std::int64_t page_id);
  /// In the order of the page.
  std::vector<PageLink> links(std::int64_t page_id);
  /// None if there is no such page, or its body was not stored. Throws kind corrupt for a damaged one.
  std::optional<PageContent> content(std::int64_t page_id);

 private:
  Connection connection_;
  const std::int64_t version_;
  const std::string key_;  // the column, or what it was
  BodyReader bodies_;
};

}  // namespace trawl::storage
