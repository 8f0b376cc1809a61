#pragma once
#include <cstdint>
#include <string>

#include "scraper/extract/main_text/text_sums.hpp"
#include "scraper/extract/tree/outline.hpp"

namespace trawl::extract {

/// The part of a page that is its article.
struct MainText {
  MainText() {}
  /// All that is kept is below this node.
  std::uint32_t root = 0;
  /// 1 for each node of the outline that is kept, and for what it stands in up to the root.
  Marks kept;
  /// The heading of the article, which is not among what is kept; the size of the outline if there is none.
  std::uint32_t heading = 0;
};

/// What is known of an article without its text.
struct ArticleFacts {
  ArticleFacts() {}
  std::string title;   ///< finds the heading that repeats it
  std::string byline;  ///< "" if only the text may say it
};

/// Finds the article of a page, in the spirit of Mozilla's Readability: paragraphs with much text, many
/// commas and few links give points to what they stand in, names of classes add and take some, and what has
/// the most is the article, with those beside it that have nearly as many. Boxes of links, forms and the like
/// are taken out of it. When little is left, tries again with fewer rules, three times at most. A page
/// without paragraphs is kept whole. Takes linear time and memory. Never fails.
/// Thread: pure; any.
MainText find_main_text(const Outline& outline, const ArticleFacts& facts);

/// What the page says beside its article: 1 for each node that shows something and was not kept.
Marks left_out(const Outline& outline, const MainText& main_text);

}  // namespace trawl::extract
