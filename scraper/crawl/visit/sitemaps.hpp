#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/crawl/visit/visit.hpp"
#include "scraper/page/feeds/sitemap.hpp"
#include "scraper/page/page.hpp"

namespace trawl::crawl {

// A URL is known for a sitemap by its priority, which also has it fetched before pages.
inline constexpr int kSitemapPriority = 2;
/// Nobody named it: when there is none, that is no failure.
inline constexpr int kGuessedSitemapPriority = 1;
/// How deep indexes may stand in each other; a sitemap that no index names is at 0.
inline constexpr int kSitemapNesting = 3;

inline bool is_sitemap(const storage::Lease& lease) {
  return lease.priority >= kGuessedSitemapPriority;
}
inline bool is_guessed_sitemap(const storage::Lease& lease) {
  return lease.priority == kGuessedSitemapPriority;
}

/// Whether the crawl looks for the sitemaps of that host: of a host of the seeds, unless the user named sitemaps, or wants no
/// page that one could list.
bool looks_for_sitemaps(const Rules& rules, const std::string& origin);

/// The sitemaps that robots.txt of `origin` names, or else /sitemap.xml there, as a guess, if it may be asked for.
/// `robots_txt`: "" for none. Thread: any; pure.
std::vector<storage::NewUrl> discovered_sitemaps(const Rules* rules, const std::string& origin,
                                                 std::string_view robots_txt);

/// Where a crawl begins: the user's sitemaps, the seeds, and what is guessed where robots.txt is not asked.
std::vector<storage::NewUrl> first_urls(const Rules& rules, const std::vector<fetch::Url>& seeds);

/// The sitemap that a response is: where its URL is known for one, whatever comes, but for a guess that turns out to be
/// something else; elsewhere XML that begins as one does, if the crawl uses sitemaps. None for an error's page.
std::optional<page::Sitemap> sitemap_in(const Rules& rules, const storage::Lease& lease,
                                        const fetch::Response& response, std::string_view media_type);

/// Adds what a sitemap lists: its URLs, and the same in other languages, of which 50,000 more at most; the sitemaps of an
/// index.
void add_entries(const Rules& rules, const storage::Lease& lease, const page::Sitemap& sitemap,
                 FoundUrls& found);

/// Why a sitemap that was asked for was not read, or not to its end; "" where it was, or where none had to be there.
std::string sitemap_problem(const storage::Lease& lease, const fetch::Response& response,
                            const std::optional<page::Sitemap>& sitemap);

/// For `pages.meta`.
std::string meta_json(const page::Sitemap& sitemap);

}  // namespace trawl::crawl
