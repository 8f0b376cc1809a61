#include "scraper/crawl/visit/sitemaps.hpp"

#include <chrono>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "fetch/text/loose_date.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "scraper/crawl/rules/sitemap_lines.hpp"
#include "scraper/crawl/visit/link_row.hpp"
#include "scraper/page/content_type.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::crawl {
namespace {

using storage::SkipReason;
using storage::UrlKind;

constexpr std::string_view kUsualPath = "/sitemap.xml";
/// Of the rows in `links` of what a sitemap lists.
constexpr std::string_view kLinkKind = "sitemap";

/// The last second of what a date names, which begins at `first`: a day, a month or a year when it has no
/// time.
std::int64_t last_second(std::string_view date, std::int64_t first) {
  using namespace std::chrono;
  constexpr std::size_t kYear = 4, kMonth = 7;
  if (date.find(':') != std::string_view::npos) return first;
  const sys_days begin = floor<days>(sys_seconds(seconds(first)));
  sys_days end = begin + days(1);
  if (date.size() == kMonth) end = year_month_day(begin) + months(1);
  if (date.size() == kYear) end = year_month_day(begin) + years(1);
  return sys_seconds(end).time_since_epoch().count() - 1;
}

/// Leaves out what was changed before the day that the user named, but not what does not say when it changed.
SkipReason barrier_of(const page::SitemapEntry& entry, const Options& options) {
  if (!options.sitemap_since || entry.lastmod.empty()) return SkipReason::none;
  const auto changed = text::parse_loose_date(entry.lastmod);
  if (!changed) return SkipReason::none;
  const std::int64_t last = last_second(entry.lastmod, *changed);
  return static_cast<double>(last) < *options.sitemap_since ? SkipReason::not_modified : SkipReason::none;
}

}  // namespace

void add_guessed_sitemap(const fetch::Url& root, FoundUrls& found) {
  found.add_sitemap(*fetch::Url::parse(kUsualPath, &root), storage::ViaKind::sitemap, 0,
                    UrlKind::guessed_sitemap, SkipReason::none, false);
}

bool looks_for_sitemaps(const VisitPolicy& policy, const std::string& origin) {
  const Options& options = policy.options;
  if (options.sitemap == SitemapUse::off || !options.sitemaps.empty()) return false;
  if (policy.chooses_links() && options.sitemap != SitemapUse::only) return false;
  const bool may_follow = options.scope != ScopePreset::page && options.depth != 0;
  if (!may_follow && options.sitemap != SitemapUse::only) return false;
  const auto root = fetch::Url::parse(origin);
  return root && policy.scope.internal(*root);
}

std::vector<storage::NewUrl> discovered_sitemaps(const VisitPolicy* policy, const std::string& origin,
                                                 std::string_view robots_txt) {
  FoundUrls found(policy->options, policy->scope, 0);
  const auto root = fetch::Url::parse(origin);
  const Robots robots = Robots::parse(robots_txt);
  bool names_any = false;
  for (const std::string& named : robots.sitemaps()) {
    auto sitemap = named_sitemap(named, *root);
    if (!sitemap) continue;
    names_any = names_any || sitemap->is_certain;
    found.add_sitemap(std::move(sitemap->url), storage::ViaKind::sitemap, 0, UrlKind::sitemap,
                      SkipReason::none, true);
  }
  const bool may_ask = robots.check(product_token(policy->options.network.user_agent), kUsualPath).allowed;
  if (!names_any && may_ask) add_guessed_sitemap(*root, found);
  return found.take();
}

bool names_sitemap(const storage::Lease& lease, const fetch::Url& target) {
  return !is_guessed_sitemap(lease) || target.path().find("sitemap") != std::string_view::npos;
}

std::optional<page::Sitemap> sitemap_in(const VisitPolicy& policy, const storage::Lease& lease,
                                        const fetch::Response& response, std::string_view media_type) {
  if (response.status >= 400) return std::nullopt;
  const bool looks_like_one = policy.options.sitemap != SitemapUse::off && page::is_xml(media_type) &&
                              page::begins_like_sitemap(response.body);
  if (!is_sitemap(lease) && !looks_like_one) return std::nullopt;
  auto sitemap = page::parse_sitemap(response.body, response.url, page::content_type_of(response));
  if (sitemap.kind == page::SitemapKind::none && (is_guessed_sitemap(lease) || !is_sitemap(lease)))
    return std::nullopt;
  return sitemap;
}

