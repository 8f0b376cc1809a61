#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fetch/url.hpp"
#include "scraper/crawl/options.hpp"
#include "scraper/crawl/scope.hpp"
#include "storage/records.hpp"

namespace crawl {

/// The URLs that one page leads to, each once, with the decision whether it will be fetched.
class FoundUrls {
 public:
  /// `depth` of the page they stand on.
  FoundUrls(const Options& options, const Scope& scope, int depth)
      : options_(options), scope_(scope), depth_(depth) {}

  /// Adds a URL, `steps` deeper than the page, and gives its index. `barrier`: a reason not to fetch it that lies in how it
  /// was found ("not a page", "nofollow"), "" for none. Found twice, it is fetched if one of the two says so, and the
  /// lesser depth counts.
  std::size_t add(const fetch::Url& url, std::string_view via_kind, int steps, std::string_view barrier);

  std::vector<storage::NewUrl> take() { return std::move(urls_); }

 private:
  std::string reason_against(const fetch::Url& url, int depth, std::string_view barrier) const;
  const std::string& domain_of(const fetch::Url& url);

  const Options& options_;
  const Scope& scope_;
  const int depth_;
  std::vector<storage::NewUrl> urls_;
  std::unordered_map<std::string, std::size_t> index_;    // by key
  std::unordered_map<std::string, std::string> domains_;  // by host
};

}  // namespace crawl
