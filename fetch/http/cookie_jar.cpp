#include "fetch/http/cookie_jar.hpp"

#include <algorithm>
#include <utility>

namespace trawl::fetch {
namespace {

constexpr std::ptrdiff_t kMostOfOneDomain = 50;
constexpr std::size_t kMost = 3'000;

/// `host` and the domains above it.
std::vector<std::string_view> domains_above(std::string_view host) {
  std::vector<std::string_view> domains{host};
  for (std::size_t dot; (dot = host.find('.')) != std::string_view::npos;) {
    host.remove_prefix(dot + 1);
    domains.push_back(host);
  }
  return domains;
}

}  // namespace

void CookieJar::set(std::string_view header, const Url& url, double now) {
  auto cookie = parse_set_cookie(header, url, now);
  if (!cookie) return;
  const bool is_tainted = !cookie->secure && url.scheme() != "https";
  if (!is_tainted || !shadows_a_secure_one(*cookie, now)) put(std::move(*cookie), now);
}

void CookieJar::put(Cookie cookie, double now) {
  Key key(cookie.domain, cookie.name, cookie.path, cookie.host_only);
  const auto old = kept_.find(key);
  if (cookie.has_expired(now)) {
    if (old != kept_.end()) drop(old);
    return;
  }
  changes_.emplace_back(cookie, false);
  Kept kept;
  kept.used = ++ticks_;
  kept.created = old == kept_.end() ? ticks_ : old->second.created;
  kept.cookie = std::move(cookie);
  const std::string domain = kept.cookie.domain;
  kept_.insert_or_assign(std::move(key), std::move(kept));
  make_room(domain, now);
}

bool CookieJar::shadows_a_secure_one(const Cookie& cookie, double now) const {
  return std::any_of(kept_.begin(), kept_.end(), [&](const auto& kept) {
    const Cookie& other = kept.second.cookie;
    return other.secure && !other.has_expired(now) && cookie.shadows(other);
  });
}

std::string CookieJar::header_for(const Url& url, double now) {
  std::vector<Kept*> sent;
  for (const std::string_view domain : domains_above(url.host())) {
    for (auto at = first_of(domain), end = end_of(domain); at != end; ++at) {
      Kept& kept = at->second;
      if (!kept.cookie.has_expired(now) && kept.cookie.is_for(url)) sent.push_back(&kept);
    }
  }
  std::sort(sent.begin(), sent.end(), [](const Kept* a, const Kept* b) {
    const std::size_t a_length = a->cookie.path.size(), b_length = b->cookie.path.size();
    return a_length != b_length ? a_length > b_length : a->created < b->created;
  });
  std::string header;
  for (Kept* kept : sent) {
    kept->used = ++ticks_;
    if (!header.empty()) header += "; ";
    header += kept->cookie.name + '=' + kept->cookie.value;
  }
  return header;
}

std::vector<Cookie> CookieJar::cookies(double now) const {
  std::vector<const Kept*> valid;
  for (const auto& [key, kept] : kept_) {
    if (!kept.cookie.has_expired(now)) valid.push_back(&kept);
  }
  std::sort(valid.begin(), valid.end(), [](const Kept* a, const Kept* b) { return a->created < b->created; });
  std::vector<Cookie> cookies;
  for (const Kept* kept : valid) cookies.push_back(kept->cookie);
  return cookies;
}

std::vector<CookieJar::Change> CookieJar::take_changes() {
  return std::exchange(changes_, {});
}

CookieJar::Kepts::iterator CookieJar::first_of(std::string_view domain) {
  return kept_.lower_bound(Key(domain, "", "", false));
}

CookieJar::Kepts::iterator CookieJar::end_of(std::string_view domain) {
  return kept_.lower_bound(Key(std::string(domain) + '\0', "", "", false));
}

CookieJar::Kepts::iterator CookieJar::drop(Kepts::iterator kept) {
  changes_.emplace_back(std::move(kept->second.cookie), true);
  return kept_.erase(kept);
}

/// Call after a cookie was added for `domain`.
void CookieJar::make_room(const std::string& domain, double now) {
  const auto is_crowded = [&] { return std::distance(first_of(domain), end_of(domain)) > kMostOfOneDomain; };
  if (!is_crowded() && kept_.size() <= kMost) return;
  for (auto at = kept_.begin(); at != kept_.end();) {
    at = at->second.cookie.has_expired(now) ? drop(at) : std::next(at);
  }
  const auto used_before = [](const auto& a, const auto& b) { return a.second.used < b.second.used; };
  if (is_crowded()) drop(std::min_element(first_of(domain), end_of(domain), used_before));
  if (kept_.size() > kMost) drop(std::min_element(kept_.begin(), kept_.end(), used_before));
}

}  // namespace trawl::fetch
