#pragma once
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/crawl/visit/policy.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Where a crawl begins: the user's sitemaps, those seeds that the spider file says more about, the other
/// seeds, and guessed sitemaps where robots.txt is ignored. They come in portions, as there may be millions.
/// Thread: one at a time; pure. Requires: what it is made of outlives it.
class FirstUrls {
 public:
  FirstUrls(const VisitPolicy& policy, const std::vector<fetch::Url>& seeds);

  /// The next ones, each once within its portion. Empty: that was all.
  std::vector<storage::NewUrl> next();

 private:
  bool has_more() const;
  void add_one(FoundUrls& found);
  void add_start(const extract::StartRequest& start, const std::string& text, FoundUrls& found);
  const std::vector<extract::StartRequest>& starts() const;

  const VisitPolicy& policy_;
  const std::vector<fetch::Url>& seeds_;
  /// The seeds as texts, and whether one was a start; empty without start requests.
  std::unordered_map<std::string_view, bool> is_start_;
  // How far each list has been read.
  std::size_t sitemap_ = 0, start_ = 0, url_of_start_ = 0, seed_ = 0, guess_ = 0;
};

}  // namespace trawl::crawl
