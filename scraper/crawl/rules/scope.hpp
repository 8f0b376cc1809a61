#pragma once
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/patterns.hpp"

namespace trawl::crawl {

/// Why a URL is outside a crawl: the preset, a pattern, the depth, or that it ends the user's session.
enum class OutOfScope { preset, exclude, include, depth, logout };

/// Decides which URLs belong to a crawl.
///
/// Each preset is measured against every seed: `page` is the seeds alone, `prefix` is what lies in or below
/// the folder of a seed, `host` is the hosts of the seeds, `domain` is all hosts of their registrable
/// domains, and `any` is everything. For the first three, http and https are the same, and so are a host and
/// its www. twin unless one of the two URLs names a port; explicit ports must be equal. What a seed redirects
/// to on its own host is inside `page` and `prefix`, too.
/// Thread: any; move_seed() and set_patterns() change what the others see.
class Scope {
 public:
  /// Throws std::invalid_argument for a pattern that RE2 does not take.
  Scope(const Options& options, const std::vector<fetch::Url>& seeds);

  /// The seed `from` redirects to `to`: on the same host, that is the seed from now on, and its folder takes
  /// the place of the seed's. False if that changes nothing.
  bool move_seed(const fetch::Url& from, const fetch::Url& to);

  /// Replaces the patterns, for all who ask from now on. Throws std::invalid_argument for a pattern that RE2
  /// does not take. Thread: one at a time.
  void set_patterns(const std::vector<std::string>& include, const std::vector<std::string>& exclude);
  /// Why the patterns alone keep `url` out.
  std::optional<OutOfScope> refused_by_pattern(const fetch::Url& url, int depth) const;

  /// Why `url` is outside; none when it is inside. The patterns see the URL without its fragment. At depth 0
  /// (a seed, or its redirect) no include has to match, and logging out is what the user wants.
  std::optional<OutOfScope> refuses(const fetch::Url& url, int depth) const;

  /// The pattern that excludes it, and that which includes it; none if none does.
  std::optional<std::string_view> excluded_by(const fetch::Url& url) const {
    return now().exclude.first_of(url);
  }
  std::optional<std::string_view> included_by(const fetch::Url& url) const {
    return now().include.first_of(url);
  }

  /// Why a sitemap is not read: `preset` when it is on another site than the seeds and the sitemaps that the
  /// user named, or `exclude`. Other rules do not apply: a sitemap may stand anywhere on a site, and no link
  /// leads to it.
  std::optional<OutOfScope> refuses_sitemap(const fetch::Url& url) const;

  /// The same for a sitemap that a site of the seeds names: it may stand on any host
  /// (https://www.sitemaps.org/protocol.html#submit_robots).
  std::optional<OutOfScope> refuses_named_sitemap(const fetch::Url& url) const;

  /// Why what is only checked is not asked: an exclude, or it would end the user's session.
  std::optional<OutOfScope> refuses_check(const fetch::Url& url) const;

  /// Whether `url` is on a site of the seeds: on one of their registrable domains under `domain` and `any`,
  /// on one of their hosts under the other presets.
  bool internal(const fetch::Url& url) const;

 private:
  /// For look-ups without a copy of the text.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  bool in_preset(const fetch::Url& url, int depth) const;
  bool in_folder(const fetch::Url& url) const;

  ScopePreset preset_;
  std::optional<int> depth_;
  bool has_session_;  // which a link could end
  /// The patterns of one moment.
  struct Rules {
    Rules(const std::vector<std::string>& of_include, const std::vector<std::string>& of_exclude)
        : include(of_include, "include"), exclude(of_exclude, "exclude") {}
    Patterns include, exclude;
  };
  const Rules& now() const { return *now_.load(std::memory_order_acquire); }

  // Those of before stay as well: some thread may be reading them. now_ is the last of them.
  std::vector<std::unique_ptr<const Rules>> rules_;
  std::atomic<const Rules*> now_;
  // Of the seeds.
  std::unordered_set<std::string> pages_, domains_;
  std::unordered_set<std::string, TextHash, std::equal_to<>> sites_, sitemap_sites_;
  // Of `prefix`, whose seeds may move while parsers ask.
  mutable std::shared_mutex folders_lock_;
  std::unordered_map<std::string, int> folders_;  // how many seeds are in each
};

}  // namespace trawl::crawl
