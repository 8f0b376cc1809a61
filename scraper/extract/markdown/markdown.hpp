#pragma once
#include <cstdint>
#include <string>

#include "fetch/url/url.hpp"
#include "scraper/extract/tree/outline.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// The node and what is below it as Markdown: CommonMark 0.30 (https://spec.commonmark.org/0.30/) with the
/// tables and strikethrough of GFM (https://github.github.com/gfm/), UTF-8, each line ended by "\n"; "" for
/// nothing. Text that Markdown would read as markup is escaped, so no HTML of the page comes through. Links
/// and images are resolved against `base`. Scripts, styles and templates are left out.
/// Takes time linear in the size of the node and of the result, which has 64 MiB at most. A paragraph of more
/// than 100,000 pieces (words between styles, links, pictures) becomes several; a heading or cell ends there.
/// Thread: pure; any.
std::string markdown_of(const Node& node, const fetch::Url& base);

/// Which nodes of an outline are written.
struct MarkdownChoice {
  MarkdownChoice() {}
  std::uint32_t root = 0;           ///< the node to begin with
  const Marks* shown = nullptr;     ///< null: all below the root
  bool leaves_out_anchors = false;  ///< the signs beside headings that link to them: "¶", "#"
};

/// The same of some nodes of an outline.
std::string markdown_of(const Outline& outline, const MarkdownChoice& choice, const fetch::Url& base);

/// What is below a node as one line: for the title of an article.
std::string markdown_line(const Outline& outline, std::uint32_t index, const fetch::Url& base);

}  // namespace trawl::extract
