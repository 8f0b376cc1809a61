#include "scraper/crawl/visit/found_urls.hpp"

#include <algorithm>

#include "fetch/url/registrable_domain.hpp"
#include "fetch/url/url_key.hpp"
#include "scraper/crawl/rules/traps.hpp"

namespace trawl::crawl {

std::size_t FoundUrls::add(fetch::Url url, storage::ViaKind via_kind, int steps, std::string_view barrier) {
  fetch::Url key = fetch::url_key(std::move(url), options_.key);
  const std::size_t place = place_of(key);
  if (place < urls_.size()) {
    storage::NewUrl& earlier = urls_[place];
    if (!barrier.empty()) return place;
    earlier.depth = std::min(earlier.depth, depth_ + steps);
    if (earlier.state == storage::UrlState::pending) return place;
    earlier.skip_reason = reason_against(key, earlier.depth, "");
    if (earlier.skip_reason.empty()) earlier.state = storage::UrlState::pending;
    return place;
  }
  storage::NewUrl& found = urls_.emplace_back();
  set_host(found, key);
  found.depth = depth_ + steps;
  found.via_kind = via_kind;
  found.skip_reason = reason_against(key, found.depth, barrier);
  if (!found.skip_reason.empty()) found.state = storage::UrlState::skipped;
  found.url = std::move(key).href();
  return place;
}

void FoundUrls::add_sitemap(fetch::Url url, storage::ViaKind via_kind, int depth, int priority,
                            std::string_view barrier) {
  fetch::Url key = fetch::url_key(std::move(url), options_.key);
  if (place_of(key) < urls_.size()) return;
  storage::NewUrl& found = urls_.emplace_back();
  set_host(found, key);
  found.depth = depth;
  found.priority = priority;
  found.via_kind = via_kind;
  found.skip_reason = barrier;
  if (barrier.empty())
    found.skip_reason = scope_.refuses_sitemap(key).value_or(trap(key, options_).value_or(""));
  if (!found.skip_reason.empty()) found.state = storage::UrlState::skipped;
  found.url = std::move(key).href();
}

/// Where the URL stands; for a new one the end, where it is to be added.
std::size_t FoundUrls::place_of(const fetch::Url& key) {
  return index_.find_or_add(key.href(),
                            [this](std::size_t place) -> std::string_view { return urls_[place].url; });
}

std::string FoundUrls::reason_against(const fetch::Url& url, int depth, std::string_view barrier) const {
  if (!barrier.empty()) return std::string(barrier);
  if (auto reason = scope_.refuses(url, depth)) return *reason;
  return trap(url, options_).value_or("");
}

/// Sets the host, and the domain where the host is new. Neighbours mostly stand on one host.
void FoundUrls::set_host(storage::NewUrl& found, const fetch::Url& key) {
  found.host_size = static_cast<std::uint32_t>(key.scheme().size() + 3 + key.host_and_port().size());
  const auto host = std::string_view(key.href()).substr(0, found.host_size);
  if (urls_.size() > 1 && urls_[urls_.size() - 2].host() == host) return;
  if (hosts_.contains(host)) return;
  hosts_.emplace(host);
  found.domain = fetch::registrable_domain(key.host());
}

}  // namespace trawl::crawl
