#include "scraper/crawl/sitemaps.hpp"

#include <fmt/format.h>

#include "scraper/crawl/robots.hpp"
#include "scraper/page/feed.hpp"
#include "scraper/page/feed_date.hpp"
#include "scraper/page/folded_text.hpp"
#include "scraper/page/mime.hpp"
#include "storage/json_text.hpp"

namespace crawl {
namespace {

constexpr std::size_t kTextCharacters = 200;  // as for the text of other links

/// What was changed before the day that the user named is left out; what does not say when is not.
std::string_view barrier_of(const page::SitemapEntry& entry, const Options& options) {
  if (!options.sitemap_since || entry.lastmod.empty()) return "";
  const auto changed = page::parse_feed_date(entry.lastmod);
  return changed && *changed < *options.sitemap_since ? "not modified" : "";
}

}  // namespace

std::vector<std::pair<fetch::Url, int>> discovered_sitemaps(const std::string& origin, RobotsAnswer answer,
                                                            std::string_view robots_txt) {
  std::vector<std::pair<fetch::Url, int>> found;
  const auto root = fetch::Url::parse(origin);
  if (!root || answer == RobotsAnswer::refuse_all) return found;
  if (answer == RobotsAnswer::parse) {
    const Robots robots = Robots::parse(robots_txt);
    for (const std::string& named : robots.sitemaps()) {
      if (auto url = fetch::Url::parse(named, &*root)) found.emplace_back(*std::move(url), kSitemapPriority);
    }
  }
  if (found.empty()) found.emplace_back(*fetch::Url::parse("/sitemap.xml", &*root), kGuessedSitemapPriority);
  return found;
}

std::optional<page::Sitemap> sitemap_in(const Rules& rules, const storage::Lease& lease,
                                        const fetch::Response& response, std::string_view media_type) {
  if (response.status >= 400) return std::nullopt;
  const bool looks_like_one = rules.options.sitemap != SitemapUse::off && page::is_xml(media_type) &&
                              page::begins_like_sitemap(response.body);
  if (!is_sitemap(lease) && !looks_like_one) return std::nullopt;
  auto sitemap =
      page::parse_sitemap(response.body, response.url, response.header("content-type").value_or(""));
  if (sitemap.kind == page::SitemapKind::none && (is_guessed_sitemap(lease) || !is_sitemap(lease)))
    return std::nullopt;
  return sitemap;
}

void add_entries(const Rules& rules, const storage::Lease& lease, const page::Sitemap& sitemap,
                 FoundUrls& found) {
  // The depth of a sitemap counts indexes, not links: what it lists is one step from the seeds.
  const int steps = is_sitemap(lease) ? 1 - lease.depth : 1;
  const int nesting = is_sitemap(lease) ? lease.depth + 1 : 1;
  for (const page::SitemapEntry& entry : sitemap.sitemaps) {
    std::string_view barrier = barrier_of(entry, rules.options);
    if (nesting > kSitemapNesting) barrier = "sitemap nesting";
    found.add_sitemap(entry.url, storage::ViaKind::sitemap, nesting, kSitemapPriority, barrier);
  }
  for (const page::SitemapEntry& entry : sitemap.urls) {
    const std::string_view barrier = barrier_of(entry, rules.options);
    found.add(entry.url, storage::ViaKind::sitemap, steps, barrier);
    for (const std::string& other : entry.alternates) {
      if (const auto url = fetch::Url::parse(other, &entry.url))
        found.add(*url, storage::ViaKind::sitemap, steps, barrier);
    }
  }
}

void add_feed(const Rules& rules, const fetch::Response& response, FoundUrls& found, storage::Visit& visit) {
  const auto feed =
      page::parse_feed(response.body, response.url, response.header("content-type").value_or(""));
  if (feed.kind == page::FeedKind::none) return;
  visit.page->meta =
      fmt::format(R"({{"feed":"{}","entries":{}}})", page::name_of(feed.kind), feed.entries.size());
  visit.page->title = page::clipped_line(feed.title, 0, kTextCharacters);
  const std::string_view barrier = rules.options.sitemap == SitemapUse::only ? kNotListed : "";
  for (const page::FeedEntry& entry : feed.entries) {
    if (entry.link.empty()) continue;
    const auto url = fetch::Url::parse(entry.link, &response.url);
    if (!url) continue;
    storage::FoundLink& row = visit.links.emplace_back();
    row.target = found.add(*url, storage::ViaKind::feed, 1, barrier);
    row.kind = "feed";
    row.text = page::clipped_line(entry.title, 0, kTextCharacters);
    ++(rules.scope.internal(*url) ? visit.page->links_internal : visit.page->links_external);
  }
}

std::string meta_json(const page::Sitemap& sitemap) {
  std::string json = fmt::format(R"({{"sitemap":"{}","urls":{},"sitemaps":{})", page::name_of(sitemap.kind),
                                 sitemap.urls.size(), sitemap.sitemaps.size());
  if (!sitemap.problem.empty()) {
    json += ",\"problem\":";
    storage::append_json_string(json, sitemap.problem);
  }
  return json + '}';
}

}  // namespace crawl
