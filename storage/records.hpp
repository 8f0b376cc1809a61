#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/text/rare_text.hpp"
#include "fetch/text/time.hpp"
#include "storage/counts.hpp"
#include "storage/item_records.hpp"
#include "storage/shape_records.hpp"
#include "storage/skip_reason.hpp"
#include "storage/tables/hash.hpp"

namespace trawl::storage {

/// The scheduler's times are stored as they are, times for people as ISO 8601 text.
using text::EpochSeconds;

/// As in `urls.state`.
/// `held`: the shape of the URL brings nothing new any more, so it waits until a person decides.
enum class UrlState : std::uint8_t { pending, leased, done, failed, skipped, held };
std::string_view name_of(UrlState state);
/// Throws kind corrupt for another name.
UrlState url_state_named(std::string_view name);

/// What a URL is, as in `urls.kind`.
enum class UrlKind : std::uint8_t {
  asset,       ///< an image, script or other part of a page: it is only asked whether it is there
  stylesheet,  ///< likewise; what it loads is asked, too
  external,    ///< outside the scope: as an asset
  page,
  guessed_sitemap,  ///< nobody named it: if there is none, that is no failure
  sitemap,
};
std::string_view name_of(UrlKind kind);
/// Throws kind corrupt for another name.
UrlKind url_kind_named(std::string_view name);
/// Whether a URL of that kind counts among the sitemaps; the others count as pages.
constexpr bool is_sitemap(UrlKind kind) {
  return kind == UrlKind::sitemap || kind == UrlKind::guessed_sitemap;
}
/// Whether it is a part of a page, or named by one.
constexpr bool is_part(UrlKind kind) {
  return kind == UrlKind::asset || kind == UrlKind::stylesheet;
}
/// Whether a URL of that kind is only asked whether it is there: nothing of it is kept.
constexpr bool is_only_checked(UrlKind kind) {
  return is_part(kind) || kind == UrlKind::external;
}

/// As in `pages.status_class`: the first digit of a status, but 2 for a 304, since the page is there as
/// before.
constexpr int status_class(int status) {
  return status == 304 ? 2 : status / 100;
}

/// How a URL was found, as in `urls.via_kind`.
enum class ViaKind : std::uint8_t { link, seed, redirect, sitemap, feed };
std::string_view name_of(ViaKind kind);

/// A URL as found: it becomes a row of `urls` unless there is one with the same key already. UrlTable::Change
/// says when an old row changes.
struct NewUrl {
  NewUrl() {}
  /// Two URLs with the same key are the same page.
  std::string_view key() const { return own_key.empty() ? std::string_view(url) : std::string_view(own_key); }
  /// Scheme + name + port, as in `hosts.name`.
  std::string_view host() const { return key().substr(0, host_size); }

  std::string url;         ///< as it is asked for
  text::RareText own_key;  ///< "" if the URL is its own key
  text::RareText domain;   ///< for `hosts.domain`: the registrable domain; only a host's first URL needs it
  std::uint32_t host_size = 0;         ///< bytes of the key that name the host
  UrlState state = UrlState::pending;  ///< pending, skipped or held
  UrlKind kind = UrlKind::page;
  ViaKind via_kind = ViaKind::link;
  Skip skip;  ///< for skipped and held
  int depth = 0;
  int priority = 0;        ///< higher first; only orders
  int redirects = 0;       ///< hops in a row that led here
  text::RareText label;    ///< of the rule that chose it; "" for none
  text::RareText request;  ///< JSON: method, body and headers; "" for a plain GET
  text::RareText paging;   ///< as in `urls.paging`
  std::optional<std::int64_t> via_id;
  /// Of a redirect's target: a hash of the cookies that it would be asked with now.
  std::optional<std::int64_t> cookies;
};

/// What few links say besides. Text that says nothing is "".
struct LinkRest {
  LinkRest() {}
  std::string href;        ///< as written, unless the key of the URL says as much
  std::string attributes;  ///< a JSON object
  std::string error;       ///< why `href` is no URL
};

/// One row of `links`. Text that says nothing is "".
struct FoundLink {
  FoundLink() {}
  std::optional<std::size_t> target;  ///< an index into Visit::found; none for what leads to no page
  std::string_view kind;              ///< a literal
  std::string text;
  text::RareText rel;
  bool nofollow = false;
  text::RareText fragment;     ///< without "#"
  std::vector<LinkRest> more;  ///< none for most, as a page may have 100,000 links; else one
  Hash128 said;                ///< hash_of() it, for the store to know it by; 0: the store finds out

