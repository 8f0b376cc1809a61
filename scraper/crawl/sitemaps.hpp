#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/url.hpp"
#include "scraper/crawl/found_urls.hpp"
#include "scraper/crawl/robots_fetch.hpp"
#include "scraper/crawl/visit.hpp"
#include "scraper/page/sitemap.hpp"

namespace crawl {

// A URL is known for a sitemap by its priority, which also has it fetched before pages.
inline constexpr int kSitemapPriority = 2;
/// Nobody named it: when there is none, that is no failure.
inline constexpr int kGuessedSitemapPriority = 1;
/// How deep indexes may stand in each other; a sitemap that no index names is at 0.
inline constexpr int kSitemapNesting = 3;

/// Why a link is not followed in a crawl of what sitemaps list.
inline constexpr std::string_view kNotListed = "not in a sitemap";

inline bool is_sitemap(const storage::Lease& lease) {
  return lease.priority >= kGuessedSitemapPriority;
}
inline bool is_guessed_sitemap(const storage::Lease& lease) {
  return lease.priority == kGuessedSitemapPriority;
}

/// The sitemaps that robots.txt of `origin` names, or else /sitemap.xml there, as a guess; each with its priority.
/// None where the host cannot be asked.
std::vector<std::pair<fetch::Url, int>> discovered_sitemaps(const std::string& origin, RobotsAnswer answer,
                                                            std::string_view robots_txt);

/// The sitemap that a response is: where its URL is known for one, whatever comes, but for a guess that turns out to be
/// something else; elsewhere XML that begins as one does, if the crawl uses sitemaps. None for an error's page.
std::optional<page::Sitemap> sitemap_in(const Rules& rules, const storage::Lease& lease,
                                        const fetch::Response& response, std::string_view media_type);

/// Adds what a sitemap lists: its URLs, in other languages too, and the sitemaps of an index.
void add_entries(const Rules& rules, const storage::Lease& lease, const page::Sitemap& sitemap,
                 FoundUrls& found);

/// Adds what the entries of a feed link to, as links of the page, and its title; nothing for what is no feed.
void add_feed(const Rules& rules, const fetch::Response& response, FoundUrls& found, storage::Visit& visit);

/// For `pages.meta`.
std::string meta_json(const page::Sitemap& sitemap);

}  // namespace crawl
