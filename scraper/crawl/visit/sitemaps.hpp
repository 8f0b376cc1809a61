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

/// How deep sitemap indexes may be nested. A sitemap that is in no index has depth 0.
inline constexpr int kSitemapNesting = 3;

inline bool is_sitemap(const storage::Lease& lease) {
  return storage::is_sitemap(lease.kind);
}
inline bool is_guessed_sitemap(const storage::Lease& lease) {
  return lease.kind == storage::UrlKind::guessed_sitemap;
}

/// Whether the crawl looks for sitemaps of that origin: if it is one of the seeds', unless the user named
/// sitemaps, wants no page that one could list, or has rules that choose the links to follow.
bool looks_for_sitemaps(const VisitPolicy& policy, const std::string& origin);

/// The sitemaps that `robots_txt` of `origin` names, or else a guess: /sitemap.xml there, if it may be asked
/// for. `robots_txt` is "" when there is none. Thread: any; pure.
std::vector<storage::NewUrl> discovered_sitemaps(const VisitPolicy* policy, const std::string& origin,
                                                 std::string_view robots_txt);

/// Whether a sitemap that redirects to `target` names a sitemap there, on whatever host: not if it is a guess
/// and all of its host may redirect to there.
bool names_sitemap(const storage::Lease& lease, const fetch::Url& target);

/// Adds /sitemap.xml there.
void add_guessed_sitemap(const fetch::Url& root, FoundUrls& found);

/// The sitemap in a response. A URL of a named sitemap always gives one. A guess, or a page in a crawl that
/// uses sitemaps, gives one if its XML begins as a sitemap does. None for the page of an error.
std::optional<page::Sitemap> sitemap_in(const VisitPolicy& policy, const storage::Lease& lease,
                                        const fetch::Response& response, std::string_view media_type);

/// Adds what a sitemap lists: its URLs, their versions in other languages (at most 50,000 of these), and the
/// sitemaps of an index; each with its row of `links`. Requires: visit.page.
void add_entries(const VisitPolicy& policy, const storage::Lease& lease, const page::Sitemap& sitemap,
                 FoundUrls& found, storage::Visit& visit);

/// Why a sitemap was not read, or not to its end; "" when it was, or when it was only a guess.
std::string sitemap_problem(const storage::Lease& lease, const fetch::Response& response,
                            const std::optional<page::Sitemap>& sitemap);

/// For `pages.meta`.
std::string meta_json(const page::Sitemap& sitemap);

}  // namespace trawl::crawl