  /// What it says besides; all "" if that is nothing.
  const LinkRest& rest() const;
  /// The same, to be set.
  LinkRest& set_rest();
};

/// A hash of all that a link says but for its target, with a seed of this process.
Hash128 hash_of(const FoundLink& link);

/// One row of `sitemap_entries`.
struct SitemapRow {
  SitemapRow(std::size_t link_index, std::string last_modified)
      : link(link_index), lastmod(std::move(last_modified)) {}
  std::size_t link;                           ///< an index into Visit::links; that link has a target
  std::string lastmod, changefreq, priority;  ///< as written
};

/// One row of `bodies`.
struct Body {
  Body() {}
  std::string hash;  ///< 16 bytes, XXH3-128 of the decoded body
  /// "" (as is), "zstd", "zstd+dictionary", or as the server sent it: "gzip", "br", "zstd".
  std::string encoding;
  std::int64_t size = 0;  ///< decoded
  std::string content;
  /// What "zstd+dictionary" needs; that has none itself. Shared by all that need it.
  std::shared_ptr<const Body> dictionary;
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
  std::optional<Body> body;
};

/// One row of `usage_preferences`: what a site asks of machines. Text that says nothing is "".
struct UsageRow {
  UsageRow() {}
  std::string source, scope, label, value, raw;
};

/// What the lease of one URL came to. All of it is committed or nothing.
struct Visit {
  Visit() {}
  std::int64_t url_id = 0, host_id = 0;
  UrlState state = UrlState::done;  ///< done, failed, skipped, held, or pending for another try
  Skip skip;                        ///< for skipped and held
  EpochSeconds due_at = 0;          ///< for pending: not before
  int attempts = 0;
  /// After a redirect: a hash of the cookies that the URL was asked with.
  std::optional<std::int64_t> hop_cookies;
  std::optional<PageRecord> page;
  /// Each URL once; the store sets via_id to url_id. The first redirect is where the page redirects to
  /// (`pages.redirect_id`).
  std::vector<NewUrl> found;
  std::vector<FoundLink> links;
  std::vector<SitemapRow> sitemap_entries;
  /// What the rules of the spider file made of the page; committed with it.
  std::vector<ItemRow> items;
  std::vector<FieldHealth> field_health;
  std::vector<StructuredRow> structured;
  /// What the page asks of machines; of a visit without a page, its URL.
  std::vector<UsageRow> usage;
  /// What it adds to the shapes of its URL.
  std::vector<ShapeChange> shapes;
  /// After a 304, the known page: this one shares its body.
  std::optional<std::int64_t> unchanged_id;
  /// Takes back the last visit of this URL: its page and links go, and the URL is pending again. The rest is
  /// not read.
  bool is_withdrawal = false;
};

/// Changes the politeness ledger of one host: writes what is set.
struct HostUpdate {
  HostUpdate() {}
  std::int64_t host_id = 0;
  std::optional<std::string> ip, robots_status, robots_txt, delay_source, wait_reason;
  std::optional<EpochSeconds> robots_fetched_at, next_allowed_at;
  std::optional<double> crawl_delay, current_delay;
  bool is_first_asked = false;  ///< for the first time in the crawl
  /// What robots.txt and tdmrep.json ask of machines, in place of what they asked before.
  std::optional<std::vector<UsageRow>> usage;
};

struct Event {
  Event() {}
  EpochSeconds at = 0;
  std::string level, kind, message;  ///< level: "info", "warning", "error"
  std::optional<std::int64_t> url_id, host_id;
};

/// A cookie that came, changed or is gone.
struct CookieRecord {
  CookieRecord() {}
  std::string domain, name, path, value;
  bool host_only = true, secure = false, http_only = false;
  std::optional<EpochSeconds> expires_at;
  bool is_gone = false;
};

/// A host that the user named, with its port.
struct TypedHostRecord {
  TypedHostRecord() {}
  std::string name;
  std::uint16_t port = 0;
  std::vector<std::string> first_addresses;  ///< of the first lookup of the name; none: not looked up yet
};

struct StatSample {
  StatSample() {}
  EpochSeconds at = 0;
  std::string key;
  double value = 0;
};

/// All that one transaction writes.
struct Batch {
  Batch() {}
  std::vector<NewUrl> urls;  ///< seeds, sitemap entries
  std::vector<Visit> visits;
  std::vector<std::int64_t> judged_again;  ///< ids of skipped URLs that are asked for after all
  std::vector<ShapeOrder> shape_orders;
  std::vector<HostUpdate> hosts;
  std::vector<Event> events;
  std::vector<StatSample> stats;
  double stats_step = 0;  ///< unless 0: first keep one sample of the crawl in so many seconds of its running
  std::vector<CookieRecord> cookies;
  std::vector<TypedHostRecord> typed_hosts;
};

/// A host that has pending URLs, with its row of the ledger.
struct HostRecord : HostCounts {
  HostRecord() {}
  std::int64_t id = 0;
  std::string name, robots_status, robots_txt, delay_source, wait_reason;
  EpochSeconds robots_fetched_at = 0, next_allowed_at = 0;
  std::optional<double> crawl_delay, current_delay, own_delay;
  std::int64_t pending = 0;
  bool was_asked = false;  ///< in the newest crawl
  EpochSeconds earliest_due = 0;
  std::int64_t transaction = 0;  ///< the last one before it was read; the counts include its changes
};

/// What a commit added to the frontier of one host: new pending URLs, or returned ones.
struct AddedPending {
  std::int64_t host_id = 0;
  std::string host;
  std::int64_t count = 0;
  EpochSeconds earliest_due = 0;
  EpochSeconds earliest_retry = 0;  ///< of those that were tried before; 0: there is none
  bool new_host = false;            ///< this commit added the host's row, for a pending URL
};

struct CommitResult {
  std::vector<AddedPending> pending;
  std::int64_t new_urls = 0;  ///< rows added to `urls`, in any state
  CrawlCounts counts;         ///< as of this commit
  /// What has changed of the hosts since the last commit, by host.
  std::vector<std::pair<std::int64_t, HostCounts>> hosts;
  std::int64_t transaction = 0;  ///< its number, from 1
};

/// The newest page of a URL. Its body is in the file, or it has none.
struct KnownPage {
  KnownPage() {}
  /// Whether a server can be asked if it has changed.
  bool has_validator() const { return !etag.empty() || !last_modified.empty(); }