void add_entries(const VisitPolicy& policy, const storage::Lease& lease, const page::Sitemap& sitemap,
                 FoundUrls& found, storage::Visit& visit) {
  // The depth of a sitemap counts indexes, not links; what it lists is one step away from the seeds.
  const int steps = is_sitemap(lease) ? 1 - lease.depth : 1;
  const int nesting = is_sitemap(lease) ? lease.depth + 1 : 1;
  const auto add_row = [&](const fetch::Url& url, std::string_view written, std::size_t target) -> auto& {
    ++(policy.scope.internal(url) ? visit.page->links_internal : visit.page->links_external);
    storage::FoundLink& row = visit.links.emplace_back();
    row.target = target;
    row.kind = kLinkKind;
    row.fragment = std::string(url.fragment());
    if (!says_as_much(found.key_at(target), written)) row.set_rest().href = written;
    return row;
  };
  const auto add_entry = [&](const page::SitemapEntry& entry, std::size_t target) {
    storage::SitemapRow& row = visit.sitemap_entries.emplace_back(visit.links.size(), entry.lastmod);
    row.changefreq = entry.changefreq;
    row.priority = entry.priority;
    add_row(entry.url, entry.loc, target);
  };
  visit.links.reserve(sitemap.sitemaps.size() + sitemap.urls.size());
  visit.sitemap_entries.reserve(visit.links.capacity());
  const auto own = fetch::Url::parse(lease.url);
  for (const page::SitemapEntry& entry : sitemap.sitemaps) {
    SkipReason barrier = barrier_of(entry, policy.options);
    if (nesting > kSitemapNesting) barrier = SkipReason::sitemap_nesting;
    const bool is_named = is_sitemap(lease) && own && entry.url.host_and_port() == own->host_and_port();
    add_entry(entry, found.add_sitemap(entry.url, storage::ViaKind::sitemap, nesting, UrlKind::sitemap,
                                       barrier, is_named));
  }
  std::size_t alternates = 0;
  for (const page::SitemapEntry& entry : sitemap.urls) {
    const SkipReason barrier = barrier_of(entry, policy.options);
    add_entry(entry, found.add(entry.url, storage::ViaKind::sitemap, steps, barrier));
    for (const std::string& other : entry.alternates) {
      if (++alternates > page::kSitemapUrls) break;
      const auto url = fetch::Url::parse(other, &entry.url);
      if (!url) continue;
      add_row(*url, other, found.add(*url, storage::ViaKind::sitemap, steps, barrier)).rel = "alternate";
    }
  }
}

std::string sitemap_problem(const storage::Lease& lease, const fetch::Response& response,
                            const std::optional<page::Sitemap>& sitemap) {
  if (sitemap && sitemap->kind != page::SitemapKind::none) {
    std::string why = sitemap->problem;
    if (response.truncated) why = fmt::format("it is larger than {} bytes", response.body.size());
    return why.empty() ? "" : fmt::format("the sitemap {} was not read to its end: {}", lease.url, why);
  }
  if (!is_sitemap(lease) || is_guessed_sitemap(lease)) return "";
  if (response.status >= 400)
    return fmt::format("there is no sitemap {}: status {}", lease.url, response.status);
  const std::string why = sitemap ? sitemap->problem : "";
  return fmt::format("{} is no sitemap{}{}", lease.url, why.empty() ? "" : ": ", why);
}

std::string meta_json(const page::Sitemap& sitemap) {
  std::string json = fmt::format(R"({{"sitemap":"{}","urls":{},"sitemaps":{})", page::name_of(sitemap.kind),
                                 sitemap.urls.size(), sitemap.sitemaps.size());
  if (!sitemap.problem.empty()) {
    json += ",\"problem\":";
    text::append_json_string(json, sitemap.problem);
  }
  return json + '}';
}

}  // namespace trawl::crawl
