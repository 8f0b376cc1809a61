#include "scraper/crawl/found_urls.hpp"

#include <algorithm>

#include "fetch/registrable_domain.hpp"
#include "fetch/url_key.hpp"
#include "scraper/crawl/traps.hpp"

namespace crawl {

std::size_t FoundUrls::add(const fetch::Url& url, storage::ViaKind via_kind, int steps,
                           std::string_view barrier) {
  const fetch::Url key = fetch::url_key(url, options_.key);
  if (const auto known = index_.find(std::string_view(key.href())); known != index_.end()) {
    storage::NewUrl& earlier = urls_[*known];
    if (!barrier.empty()) return *known;
    earlier.depth = std::min(earlier.depth, depth_ + steps);
    if (earlier.state == storage::UrlState::pending) return *known;
    earlier.skip_reason = reason_against(key, earlier.depth, "");
    if (earlier.skip_reason.empty()) earlier.state = storage::UrlState::pending;
    return *known;
  }
  storage::NewUrl& found = urls_.emplace_back();
  found.url = key.href();
  place(found, key);
  found.depth = depth_ + steps;
  found.via_kind = via_kind;
  found.skip_reason = reason_against(key, found.depth, barrier);
  if (!found.skip_reason.empty()) found.state = storage::UrlState::skipped;
  index_.insert(urls_.size() - 1);
  return urls_.size() - 1;
}

void FoundUrls::add_sitemap(const fetch::Url& url, storage::ViaKind via_kind, int depth, int priority,
                            std::string_view barrier) {
  const fetch::Url key = fetch::url_key(url, options_.key);
  if (index_.contains(std::string_view(key.href()))) return;
  storage::NewUrl& found = urls_.emplace_back();
  found.url = key.href();
  place(found, key);
  found.depth = depth;
  found.priority = priority;
  found.via_kind = via_kind;
  found.skip_reason = barrier;
  if (barrier.empty())
    found.skip_reason = scope_.refuses_sitemap(key).value_or(trap(key, options_).value_or(""));
  if (!found.skip_reason.empty()) found.state = storage::UrlState::skipped;
  index_.insert(urls_.size() - 1);
}

std::string FoundUrls::reason_against(const fetch::Url& url, int depth, std::string_view barrier) const {
  if (!barrier.empty()) return std::string(barrier);
  if (auto reason = scope_.refuses(url, depth)) return *reason;
  return trap(url, options_).value_or("");
}

/// Sets the host, and the domain where the host is new. Neighbours mostly stand on one host.
void FoundUrls::place(storage::NewUrl& found, const fetch::Url& url) {
  found.host_size = static_cast<std::uint32_t>(url.scheme().size() + 3 + url.host_and_port().size());
  if (urls_.size() > 1 && urls_[urls_.size() - 2].host() == found.host()) return;
  if (hosts_.contains(found.host())) return;
  hosts_.emplace(found.host());
  found.domain = fetch::registrable_domain(url.host());
}

}  // namespace crawl