  std::int64_t id = 0;
  int status = 0;
  text::RareText etag, last_modified;  ///< "" for none
  text::RareText headers;              ///< as in PageRecord
  bool is_fresh = false;               ///< an earlier crawl has fetched it since LeaseRequest::fresh_since
};

/// A URL that the crawl has skipped.
struct SkippedUrl {
  SkippedUrl() {}
  std::int64_t url_id = 0;
  std::string url;
  UrlKind kind = UrlKind::page;
  int depth = 0;
  SkipReason reason = SkipReason::none;
};

/// A spelling of a page's URL that was asked for, and a hash of the cookies that went with it.
struct Asked {
  Asked(std::string spelling, std::int64_t cookie_hash) : url(std::move(spelling)), cookies(cookie_hash) {}
  bool operator==(const Asked&) const = default;
  std::string url;
  std::int64_t cookies;
};

/// A URL taken out of the frontier.
struct Lease {
  Lease() {}
  std::int64_t url_id = 0, host_id = 0;
  std::string url;
  UrlKind kind = UrlKind::page;
  int depth = 0, attempts = 0, redirects = 0;
  text::RareText label, request, paging;  ///< as in NewUrl
  EpochSeconds found_at = 0;              ///< when it was found first; 0: not known
  double waited = 0;            ///< seconds until it was handed out, from then or from when the run began
  const char* waited_for = "";  ///< the last that it waited for, as in `pages.timing`; "" for nothing
  int kills = 0;                ///< how many kills in a row met it in flight
  bool is_retry = false;        ///< it was tried before, so it comes before fresh URLs
  std::optional<KnownPage> known;
  /// What this visit has asked for before, since the page redirects to itself: other spellings, or the same
  /// with other cookies.
  std::vector<Asked> asked;
  bool has_refreshed = false;  ///< one of those was a meta refresh
};

struct LeaseRequest {
  LeaseRequest(std::int64_t id, int most) : host_id(id), limit(most) {}
  std::int64_t host_id;
  int limit;  ///< at most this many URLs
  /// What an earlier crawl has fetched since then is fresh; none: nothing is.
  std::optional<EpochSeconds> fresh_since;
};

struct LeaseResult {
  std::vector<Lease> leases;
  std::int64_t pending_left = 0;    ///< of that host: 0, or 1 for at least one
  EpochSeconds earliest_due = 0;    ///< of those left
  EpochSeconds earliest_retry = 0;  ///< of the retries among these; 0: there is none
};

}  // namespace trawl::storage
