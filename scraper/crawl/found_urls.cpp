#include "scraper/crawl/found_urls.hpp"

#include <algorithm>

#include "fetch/registrable_domain.hpp"
#include "fetch/url_key.hpp"
#include "scraper/crawl/traps.hpp"

namespace crawl {

std::size_t FoundUrls::add(const fetch::Url& url, std::string_view via_kind, int steps,
                           std::string_view barrier) {
  const fetch::Url key = fetch::url_key(url);
  const auto [known, is_new] = index_.try_emplace(key.href(), urls_.size());
  if (!is_new) {
    storage::NewUrl& earlier = urls_[known->second];
    if (!barrier.empty()) return known->second;
    earlier.depth = std::min(earlier.depth, depth_ + steps);
    if (earlier.state == storage::UrlState::pending) return known->second;
    earlier.skip_reason = reason_against(key, earlier.depth, "");
    if (earlier.skip_reason.empty()) earlier.state = storage::UrlState::pending;
    return known->second;
  }
  storage::NewUrl found;
  found.url = key.href();
  found.host = key.origin();
  found.domain = domain_of(key);
  found.depth = depth_ + steps;
  found.via_kind = via_kind;
  found.skip_reason = reason_against(key, found.depth, barrier);
  if (!found.skip_reason.empty()) found.state = storage::UrlState::skipped;
  urls_.push_back(std::move(found));
  return urls_.size() - 1;
}

std::string FoundUrls::reason_against(const fetch::Url& url, int depth, std::string_view barrier) const {
  if (!barrier.empty()) return std::string(barrier);
  if (auto reason = scope_.refuses(url, depth)) return *reason;
  return trap(url, options_).value_or("");
}

const std::string& FoundUrls::domain_of(const fetch::Url& url) {
  const auto [known, is_new] = domains_.try_emplace(std::string(url.host()));
  if (is_new) known->second = fetch::registrable_domain(url.host());
  return known->second;
}

}  // namespace crawl
