#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scraper/extract/item.hpp"
#include "scraper/extract/rows/compiled_rules.hpp"
#include "scraper/extract/rows/page_sources.hpp"
#include "scraper/extract/rows/paging.hpp"

namespace trawl::extract {

/// What the rows of a page say about whether another one brings more.
struct PageYield {
  PageYield() {}
  bool was_looked_for = false;  ///< a rule looked for rows
  bool is_empty = false;        ///< there was none, or nothing at all on the page
  std::uint64_t hash = 0;       ///< of the rows, or, if nobody looked for rows, of the page
};

/// The links that a follow rule with a selector or a counter finds on a page. Paging ends where a page brings
/// nothing new: `parameter` rules at a page without rows, or with those of the last or the first page; links
/// in JSON at the latter. Never throws: a selector that reaches a limit finds nothing, and is noted.
class FollowReader {
 public:
  static constexpr std::size_t kLinks = 100'000;  ///< a page

  FollowReader(PageSources& page, const PageYield& yield, Extracted& result)
      : page_(page), yield_(yield), paging_(page.page().paging, yield.hash), result_(result) {}

  void read(const CompiledFollow& follow);

 private:
  std::vector<Match> found_by(const CompiledFollow& follow);
  void read_links(const CompiledFollow& follow);
  void read_parameter(const CompiledFollow& follow);
  void note_limit(std::string_view why);
  void add(const CompiledFollow& follow, const fetch::Url& url, bool repeats_request);

  PageSources& page_;
  const PageYield& yield_;
  Paging paging_;
  Extracted& result_;
};

}  // namespace trawl::extract
