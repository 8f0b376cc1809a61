#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/crawl/options.hpp"
#include "scraper/crawl/rules/scope.hpp"
#include "scraper/crawl/visit/text_index.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// The URLs that one page leads to, each once, with the decision whether it will be fetched.
class FoundUrls {
 public:
  /// `depth` of the page they stand on.
  FoundUrls(const Options& options, const Scope& scope, int depth)
      : options_(options), scope_(scope), depth_(depth) {}
  FoundUrls(const FoundUrls&) = delete;
  FoundUrls& operator=(const FoundUrls&) = delete;

  /// Adds a URL, `steps` deeper than the page, and gives its index. `barrier`: a reason not to fetch it that lies in how it
  /// was found (not_a_page, nofollow), or none. Found twice, it is fetched if one of the two says so, and the lesser
  /// depth counts.
  std::size_t add(fetch::Url url, storage::ViaKind via_kind, int steps, storage::SkipReason barrier);

  /// Adds a sitemap at that depth, to be fetched with that priority. Found as a page before, it stays one.
  void add_sitemap(fetch::Url url, storage::ViaKind via_kind, int depth, int priority,
                   storage::SkipReason barrier);

  /// Makes room for as many more.
  void expect(std::size_t more) { urls_.reserve(urls_.size() + more); }

  std::vector<storage::NewUrl> take() { return std::move(urls_); }

 private:
  storage::Skip reason_against(const fetch::Url& url, int depth, storage::SkipReason barrier) const;
  std::size_t place_of(const fetch::Url& key);
  void set_host(storage::NewUrl& found, const fetch::Url& key);

  const Options& options_;
  const Scope& scope_;
  const int depth_;
  std::vector<storage::NewUrl> urls_;
  TextIndex index_;  ///< of urls_, by their URLs
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_set<std::string, TextHash, std::equal_to<>> hosts_;  // whose domain stands in urls_
};

}  // namespace trawl::crawl
