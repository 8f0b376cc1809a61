#include "scraper/crawl/visit/found_urls.hpp"

#include <algorithm>

#include "fetch/url/registrable_domain.hpp"
#include "fetch/url/url_key.hpp"
#include "scraper/crawl/rules/traps.hpp"

namespace trawl::crawl {

using storage::Skip;
using storage::SkipReason;
using storage::UrlKind;

namespace {

SkipReason skip_reason_of(OutOfScope refusal) {
  switch (refusal) {
    case OutOfScope::preset:
      return SkipReason::scope;
    case OutOfScope::exclude:
      return SkipReason::exclude;
    case OutOfScope::include:
      return SkipReason::include;
    case OutOfScope::depth:
      return SkipReason::depth;
    case OutOfScope::logout:
      return SkipReason::logout;
  }
  return SkipReason::none;
}

Skip by_rules(std::optional<OutOfScope> refusal, const fetch::Url& url, const Options& options) {
  if (refusal) return skip_reason_of(*refusal);
  if (auto trap = trap_in(url, options)) return Skip(SkipReason::trap, std::move(*trap));
  return SkipReason::none;
}

constexpr int kBeforeSitemaps = 3;

/// Sitemaps come before pages, so that what they list is known early; those that somebody named come first.
int priority_of(UrlKind kind) {
  switch (kind) {
    case UrlKind::page:
      return 0;
    case UrlKind::guessed_sitemap:
      return 1;
    case UrlKind::sitemap:
      return 2;
  }
  return 0;
}

}  // namespace

std::size_t FoundUrls::add(fetch::Url url, storage::ViaKind via_kind, int steps, SkipReason barrier) {
  fetch::Url key = fetch::url_key(std::move(url), options_.key);
  const std::size_t place = place_of(key);
  if (place < urls_.size()) {
    storage::NewUrl& earlier = urls_[place];
    if (barrier != SkipReason::none) return place;
    earlier.depth = std::min(earlier.depth, depth_ + steps);
    if (earlier.state == storage::UrlState::pending) return place;
    earlier.skip = reason_against(key, earlier.depth, SkipReason::none);
    if (!earlier.skip) earlier.state = storage::UrlState::pending;
    return place;
  }
  storage::NewUrl& found = urls_.emplace_back();
  set_host(found, key);
  found.depth = depth_ + steps;
  found.via_kind = via_kind;
  // Where a seed redirects to decides what of a sitemap is below it.
  if (found.depth == 0 && options_.scope == ScopePreset::prefix) found.priority = kBeforeSitemaps;
  found.skip = reason_against(key, found.depth, barrier);
  if (found.skip) found.state = storage::UrlState::skipped;
  found.url = std::move(key).href();
  return place;
}

std::size_t FoundUrls::add_sitemap(fetch::Url url, storage::ViaKind via_kind, int depth, UrlKind kind,
                                   SkipReason barrier) {
  fetch::Url key = fetch::url_key(std::move(url), options_.key);
  const std::size_t place = place_of(key);
  if (place < urls_.size()) return place;
  storage::NewUrl& found = urls_.emplace_back();
  set_host(found, key);
  found.depth = depth;
  found.kind = kind;
  found.priority = priority_of(kind);
  found.via_kind = via_kind;
  found.skip = barrier;
  if (!found.skip) found.skip = by_rules(scope_.refuses_sitemap(key), key, options_);
  if (found.skip) found.state = storage::UrlState::skipped;
  found.url = std::move(key).href();
  return place;
}

/// The place of the URL. A new URL gets the place at the end, where the caller adds it.
std::size_t FoundUrls::place_of(const fetch::Url& key) {
  return index_.find_or_add(key.href(),
                            [this](std::size_t place) -> std::string_view { return urls_[place].url; });
}

Skip FoundUrls::reason_against(const fetch::Url& url, int depth, SkipReason barrier) const {
  if (barrier != SkipReason::none) return barrier;
  return by_rules(scope_.refuses(url, depth), url, options_);
}

/// Sets the host, and the domain if the host is new. Neighbours are mostly on one host.
void FoundUrls::set_host(storage::NewUrl& found, const fetch::Url& key) {
  found.host_size = static_cast<std::uint32_t>(key.scheme().size() + 3 + key.host_and_port().size());
  const auto host = std::string_view(key.href()).substr(0, found.host_size);
  if (urls_.size() > 1 && urls_[urls_.size() - 2].host() == host) return;
  if (hosts_.contains(host)) return;
  hosts_.emplace(host);
  found.domain = fetch::registrable_domain(key.host());
}

}  // namespace trawl::crawl
