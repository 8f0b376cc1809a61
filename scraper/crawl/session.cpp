#include "scraper/crawl/session.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "fetch/http/cookie_file.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "fetch/url/percent.hpp"
#include "scraper/crawl/visit/header_list.hpp"
#include "scraper/crawl/visit/own_request.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"
#include "storage/tables/hash.hpp"

namespace trawl::crawl {
namespace {

fetch::Cookie cookie_of(const storage::CookieRecord& record) {
  fetch::Cookie cookie;
  cookie.domain = record.domain;
  cookie.name = record.name;
  cookie.path = record.path;
  cookie.value = record.value;
  cookie.host_only = record.host_only;
  cookie.secure = record.secure;
  cookie.http_only = record.http_only;
  cookie.expires = record.expires_at;
  return cookie;
}

storage::CookieRecord record_of(fetch::CookieJar::Change&& change) {
  fetch::Cookie& cookie = change.cookie;
  storage::CookieRecord record;
  record.domain = std::move(cookie.domain);
  record.name = std::move(cookie.name);
  record.path = std::move(cookie.path);
  record.value = std::move(cookie.value);
  record.host_only = cookie.host_only;
  record.secure = cookie.secure;
  record.http_only = cookie.http_only;
  record.expires_at = cookie.expires;
  record.is_gone = change.is_gone;
  return record;
}

/// The ETag of a stored page, byte for byte.
std::string etag_of(const storage::KnownPage& known) {
  return text::is_ascii(known.etag) ? std::string(known.etag) : stored_header(known.headers, "etag");
}

/// A check that is a GET reads no further, as it keeps nothing.
constexpr std::int64_t kBodyOfCheck = 4'096;

std::string user_of(const fetch::Url& url) {
  return fetch::percent_decoded(url.username()) + ':' + fetch::percent_decoded(url.password());
}

/// What a spider file asks for this URL comes before what the user asks for all, which stands in for a secret
/// that is not known any more.
void add_own_request(fetch::Request& request, const storage::Lease& lease, const StartSecrets& secrets) {
  if (lease.request.empty()) return;
  OwnRequest own = request_from_json(lease.request);
  secrets.put_into(own);
  request.method = std::move(own.method);
  request.body = std::move(own.body);
  for (fetch::Header& header : own.headers) {
    std::erase_if(request.headers, [&header](const fetch::Header& other) {
      return text::equal_ignoring_case(other.first, header.first);
    });
  }
  std::move(own.headers.begin(), own.headers.end(), std::back_inserter(request.headers));
}

}  // namespace

Session::Session(const Options& options, const std::vector<fetch::Url>& seeds,
                 const std::vector<storage::CookieRecord>& kept, fetch::Client& client, double now)
    : options_(options), jar_(client.cookies()), typed_hosts_(client.typed_hosts()) {
  if (options.spider) secrets_ = StartSecrets(*options.spider);
  for (const fetch::Url& seed : seeds) {
    std::string& user = users_.try_emplace(seed.origin(), options.user.value_or("")).first->second;
    if (seed.has_credentials()) user = user_of(seed);
  }
  for (const storage::CookieRecord& record : kept) jar_.put(cookie_of(record), now);
  jar_.take_changes();
  if (std::filesystem::exists(options.cookie_file)) {
    for (fetch::Cookie& cookie : fetch::load_cookie_file(options.cookie_file))
      jar_.put(std::move(cookie), now);
  }
}

fetch::Request Session::request_for(fetch::Url url, const storage::Lease& lease) const {
  fetch::Request request(std::move(url));
  request.limits = options_.limits;
  request.cut_body = true;
  request.keep_sent_body = options_.store_bodies;
  if (is_sitemap(lease))
    request.limits.body_bytes = std::max<std::int64_t>(request.limits.body_bytes, page::kSitemapBytes);
  if (const auto user = users_.find(request.url.origin()); user != users_.end()) {
    request.headers = options_.headers;
    request.cookies = options_.cookies;
    request.user = user->second;
  }
  add_own_request(request, lease, secrets_);
  if (storage::is_only_checked(lease.kind) && lease.kind != storage::UrlKind::stylesheet) {
    if (lease.attempts == 0) request.method = "HEAD";
    request.limits.body_bytes = std::min(request.limits.body_bytes, kBodyOfCheck);
  }
  if (lease.known && request.is_plain_get() && !storage::is_only_checked(lease.kind)) {
    const storage::KnownPage& known = *lease.known;
    if (!known.etag.empty()) request.headers.emplace_back("If-None-Match", etag_of(known));
    if (!known.last_modified.empty()) request.headers.emplace_back("If-Modified-Since", known.last_modified);
  }
  return request;
}

std::int64_t Session::cookie_hash(const fetch::Url& url, double now) const {
  const std::string cookies = jar_.header_for(url, now);
  return cookies.empty() ? 0 : static_cast<std::int64_t>(storage::hash128(cookies).low);
}

std::vector<storage::CookieRecord> Session::take_cookie_changes() {
  std::vector<storage::CookieRecord> records;
  for (auto& change : jar_.take_changes()) records.push_back(record_of(std::move(change)));
  return records;
}

std::vector<storage::TypedHostRecord> Session::take_typed_hosts() {
  std::vector<storage::TypedHostRecord> records;
  for (auto& typed : typed_hosts_.take_changes()) {
    storage::TypedHostRecord& record = records.emplace_back();
    record.name = std::move(typed.host);
    record.port = typed.port;
    record.first_addresses = std::move(typed.first_addresses);
  }
  return records;
}

void Session::save_cookies(double now) const {
  if (!options_.cookie_file.empty()) fetch::save_cookie_file(options_.cookie_file, jar_.cookies(now));
}

}  // namespace trawl::crawl
