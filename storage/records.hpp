#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/text/time.hpp"
#include "storage/skip_reason.hpp"

namespace trawl::storage {

/// The scheduler's times are stored as they are, times for people as ISO 8601 text.
using text::EpochSeconds;

/// As in `urls.state`.
enum class UrlState : std::uint8_t { pending, leased, done, failed, skipped };
std::string_view name_of(UrlState state);
/// Throws kind corrupt for another name.
UrlState url_state_named(std::string_view name);

/// What a URL is, as in `urls.kind`.
enum class UrlKind : std::uint8_t {
  page,
  guessed_sitemap,  ///< nobody named it: if there is none, that is no failure
  sitemap,
};
std::string_view name_of(UrlKind kind);
/// Throws kind corrupt for another name.
UrlKind url_kind_named(std::string_view name);

/// As in `pages.status_class`: the first digit of a status, and 2 for a 304, which says that the page is there as it was.
constexpr int status_class(int status) {
  return status == 304 ? 2 : status / 100;
}

/// How a URL was found, as in `urls.via_kind`.
enum class ViaKind : std::uint8_t { link, seed, redirect, sitemap, feed };
std::string_view name_of(ViaKind kind);

/// A URL as found: it becomes a row of `urls` unless that URL is already there. Then nothing changes, but for
/// a pending seed, which the user typed: it is pending again if it had been skipped, had
/// failed, or has not been fetched by this crawl.
struct NewUrl {
  NewUrl() {}
  /// Scheme + name + port, as in `hosts.name`.
  std::string_view host() const { return std::string_view(url).substr(0, host_size); }

