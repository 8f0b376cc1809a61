#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fetch/http/request.hpp"
#include "fetch/network_options.hpp"
#include "fetch/url/url_key.hpp"

namespace trawl::extract {
struct Spider;
}

namespace trawl::crawl {

enum class ScopePreset { page, prefix, host, domain, any };

/// automatic: read the sitemaps that robots.txt names, or else /sitemap.xml; only: fetch nothing but what
/// they list; off: read none.
enum class SitemapUse { automatic, only, off };

/// How many fetches from one address are under way at once, unless the user says another number.
inline constexpr int kPerAddress = 8;

/// Everything that decides how a crawl runs. The defaults are those of the command line.
struct Options {
  Options() {}
  // What to fetch.
  std::vector<std::string> seeds;
  ScopePreset scope = ScopePreset::host;
  std::vector<std::string> include, exclude;  ///< RE2, anywhere in the URL as written or read
  std::optional<int> depth;                   ///< links away from a seed; none: no limit
  std::int64_t page_limit = 100'000;          ///< 0: none
  std::int64_t host_page_limit = 0;           ///< pages per host; 0: none
  std::int64_t size_limit = 0;                ///< decoded bytes stored; 0: none
  std::chrono::milliseconds time_limit{0};    ///< 0: none
  bool obey_robots = true;
  /// Labels of usage preferences that are obeyed (page::respected_labels).
  std::vector<std::string> respect;
  bool obey_nofollow = true;        ///< of a page: meta robots and X-Robots-Tag
  bool obey_link_nofollow = false;  ///< of a link: rel=nofollow
  fetch::KeyPolicy key;             ///< when two URLs are the same page
  SitemapUse sitemap = SitemapUse::automatic;
  std::vector<std::string> sitemaps;    ///< URLs to read instead of looking for sitemaps
  std::optional<double> sitemap_since;  ///< epoch seconds; skips what a sitemap says is older
  int sitemap_files = 10'000;           ///< sitemaps fetched at most
  /// The rules of the spider file; null: none. Its start requests are among the seeds, too.
  std::shared_ptr<const extract::Spider> spider;
  bool allow_commands = false;       ///< the rules may run external commands
  std::vector<std::string> fail_on;  ///< conditions on the items, after which the crawl counts as failed
  bool check_external = false;       ///< asks once for each link that leads outside the scope
  bool check_assets = false;  ///< the same for parts of pages and what else they name, wherever that is
  // Traps.
  int path_segments = 20;
  int segment_repeats = 3;
  std::size_t url_bytes = 8'000;
  int redirects = 10;
  bool holds_traps = true;  ///< URLs of a shape that brings nothing new any more wait for a person
  /// Shapes held by earlier runs whose URLs this one asks for (storage::names_shape).
  std::vector<std::string> released_shapes;
  // Politeness.
  int concurrency = 32;
  /// How many fetches of hosts that are silent do not count towards `concurrency`.
  int silent_most = 1'000;
  int per_host = 1;
  std::optional<int> per_address;  ///< fetches at once from the hosts of one address; 0: no limit
  int per_domain = 0;              ///< likewise of one registrable domain
  std::chrono::milliseconds delay{1'000};
  bool adaptive = true;  ///< the delay grows with the time that a host takes to answer
  double rate = 0;       ///< fetches started per second over all hosts; 0: no limit
  /// The longest wait for a host that asks for one; beyond it the host is parked. 0: no limit.
  std::chrono::milliseconds max_wait{300'000};
  // Retries.
  int tries = 3;                                 ///< including the first
  std::chrono::milliseconds retry_pause{5'000};  ///< before the second try; doubles each time
  std::chrono::milliseconds retry_pause_most{600'000};
  // Network. Headers, user and cookies go only to the origins of the seeds.
  fetch::NetworkOptions network;
  std::vector<fetch::Header> headers;
  std::optional<std::string> user;  ///< "NAME:PASSWORD" for Basic authentication
  std::vector<std::pair<std::string, std::string>> cookies;
  /// In Netscape's format. Read at the start if it exists, and written at the end; "": none.
  std::filesystem::path cookie_file;
  fetch::Limits limits;
  bool allow_private = false;
  std::vector<std::string> allow_private_ranges;  ///< CIDR
  std::vector<std::string> resolve;               ///< HOST:PORT:ADDRESS
  bool system_resolver = false;
  std::size_t parsers = 0;  ///< threads that parse pages; 0: one per usable processor
  // Output.
  std::filesystem::path output;
  bool store_bodies = true;
  bool structured = false;  ///< stores what pages say of themselves for machines
  bool durable = false;
  // Crawls of one file.
  /// The crawl to go on with; 0: a new one; none: the newest unfinished one, or else a new one.
  std::optional<std::int64_t> crawl;
  bool only_new = false;  ///< asks for no page that an earlier crawl has; its links are followed
  /// The same for those that are not older.
  std::optional<std::chrono::milliseconds> older_than;

  /// How many fetches from one address may be under way at once; 0: no limit. One host alone may have as many
  /// as per_host says.
  int most_per_address() const { return per_address.value_or(std::max(kPerAddress, per_host)); }
  /// Whether hosts are asked for their tdmrep.json: one more request of each.
  bool asks_tdm_rules() const {
    return std::any_of(respect.begin(), respect.end(), [](const std::string& label) {
      return label == "tdm" || label == "tdm-reservation" || label == "all";
    });
  }
  /// Seconds that the crawl waits for a host at most; the user's own delay may be longer than max_wait.
  double longest_wait() const {
    if (max_wait.count() == 0) return std::numeric_limits<double>::infinity();
    return std::chrono::duration<double>(std::max(max_wait, delay)).count();
  }
};

}  // namespace trawl::crawl
