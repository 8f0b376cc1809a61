#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "scraper/extract/main_text/main_text.hpp"
#include "scraper/extract/main_text/text_sums.hpp"

namespace trawl::extract {

/// A line of text that stands in a div among blocks, without a paragraph of its own: nodes that follow each
/// other, the last before `end`.
struct TextRun {
  std::uint32_t first = 0, end = 0;
  TextSums sums;
};

/// What is kept of the sums of a page as it came.
struct SeenText {
  explicit SeenText(const TextSums& sums)
      : chars(sums.chars), link_density(sums.link_density()), has_block(sums.has_block) {}
  float chars, link_density;
  bool has_block;
};

/// What a look at a page found. Marks and lists are by index of the outline.
struct PageParts {
  Marks dropped;      ///< what goes before anything is counted; what is below it is not marked
  Marks paragraphs;   ///< divs that are paragraphs
  Marks transparent;  ///< what gets no points: divs around one paragraph, and what is in a table of data
  std::vector<std::uint32_t> scored;  ///< what gives points for its text
  std::vector<std::uint32_t> mixed;   ///< divs with blocks, in which runs of text may stand
  std::uint32_t heading = 0;          ///< the heading that repeats the title; the outline's size: none
};

/// Looks over a page before its article is looked for.
class PageSurvey {
 public:
  /// Both must outlive this.
  PageSurvey(const Outline& outline, const ArticleFacts& facts);

  /// Where the article is looked for: the main element or the body.
  std::uint32_t body() const { return body_; }
  const Marks& data_tables() const { return data_tables_; }
  /// Of the page as it came, without what nobody sees.
  const std::vector<SeenText>& seen() const { return seen_; }

  /// Drops what is no part of an article, with `drops_unlikely` also by its names; and finds the paragraphs.
  PageParts look(bool drops_unlikely) const;
  std::vector<TextRun> runs_in(std::uint32_t parent, const Marks& dropped,
                               const std::vector<TextSums>& sums) const;

 private:
  std::optional<std::uint32_t> only_main() const;
  bool is_phrasing(std::uint32_t index) const;
  bool is_in(std::uint32_t index, page::Element element, int levels) const;
  bool is_unlikely(std::uint32_t index) const;
  bool goes_first(std::uint32_t index, bool drops_unlikely, bool& has_byline, PageParts& parts) const;
  void look_at_div(std::uint32_t index, PageParts& parts) const;
  bool holds_one_paragraph(std::uint32_t index) const;

  const Outline& outline_;
  const ArticleFacts& facts_;
  std::uint32_t body_ = 0;
  Marks data_tables_, in_data_table_, phrasing_, unseen_;
  std::vector<SeenText> seen_;
};

}  // namespace trawl::extract