  std::string url;     ///< normalised; the unique key
  std::string domain;  ///< registrable domain, for `hosts.domain`; only the first URL of a host needs it
  std::uint32_t host_size = 0;         ///< bytes of `url` that name the host
  UrlState state = UrlState::pending;  ///< pending or skipped
  UrlKind kind = UrlKind::page;
  ViaKind via_kind = ViaKind::link;
  Skip skip;  ///< for skipped
  int depth = 0;
  int priority = 0;   ///< higher first; only orders
  int redirects = 0;  ///< hops in a row that led here
  std::optional<std::int64_t> via_id;
};

/// One row of `links`; `target` is an index into Visit::found.
struct FoundLink {
  FoundLink() {}
  std::size_t target = 0;
  std::string_view kind;  ///< a literal
  std::string text, rel;
  bool nofollow = false;
};

struct Body {
  Body() {}
  std::string hash;       ///< 16 bytes, XXH3-128 of the decoded body
  std::string encoding;   ///< "zstd" or "" (as is)
  std::int64_t size = 0;  ///< decoded
  std::string content;
};

/// One row of `pages`, without what the store itself adds (id, crawl_id, url_id, body_id).
struct PageRecord {
  PageRecord() {}
  std::string url, final_url;
  int status = 0;  ///< 0: no response
  std::string error, error_detail;
  EpochSeconds fetched_at = 0;
  int elapsed_ms = 0;
  std::string timing;  ///< JSON
  std::int64_t size = 0;
  std::string content_type, charset, http_version, ip;
  std::string headers;  ///< JSON array of [name, value], without spaces between tokens
  std::string title, description, lang, canonical, robots;
  int word_count = 0, links_internal = 0, links_external = 0;
  std::string meta;          ///< JSON: headings, charset_source, refresh, …
  std::string content_hash;  ///< 16 bytes, "" for none
  std::optional<std::int64_t> simhash;
  bool truncated = false;
  bool is_sitemap = false;  ///< it counts among the sitemaps as well
  std::optional<Body> body;
};

/// What one lease of a URL came to. All of it is committed together or not at all.
struct Visit {
  Visit() {}
  std::int64_t url_id = 0, host_id = 0;
  UrlState state = UrlState::done;  ///< done, failed, skipped, or pending for another try
  Skip skip;                        ///< for skipped
  EpochSeconds due_at = 0;          ///< for pending: not before
  int attempts = 0;
  std::optional<PageRecord> page;
  std::vector<NewUrl> found;  ///< each URL once; via_id is set by the store to url_id. The first redirect is
                              ///< where the page redirects to (`pages.redirect_id`)
  std::vector<FoundLink> links;
  std::optional<std::int64_t>
      unchanged_id;  ///< a page that this one is as before (a 304): its content, what was read
                     ///< from it and its links are those of this one
};

/// The politeness ledger of one host: what is set is written, counters are added.
struct HostUpdate {
  HostUpdate() {}
  std::int64_t host_id = 0;
  std::optional<std::string> ip, robots_status, robots_txt, delay_source, wait_reason;
  std::optional<EpochSeconds> robots_fetched_at, next_allowed_at;
  std::optional<double> crawl_delay, current_delay;
  std::int64_t pages = 0, errors = 0, bytes = 0;
};

struct Event {
  Event() {}
  EpochSeconds at = 0;
  std::string level, kind, message;  ///< level: "info", "warning", "error"
  std::optional<std::int64_t> url_id, host_id;
};

/// A cookie that came, changed or went.
struct CookieRecord {
  CookieRecord() {}
  std::string domain, name, path, value;
  bool host_only = true, secure = false, http_only = false;
  std::optional<EpochSeconds> expires_at;
  bool is_gone = false;
};

struct StatSample {
  StatSample() {}
  EpochSeconds at = 0;
  std::string key;
  double value = 0;
};

/// Everything one transaction writes.
struct Batch {
  Batch() {}
  std::vector<NewUrl> urls;  ///< seeds, sitemap entries
  std::vector<Visit> visits;
  std::vector<HostUpdate> hosts;
  std::vector<Event> events;
  std::vector<StatSample> stats;
  std::vector<CookieRecord> cookies;
};

/// A host that has pending URLs, with its row of the ledger.
struct HostRecord {
  HostRecord() {}
  std::int64_t id = 0;
  std::string name, domain, robots_status, robots_txt, delay_source;
  EpochSeconds robots_fetched_at = 0, next_allowed_at = 0;
  std::optional<double> crawl_delay, current_delay;
  std::int64_t pages = 0, errors = 0, bytes = 0;
  std::int64_t pending = 0;
  EpochSeconds earliest_due = 0;
};

/// What a commit added to the frontier: one entry a host with new (or returned) pending URLs.
struct AddedPending {
  std::int64_t host_id = 0;
  std::string host;
  std::int64_t count = 0;
  EpochSeconds earliest_due = 0;
  bool new_host = false;  ///< the host's row was added by this commit, by a pending URL
};

struct CommitResult {
  std::vector<AddedPending> pending;
  std::int64_t new_urls = 0;                    ///< rows added to `urls`, in any state
  std::map<std::string, std::int64_t> skipped;  ///< those of them that are not fetched, by reason
};

/// The newest page of a URL, as far as the server can be asked whether it still is as it was.
struct KnownPage {
  KnownPage() {}
  std::int64_t id = 0;
  bool has_body = false;
  std::string etag, last_modified;  ///< at least one of them
  std::string headers;              ///< as in PageRecord
};

/// A URL taken out of the frontier.
struct Lease {
  Lease() {}
  std::int64_t url_id = 0, host_id = 0;
  std::string url;
  UrlKind kind = UrlKind::page;
  int depth = 0, attempts = 0, redirects = 0;
  std::optional<KnownPage> known;
};

struct LeaseRequest {
  std::int64_t host_id = 0;
  int limit = 0;  ///< at most so many URLs
};

struct LeaseResult {
  std::vector<Lease> leases;
  std::int64_t pending_left = 0;  ///< of that host; only exact when 0, otherwise at least 1
  EpochSeconds earliest_due = 0;  ///< of those left
};

/// The counters of a crawl so far, for a resumed one.
struct CrawlTotals {
  std::int64_t pages = 0, bytes = 0, links = 0, pending = 0;
  std::int64_t sitemaps = 0;  ///< of the pages
};

}  // namespace trawl::storage
