#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// A row of `urls`, for people. Text that there is none of is "".
struct KnownUrl {
  KnownUrl() {}
  std::int64_t id = 0, host_id = 0, crawl_id = 0, via_id = 0;  ///< via_id 0: none
  std::string url, key, state, skip_reason, kind, via_kind, discovered_at, label;
  int depth = 0, priority = 0, attempts = 0, redirects = 0, kills = 0;
  EpochSeconds due_at = 0;
};

/// A link to a URL. A page that is not in the file any more has none.
struct Inlink {
  Inlink() {}
  std::string page_url, kind, text, rel, href;  ///< href: as written, where the URL does not say it
  bool nofollow = false;
  std::string lastmod;  ///< of an entry of a sitemap
};

/// One stored fetch: a row of `pages`.
struct StoredVisit {
  StoredVisit() {}
  std::int64_t page_id = 0, crawl_id = 0, size = 0;
  std::string url, fetched_at, timing, error, error_detail, content_type, title, redirect_url, canonical,
      robots;
  std::string final_url;
  int status = 0, elapsed_ms = 0;
  bool truncated = false;
};

struct StoredEvent {
  StoredEvent() {}
  std::string at, level, kind, message;
};

/// Where a URL stands in the queue of its host.
struct QueuePlace {
  QueuePlace() {}
  std::int64_t before = 0;   ///< URLs of its host that come first
  bool is_at_least = false;  ///< there are more
};

/// What the file has of one host, for people.
struct KnownHost {
  KnownHost() {}
  std::int64_t id = 0, pages = 0, pending = 0;
  std::string name, robots_status, robots_txt, delay_source, wait_reason;
  EpochSeconds robots_fetched_at = 0, next_allowed_at = 0;
  double current_delay = 0;
};

/// Answers what a crawl file knows of one URL, also while a crawl writes it. Each answer is a few look-ups in
/// indexes, so none gets slower as the file grows, and lists are cut.
/// Requires: schema version 5; the constructor throws kind items for an older file, with what to do.
/// Owns: a read-only connection, and a transaction, so that the answers fit each other: do not keep one.
class UrlStories {
 public:
  explicit UrlStories(const std::filesystem::path& file);

  std::optional<KnownUrl> with_key(const std::string& key);
  std::optional<KnownUrl> with_id(std::int64_t id);
  std::optional<KnownHost> host(const std::string& name);

  /// From the first of the chain that led to it, a seed as a rule, to the one before it. At most `most`.
  std::vector<KnownUrl> way_to(const KnownUrl& url, std::size_t most);
  /// The links by which it was found, on the page that it was found on first; at most three.
  std::vector<Inlink> found_by(const KnownUrl& url);
  /// Links of further pages to it; none while that would take a pass over all links, as in the first crawl.
  std::vector<Inlink> inlinks(const KnownUrl& url, int most);
  /// On how many pages they stand; none likewise.
  std::optional<std::int64_t> inlink_count(const KnownUrl& url);

  /// The newest come last. Of all fetches the last `most`.
  std::vector<StoredVisit> visits(const KnownUrl& url, int most);
  std::int64_t visit_count(const KnownUrl& url);
  std::vector<StoredEvent> events(const KnownUrl& url, int most);
  /// Those that are about its host as a whole.
  std::vector<StoredEvent> events(const KnownHost& host, int most);
  /// Other URLs whose page has the same bytes.
  std::vector<std::string> same_content(const StoredVisit& visit, const KnownUrl& url, int most);
  /// None for a URL that does not wait, or waits for another try.
  std::optional<QueuePlace> place(const KnownUrl& url, EpochSeconds now);

  /// The URLs whose keys come directly before and after `key` in the order of bytes, if they begin with
  /// `origin`.
  std::vector<KnownUrl> neighbours(const std::string& key, const std::string& origin, int most_each);
  /// How many URLs have no outcome yet: what they link to is not known.
  std::int64_t waiting();

 private:
  bool has_late_index();
  std::vector<Inlink> links_on(std::int64_t page_id, std::int64_t url_id, int most);

  Connection connection_;
  Transaction moment_;
};

}  // namespace trawl::storage
