#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fetch/http/request.hpp"
#include "fetch/url/url_key.hpp"

namespace trawl::crawl {

enum class ScopePreset { page, prefix, host, domain, any };

/// Whether sitemaps are looked for (in robots.txt, or else at /sitemap.xml) and read, and whether what they do not list is
/// fetched as well.
enum class SitemapUse { automatic, only, off };

/// Everything that decides how a crawl runs; the defaults are those of the command line.
struct Options {
  Options() {}
  // What to fetch.
  std::vector<std::string> seeds;
  ScopePreset scope = ScopePreset::host;
  std::vector<std::string> include, exclude;  ///< RE2, matched anywhere in the URL
  std::optional<int> depth;                   ///< links away from a seed; none: no limit
  std::int64_t page_limit = 100'000;          ///< 0: none
  std::int64_t host_page_limit = 0;           ///< pages of one host; 0: none
  std::int64_t size_limit = 0;                ///< decoded bytes stored; 0: none
  std::chrono::milliseconds time_limit{0};    ///< 0: none
  bool obey_robots = true;
  bool obey_nofollow = true;        ///< that of a page: meta robots and X-Robots-Tag
  bool obey_link_nofollow = false;  ///< rel=nofollow of a link
  fetch::KeyPolicy key;             ///< when two URLs are the same page
  SitemapUse sitemap = SitemapUse::automatic;
  std::vector<std::string> sitemaps;  ///< URLs: these, in place of looking for some
  std::optional<double>
      sitemap_since;           ///< epoch seconds: only what has changed since, if the sitemap says when
  int sitemap_files = 10'000;  ///< at most so many are fetched
  // Traps.
  int path_segments = 20;
  int segment_repeats = 3;
  std::size_t url_bytes = 8'000;
  int redirects = 10;
  // How politely.
  int concurrency = 32;
  int per_host = 1;
  std::chrono::milliseconds delay{1'000};
  double rate = 0;  ///< starts a second over all hosts; 0: none
  // How stubbornly: tries in all, the first one included.
  int tries = 3;
  std::chrono::milliseconds retry_pause{5'000};  ///< before the second try; it doubles
  std::chrono::milliseconds retry_pause_most{600'000};
  // How.
  std::string user_agent;
  std::vector<fetch::Header> headers;  ///< only to the origins of the seeds
  std::optional<std::string>
      user;  ///< "NAME:PASSWORD" for Basic authentication, only to the origins of the seeds
  std::vector<std::pair<std::string, std::string>> cookies;  ///< to the origins of the seeds
  std::filesystem::path
      cookie_file;  ///< in Netscape's format: read at the start, if it is there, and written at the end; "": none
  bool http2 = false;
  fetch::Limits limits;
  std::optional<std::string> proxy;
  bool verify_tls = true;
  bool allow_private = false;
  std::vector<std::string> allow_private_ranges;  ///< CIDR
  std::vector<std::string> resolve;               ///< HOST:PORT:ADDRESS
  bool system_resolver = false;
  bool store_bodies = true;
  std::size_t parsers = 0;  ///< threads that read pages; 0: one for each processor that may be used
  // Where to.
  std::filesystem::path output;
  bool durable = false;
  bool recrawl = false;  ///< a new crawl fetches again what an earlier one of the file has fetched
};

}  // namespace trawl::crawl
