#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "scraper/extract/filters/filter.hpp"
#include "scraper/extract/rows/page_match.hpp"
#include "scraper/extract/rows/page_sources.hpp"
#include "scraper/extract/rows/url_pattern.hpp"
#include "scraper/extract/selector.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::extract {

// The rules of a spider file made ready. All of them point into the Spider, which outlives them, and may be
// used by many threads at once. They throw std::invalid_argument, SelectorError and FilterError for what
// cannot be made ready.

struct CompiledField {
  CompiledField(const Field& field, std::size_t its_column);
  const Field* rule;
  std::size_t column;  ///< of its table
  std::vector<std::shared_ptr<const CompiledSelector>> selectors;
  Filters filters;
  bool wants_all;     ///< a value needs more than the first match
  bool wants_markup;  ///< a node gives its markup
  Sources sources;
};

struct CompiledItems {
  CompiledItems(const Spider& spider, const ItemRule& rule);
  const ItemRule* rule;
  const ItemTable* table;
  std::shared_ptr<const CompiledSelector> select;  ///< null: one row a page
  std::vector<CompiledField> fields;
  std::vector<std::size_t> key;  ///< columns
  std::vector<CompiledItems> nested;
  Sources sources;  ///< of all selectors in it
};

struct CompiledPage {
  CompiledPage(const Spider& spider, const PageRule& rule);
  const PageRule* rule;
  PageMatcher match;
  std::vector<CompiledItems> items;
  Sources sources;
};

struct CompiledFollow {
  explicit CompiledFollow(const FollowRule& follow);
  const FollowRule* rule;
  PageMatcher on;
  std::shared_ptr<const CompiledSelector> selector;  ///< null: none
  UrlPattern pattern;
  Sources sources;
};

}  // namespace trawl::extract
