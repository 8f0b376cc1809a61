#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/crawl/options.hpp"
#include "scraper/crawl/rules/patterns.hpp"

namespace trawl::crawl {

/// Why a URL is outside of a crawl: beyond the preset or the limit of depth, or by a pattern.
enum class OutOfScope { preset, exclude, include, depth };

/// Which URLs belong to a crawl.
///
/// The presets, each measured against every seed: `page` the seeds alone; `prefix` what lies in or below the
/// folder of a seed; `host` the hosts of the seeds; `domain` all hosts of their registrable domains; `any`
/// everything. For the first three http and https are one, and so are a host and its www. twin, as long as
/// neither URL names a port; explicit ports must be equal.
class Scope {
 public:
  /// Throws std::invalid_argument for a pattern that RE2 does not take.
  Scope(const Options& options, const std::vector<fetch::Url>& seeds);

  /// Why `url` is outside; none when it is inside. The patterns see the URL without its fragment. At depth 0 (a
  /// seed, or where it redirects to) no include must match.
  std::optional<OutOfScope> refuses(const fetch::Url& url, int depth) const;

  /// Why a sitemap is not read: `preset` on a site that is neither the seeds' nor that of a sitemap which the user named,
  /// or `exclude`. Sitemaps stand where they like on a site, and no link leads to them.
  std::optional<OutOfScope> refuses_sitemap(const fetch::Url& url) const;

  /// Whether `url` lies on a site of the seeds: on one of their registrable domains under `domain` and `any`,
  /// on one of their hosts under the other presets.
  bool internal(const fetch::Url& url) const;

 private:
  /// Lets a text be looked up without a copy of it.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  bool in_preset(const fetch::Url& url) const;
  bool in_folder(const fetch::Url& url) const;

  ScopePreset preset_;
  std::optional<int> depth_;
  Patterns include_, exclude_;
  std::unordered_set<std::string> pages_, folders_, domains_;  // of the seeds
  std::unordered_set<std::string, TextHash, std::equal_to<>> sites_, sitemap_sites_;
};

}  // namespace trawl::crawl
