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

/// Of a seed whose redirect may become the scope: what sitemaps list is judged by that.
constexpr int kBeforeSitemaps = 3;

Skip by_rules(std::optional<OutOfScope> refusal, const fetch::Url& url, const Options& options) {
  if (refusal) return skip_reason_of(*refusal);
  if (auto trap = trap_in(url, options)) return Skip(SkipReason::trap, std::move(*trap));
  return SkipReason::none;
}

void set_url(storage::NewUrl& found, fetch::KeyedUrl&& keyed) {
  found.url = std::move(keyed.url).href();
  if (keyed.own_key) found.own_key = std::move(*keyed.own_key).href();
}

/// A fast look that most URLs pass: whether the URL without its fragment is its own key. False says nothing.
bool is_own_key(const fetch::Url& url, const fetch::KeyPolicy& policy) {
  return url.has_plain_path() && !url.has_query() && !url.has_credentials() && !url.host().ends_with('.') &&
         !policy.fold_slashes;
}

std::string_view without_fragment(const fetch::Url& url) {
  const std::size_t fragment = url.has_fragment() ? url.fragment().size() + 1 : 0;
  return std::string_view(url.href()).substr(0, url.href().size() - fragment);
}

/// Sitemaps come before pages, so that what they list is known early; those that somebody named come first.
int priority_of(UrlKind kind) {
  switch (kind) {
    case UrlKind::asset:
    case UrlKind::stylesheet:
    case UrlKind::external:
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

Skip page_refused_by_rules(const Options& options, const Scope& scope, const fetch::Url& url, int depth) {
  return by_rules(scope.refuses(url, depth), url, options);
}

Skip sitemap_refused_by_rules(const Options& options, const Scope& scope, const fetch::Url& url,
                              bool is_named) {
  return by_rules(is_named ? scope.refuses_named_sitemap(url) : scope.refuses_sitemap(url), url, options);
}

Skip check_refused_by_rules(const Options& options, const Scope& scope, const fetch::Url& url) {
  return by_rules(scope.refuses_check(url), url, options);
}

std::size_t FoundUrls::add(fetch::Url url, storage::ViaKind via_kind, int steps, SkipReason barrier) {
  if (choice_ == nullptr && is_own_key(url, options_.key)) {  // as most are; many stand there already
    const std::size_t place = place_of(without_fragment(url));
    const bool is_new = place == urls_.size();
    if (!is_new && (barrier != SkipReason::none || is_settled(urls_[place], steps))) return place;
    fetch::Url plain = std::move(url).without_fragment();
    if (is_new) return add_new(fetch::KeyedUrl(std::move(plain)), via_kind, steps, barrier);
    allow_again(urls_[place], plain, steps);
    return place;
  }
  fetch::KeyedUrl keyed = fetch::keyed(std::move(url), options_.key);
  const extract::FollowRule* rule = nullptr;
  if (choice_ != nullptr && barrier == SkipReason::none &&
      (via_kind == storage::ViaKind::link || via_kind == storage::ViaKind::feed)) {
    rule = choice_->rule_for(keyed.url);
    if (rule == nullptr) barrier = SkipReason::not_chosen;
  }
  const std::size_t place = place_of(keyed.key().href());
  if (place < urls_.size()) {
    if (barrier != SkipReason::none) return place;
    allow_again(urls_[place], keyed.url, steps);
  } else {
    add_new(std::move(keyed), via_kind, steps, barrier);
  }
  if (rule != nullptr) {
    urls_[place].label = rule->label;
    urls_[place].priority = rule->priority;
  }
  return place;
}

std::size_t FoundUrls::add_chosen(fetch::Url url, storage::ViaKind via_kind, int steps, SkipReason barrier,
                                  const Chosen& chosen) {
  fetch::KeyedUrl keyed = fetch::keyed(std::move(url), options_.key);
  const std::string key = request_key(keyed.key().href(), chosen.request);
  const bool has_url_key = key == keyed.key().href();
  const std::size_t place = place_of(key);
  const bool is_new = place == urls_.size();
  if (is_new) {
    add_new(std::move(keyed), via_kind, steps, barrier);
    if (!has_url_key) urls_[place].own_key = key;
  } else {
    const SkipReason earlier = urls_[place].skip.reason;
    const bool was_left_out = earlier == SkipReason::not_chosen || earlier == SkipReason::not_a_page;
    if (barrier != SkipReason::none || !was_left_out) return place;
    allow_again(urls_[place], keyed.url, steps);
  }
  storage::NewUrl& found = urls_[place];
  found.label = chosen.label;
  if (chosen.priority != 0) found.priority = chosen.priority;
  found.request = request_json(chosen.request);
  found.paging = chosen.paging;
  return place;
}

/// Adds a URL at the end, where place_of() has given it its place.
std::size_t FoundUrls::add_new(fetch::KeyedUrl keyed, storage::ViaKind via_kind, int steps,
                               SkipReason barrier) {
  storage::NewUrl& found = urls_.emplace_back();
  set_host(found, keyed.key());
  found.depth = depth_ + steps;
  found.via_kind = via_kind;
  // Where a seed redirects to decides what of a sitemap is below it.
  if (found.depth == 0 && options_.scope == ScopePreset::prefix) found.priority = kBeforeSitemaps;
  judge(found, keyed.url, barrier);
  set_url(found, std::move(keyed));
  return urls_.size() - 1;
}

/// Whether allow_again() would change nothing.
bool FoundUrls::is_settled(const storage::NewUrl& earlier, int steps) const {
  return earlier.state == storage::UrlState::pending && earlier.kind != UrlKind::asset &&
         earlier.depth <= depth_ + steps;
}

void FoundUrls::allow_again(storage::NewUrl& earlier, const fetch::Url& url, int steps) const {
  earlier.depth = std::min(earlier.depth, depth_ + steps);
  const UrlKind kind = earlier.kind;
  const bool is_check = earlier.state == storage::UrlState::pending && storage::is_part(kind);
  if (earlier.state == storage::UrlState::pending && !is_check) return;
  judge(earlier, url, SkipReason::none);
  if (is_check && earlier.skip) set_part(earlier, kind, url);
}

std::size_t FoundUrls::add_part(fetch::Url url, storage::ViaKind via_kind, int steps, UrlKind kind) {
  fetch::KeyedUrl keyed = fetch::keyed(std::move(url), options_.key);
  std::size_t place = place_of(keyed.key().href());
  const bool is_new = place == urls_.size();
  if (!is_new && urls_[place].state == storage::UrlState::pending) {
    if (storage::is_part(urls_[place].kind)) urls_[place].kind = std::max(urls_[place].kind, kind);
    return place;
  }
  const fetch::Url asked = keyed.url;
  if (is_new) place = add_new(std::move(keyed), via_kind, steps, SkipReason::not_a_page);
  set_part(urls_[place], kind, asked);
  return place;
}

void FoundUrls::set_part(storage::NewUrl& found, UrlKind kind, const fetch::Url& url) const {
  found.kind = kind;
  found.skip = check_refused_by_rules(options_, scope_, url);
  found.state = found.skip ? storage::UrlState::skipped : storage::UrlState::pending;
}

std::size_t FoundUrls::add_sitemap(fetch::Url url, storage::ViaKind via_kind, int depth, UrlKind kind,
                                   SkipReason barrier, bool is_named) {
  fetch::KeyedUrl keyed = fetch::keyed(std::move(url), options_.key);
  const std::size_t place = place_of(keyed.key().href());
  if (place < urls_.size()) return place;
  storage::NewUrl& found = urls_.emplace_back();
  set_host(found, keyed.key());
  found.depth = depth;
  found.kind = kind;
  found.priority = priority_of(kind);
  found.via_kind = via_kind;
  found.skip = barrier;
  if (!found.skip) found.skip = sitemap_refused_by_rules(options_, scope_, keyed.url, is_named);
  if (found.skip) found.state = storage::UrlState::skipped;
  set_url(found, std::move(keyed));
  return place;
}

/// The place of the URL. A new URL gets the place at the end, where the caller adds it.
std::size_t FoundUrls::place_of(std::string_view key) {
  return index_.find_or_add(key,
                            [this](std::size_t place) -> std::string_view { return urls_[place].key(); });
}

/// Decides whether a URL is fetched as a page, only checked, or skipped.
void FoundUrls::judge(storage::NewUrl& found, const fetch::Url& url, SkipReason barrier) const {
  found.kind = UrlKind::page;
  found.skip =
      barrier != SkipReason::none ? Skip(barrier) : page_refused_by_rules(options_, scope_, url, found.depth);
  const bool is_followed =
      found.via_kind == storage::ViaKind::link || found.via_kind == storage::ViaKind::redirect;
  if (options_.check_external && is_followed && found.depth > 0 && found.skip.reason == SkipReason::scope) {
    found.kind = UrlKind::external;
    found.skip = check_refused_by_rules(options_, scope_, url);
  }
  found.state = found.skip ? storage::UrlState::skipped : storage::UrlState::pending;
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
