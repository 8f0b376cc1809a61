#include "scraper/crawl/rules/scope.hpp"

#include <mutex>

#include "fetch/url/registrable_domain.hpp"
#include "scraper/crawl/rules/logout.hpp"

namespace trawl::crawl {
namespace {

/// The host as scope `host` compares it: without the scheme, and without www. where no port is named.
std::string_view site_of(const fetch::Url& url) {
  std::string_view site = url.host_and_port();
  if (url.port().empty() && site.starts_with("www.")) site.remove_prefix(4);
  return site;
}

std::string page_of(const fetch::Url& url) {
  std::string page = std::string(site_of(url)).append(url.path());
  if (url.has_query()) page.append("?").append(url.query());
  return page;
}

std::string folder_of(const fetch::Url& url) {
  return std::string(site_of(url)).append(url.path().substr(0, url.path().rfind('/') + 1));
}

}  // namespace

Scope::Scope(const Options& options, const std::vector<fetch::Url>& seeds)
    : preset_(options.scope),
      depth_(options.depth),
      has_session_(brings_session(options, seeds)),
      now_(nullptr) {
  set_patterns(options.include, options.exclude);
  for (const std::string& sitemap : options.sitemaps) {
    if (const auto url = fetch::Url::parse(sitemap)) sitemap_sites_.emplace(site_of(*url));
  }
  for (const fetch::Url& seed : seeds) {
    if (!sites_.contains(site_of(seed))) {
      sites_.emplace(site_of(seed));
      domains_.insert(fetch::registrable_domain(seed.host()));
    }
    const bool is_measured = preset_ == ScopePreset::page || preset_ == ScopePreset::prefix;
    if (is_measured && pages_.insert(page_of(seed)).second) ++folders_[folder_of(seed)];
  }
}

void Scope::set_patterns(const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
  now_.store(rules_.emplace_back(std::make_unique<const Rules>(include, exclude)).get(),
             std::memory_order_release);
}

std::optional<OutOfScope> Scope::refused_by_pattern(const fetch::Url& url, int depth) const {
  const Rules& rules = now();
  if (rules.exclude.match_url(url)) return OutOfScope::exclude;
  if (depth > 0 && !rules.include.empty() && !rules.include.match_url(url)) return OutOfScope::include;
  return std::nullopt;
}

bool Scope::move_seed(const fetch::Url& from, const fetch::Url& to) {
  if (preset_ != ScopePreset::prefix || site_of(from) != site_of(to)) return false;
  const std::unique_lock lock(folders_lock_);
  if (pages_.erase(page_of(from)) == 0) return false;
  if (const auto folder = folders_.find(folder_of(from)); --folder->second == 0) folders_.erase(folder);
  if (pages_.insert(page_of(to)).second) ++folders_[folder_of(to)];
  return true;
}

std::optional<OutOfScope> Scope::refuses(const fetch::Url& url, int depth) const {
  if (!in_preset(url, depth)) return OutOfScope::preset;
  if (const auto refusal = refused_by_pattern(url, depth)) return refusal;
  if (depth_ && depth > *depth_) return OutOfScope::depth;
  if (depth > 0 && has_session_ && looks_like_logout(url)) return OutOfScope::logout;
  return std::nullopt;
}

std::optional<OutOfScope> Scope::refuses_sitemap(const fetch::Url& url) const {
  if (!internal(url) && !sitemap_sites_.contains(site_of(url))) return OutOfScope::preset;
  return refuses_named_sitemap(url);
}

std::optional<OutOfScope> Scope::refuses_named_sitemap(const fetch::Url& url) const {
  if (now().exclude.match_url(url)) return OutOfScope::exclude;
  return std::nullopt;
}

std::optional<OutOfScope> Scope::refuses_check(const fetch::Url& url) const {
  if (const auto refusal = refuses_named_sitemap(url)) return refusal;
  if (has_session_ && looks_like_logout(url)) return OutOfScope::logout;
  return std::nullopt;
}

bool Scope::internal(const fetch::Url& url) const {
  const bool by_domain = preset_ == ScopePreset::domain || preset_ == ScopePreset::any;
  return by_domain ? domains_.contains(fetch::registrable_domain(url.host())) : sites_.contains(site_of(url));
}

bool Scope::in_preset(const fetch::Url& url, int depth) const {
  switch (preset_) {
    case ScopePreset::page:
      return depth == 0 ? internal(url) : pages_.contains(page_of(url));
    case ScopePreset::prefix:
      return depth == 0 ? internal(url) : in_folder(url);
    case ScopePreset::host:
    case ScopePreset::domain:
      return internal(url);
    case ScopePreset::any:
      return true;
  }
  return false;
}

bool Scope::in_folder(const fetch::Url& url) const {
  const std::string site(site_of(url));
  const std::string_view path = url.path();
  const std::shared_lock lock(folders_lock_);
  for (std::size_t slash = 0; slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    if (folders_.contains(site + std::string(path.substr(0, slash + 1)))) return true;
  }
  return false;
}

}  // namespace trawl::crawl
