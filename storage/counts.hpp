#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace trawl::storage {

/// What a crawl has come to: the numbers that the summary, the status line, the status page, /metrics and the
/// view `numbers` show. Whatever has happened they equal the rows, since tables/counters counts in the
/// transaction that writes the row. The view, in file/views, says in SQL what each of them is.
struct CrawlCounts {
  CrawlCounts() {}
  /// All of `errors`.
  std::int64_t error_count() const;

  // Of the file's newest crawl, over all of its runs. A fetch that is tried again has no row.
  std::int64_t pages = 0;                        ///< rows of `pages`, without those of sitemaps
  std::int64_t sitemaps = 0;                     ///< rows of `pages` whose URL is a sitemap
  std::int64_t bytes = 0;                        ///< decoded, of the bodies of both; a 304 has none
  std::int64_t links = 0;                        ///< rows of `links`
  std::int64_t retries = 0;                      ///< failed tries after which there is another one
  std::array<std::int64_t, 6> status_classes{};  ///< pages and sitemaps: [1] 1xx … [5] 5xx, [0] no response
  std::array<std::int64_t, 6> page_classes{};    ///< of pages alone; those with an error are in [0]
  std::map<std::string, std::int64_t> errors;    ///< pages and sitemaps that are errors, by error_kind()
  std::int64_t hosts_asked = 0;                  ///< for a page or only for robots.txt

  // Of the whole file, at the last commit.
  std::int64_t hosts = 0;   ///< rows of `hosts`: of every URL ever seen
  std::int64_t queued = 0;  ///< URLs that have no outcome yet, those in flight included
  std::int64_t leased = 0;  ///< those of them that a run has in memory; few are in flight
  std::int64_t held = 0;    ///< URLs that wait for a person, as their shape brings nothing new
  std::map<std::string, std::int64_t> skipped;  ///< URLs not fetched, by reason
};

/// What kind of error the outcome of a fetch is: the name of the error ("timeout"), or "status 404" for any
/// status from 400; "" when it is none. The view `error_summary` has these fetches, too.
std::string error_kind(int status, const std::string& error);

/// What a commit has changed of one host's numbers; for the meaning see CrawlCounts.
struct HostCounts {
  HostCounts() {}
  HostCounts& operator+=(const HostCounts& more);
  bool operator==(const HostCounts&) const = default;

  std::int64_t pages = 0, errors = 0, bytes = 0, queued = 0;
};

}  // namespace trawl::storage
