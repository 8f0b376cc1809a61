#pragma once
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/extract/rows/url_pattern.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::extract {

/// Which links of one page are followed, by those follow rules that choose by the URL alone; what selectors
/// find stands in Extracted::followed.
/// Requires: what it points to outlives it. Thread: any.
class LinkChoice {
 public:
  void add(const FollowRule& rule, const UrlPattern& pattern) { rules_.emplace_back(&rule, &pattern); }
  /// The first rule that chooses the URL; null if none does.
  const FollowRule* rule_for(const fetch::Url& url) const {
    for (const auto& [rule, pattern] : rules_) {
      if (pattern->matches(url)) return rule;
    }
    return nullptr;
  }

 private:
  std::vector<std::pair<const FollowRule*, const UrlPattern*>> rules_;
};

}  // namespace trawl::extract
