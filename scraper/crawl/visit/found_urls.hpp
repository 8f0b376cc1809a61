#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/scope.hpp"
#include "scraper/crawl/visit/own_request.hpp"
#include "scraper/crawl/visit/text_index.hpp"
#include "scraper/extract/rows/link_choice.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Why the scope, the patterns, the depth and the traps keep a page out of the crawl; none if they do not.
/// Pure.
storage::Skip page_refused_by_rules(const Options& options, const Scope& scope, const fetch::Url& url,
                                    int depth);
/// The same for a sitemap. `is_named`: it may stand on any host (Scope::refuses_named_sitemap).
storage::Skip sitemap_refused_by_rules(const Options& options, const Scope& scope, const fetch::Url& url,
                                       bool is_named);

/// The same for a URL that is only checked: it may be anywhere and at any depth, but --exclude and the traps
/// hold.
storage::Skip check_refused_by_rules(const Options& options, const Scope& scope, const fetch::Url& url);

/// What was chosen about a URL: by a rule, or by the user for a start.
struct Chosen {
  Chosen() {}
  std::string label;
  int priority = 0;
  OwnRequest request;
  std::string paging;  ///< as in `urls.paging`
};

/// The URLs that one page leads to, each once, with the decision whether to fetch it.
class FoundUrls {
 public:
  /// `depth` is that of the page. `choice` chooses among its links; null follows all of them.
  FoundUrls(const Options& options, const Scope& scope, int depth,
            const extract::LinkChoice* choice = nullptr)
      : options_(options), scope_(scope), depth_(depth), choice_(choice) {}
  FoundUrls(const FoundUrls&) = delete;
  FoundUrls& operator=(const FoundUrls&) = delete;

  /// Adds a URL that is `steps` deeper than the page, and returns its index. `barrier` is a reason not to
  /// fetch it that comes from how it was found (not_a_page, nofollow), or none. When a URL is found twice, it
  /// is fetched if one of the two ways allows it, and the lesser depth counts.
  std::size_t add(fetch::Url url, storage::ViaKind via_kind, int steps, storage::SkipReason barrier);

  /// The same for a URL that was chosen: what no rule chose, or what is no page to others, is fetched now.
  std::size_t add_chosen(fetch::Url url, storage::ViaKind via_kind, int steps, storage::SkipReason barrier,
                         const Chosen& chosen);

  /// Adds a part of a page that is only checked (storage::is_part), and returns its index. A URL that is a
  /// page, too, stays one.
  std::size_t add_part(fetch::Url url, storage::ViaKind via_kind, int steps, storage::UrlKind kind);

  /// Adds a sitemap, and returns its index. A URL that was found as a page before stays a page. `is_named`: a
  /// site of the seeds or a sitemap of its own host names it, so it may stand on any host.
  std::size_t add_sitemap(fetch::Url url, storage::ViaKind via_kind, int depth, storage::UrlKind kind,
                          storage::SkipReason barrier, bool is_named);

  /// The key of the URL at that index (fetch/url/url_key.hpp).
  std::string_view key_at(std::size_t index) const { return urls_[index].key(); }

  /// Reserves room for so many more, or for a usual page: many links may lead to few URLs.
  void expect(std::size_t more) { urls_.reserve(urls_.size() + std::min<std::size_t>(more, 500)); }

  std::size_t size() const { return urls_.size(); }

  std::vector<storage::NewUrl> take() { return std::move(urls_); }

 private:
  std::size_t place_of(std::string_view key);
  std::size_t add_new(fetch::KeyedUrl keyed, storage::ViaKind via_kind, int steps,
                      storage::SkipReason barrier);
  bool is_settled(const storage::NewUrl& earlier, int steps) const;
  void allow_again(storage::NewUrl& earlier, const fetch::Url& url, int steps) const;
  void judge(storage::NewUrl& found, const fetch::Url& url, storage::SkipReason barrier) const;
  void set_part(storage::NewUrl& found, storage::UrlKind kind, const fetch::Url& url) const;
  void set_host(storage::NewUrl& found, const fetch::Url& key);

  const Options& options_;
  const Scope& scope_;
  const int depth_;
  const extract::LinkChoice* const choice_;
  std::vector<storage::NewUrl> urls_;
  TextIndex index_;  ///< of urls_, by their URLs
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_set<std::string, TextHash, std::equal_to<>> hosts_;  // whose domain stands in urls_
};

}  // namespace trawl::crawl
