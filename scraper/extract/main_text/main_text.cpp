#include "scraper/extract/main_text/main_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "scraper/extract/main_text/article_cleaner.hpp"
#include "scraper/extract/main_text/article_scores.hpp"
#include "scraper/extract/main_text/page_survey.hpp"

namespace trawl::extract {
namespace {

using page::Element;

constexpr float kShortestParagraph = 25;
constexpr float kEnough = 500;          ///< with less text than this, another attempt is made
constexpr float kLeastOfSiblings = 10;  ///< points of what stands beside the article and belongs to it
constexpr float kPartOfBest = 0.2F;
constexpr float kLongSibling = 80, kFewLinks = 0.25F;
constexpr float kPartOfKin = 0.1F;
constexpr float kLeastOfPage = 4;  ///< an article with less than this part of the text is none

/// Which rules an attempt goes by.
struct Attempt {
  bool drops_unlikely = true;
  CleaningRules cleaning;
};

class Finder {
 public:
  Finder(const Outline& outline, const ArticleFacts& facts)
      : outline_(outline),
        survey_(outline, facts),
        body_(survey_.body()),
        data_tables_(survey_.data_tables()) {}

  MainText find() {
    std::array<Attempt, 4> attempts;
    attempts[1].drops_unlikely = attempts[2].drops_unlikely = attempts[3].drops_unlikely = false;
    attempts[2].cleaning.by_names = attempts[3].cleaning.by_names = false;
    attempts[3].cleaning.by_content = false;
    MainText best;
    float most = -1;
    for (const Attempt& attempt : attempts) {
      MainText found = try_once(attempt);
      const float chars = chars_;
      if (chars > most) {
        best = std::move(found);
        most = chars;
      }
      if (chars >= kEnough) return best;
    }
    return most * kLeastOfPage < survey_.seen()[body_].chars ? likely_all() : best;
  }

 private:
  MainText try_once(const Attempt& attempt) {
    parts_ = survey_.look(attempt.drops_unlikely);
    MainText found;
    found.heading = parts_.heading;
    found.root = choose(attempt);
    clean_article(outline_, found.root, data_tables_, parts_.paragraphs, attempt.cleaning, parts_.dropped);
    keep(found);
    return found;
  }

  /// Finds the element with the article, and drops what stands beside it. Returns what they stand in.
  std::uint32_t choose(const Attempt& attempt) {
    const auto sums = sums_of(outline_, parts_.dropped, data_tables_, parts_.paragraphs);
    ArticleScores scores(outline_, body_, attempt.cleaning.by_names, parts_.transparent);
    for (const std::uint32_t i : parts_.scored) {
      if (sums[i].chars >= kShortestParagraph)
        scores.add_paragraph(outline_[i].parent, sums[i].chars, sums[i].commas);
    }
    for (const std::uint32_t i : parts_.mixed) {
      for (const TextRun& run : survey_.runs_in(i, parts_.dropped, sums)) {
        if (run.sums.chars >= kShortestParagraph) scores.add_paragraph(i, run.sums.chars, run.sums.commas);
      }
    }
    scores.settle(sums);
    auto best = scores.best();
    if (!best) return body_;
    best = with_kin(*best, sums);
    drop_strangers(*best, scores, sums);
    return outline_[*best].parent;
  }

  /// Whether two elements are parts of one kind of the same whole, such as the sections of a manual's page.
  bool is_kin(std::uint32_t one, std::uint32_t other) const {
    const OutlineNode &a = outline_[one], &b = outline_[other];
    if (a.is_text || b.is_text || a.element != b.element) return false;
    const auto css_class = a.node.attribute("class").value_or("");
    return css_class == b.node.attribute("class").value_or("") &&
           (!css_class.empty() || a.element == Element::section);
  }

  bool has_text_of_kin(std::uint32_t index, const std::vector<TextSums>& sums) const {
    return parts_.dropped[index] == 0 && sums[index].chars >= kShortestParagraph &&
           sums[index].has_text_block && sums[index].link_density() < kFewLinks;
  }

  /// The element around the best one that has kin with text; or else the best one. The highest such counts.
  std::uint32_t with_kin(std::uint32_t best, const std::vector<TextSums>& sums) const {
    std::uint32_t found = best;
    for (std::uint32_t at = best; at > body_; at = outline_[at].parent) {
      const std::uint32_t parent = outline_[at].parent;
      float chars = 0;
      for (std::uint32_t i = parent + 1; i < outline_[parent].end; i = outline_[i].end) {
        if (i != at && is_kin(at, i) && has_text_of_kin(i, sums)) chars += sums[i].chars;
      }
      if (chars >= kPartOfKin * sums[at].chars) found = at;
    }
    return found;
  }

  /// All that has no name of what surrounds an article: for pages that are lists of links.
  MainText likely_all() {
    parts_ = survey_.look(true);
    MainText found;
    found.root = body_;
    found.heading = parts_.heading;
    keep(found);
    return found;
  }

  /// Drops what stands beside the best element and is no part of the article.
  void drop_strangers(std::uint32_t best, const ArticleScores& scores, const std::vector<TextSums>& sums) {
    const std::uint32_t parent = outline_[best].parent;
    const float threshold = std::max(kLeastOfSiblings, scores.of(best) * kPartOfBest);
    const auto css_class = outline_[best].node.attribute("class").value_or("");
    Marks run_kept(outline_[parent].end - parent, 0);
    for (const TextRun& run : survey_.runs_in(parent, parts_.dropped, sums)) {
      if (!is_good_paragraph(run.sums, "")) continue;
      for (std::uint32_t i = run.first; i < run.end; i = outline_[i].end) run_kept[i - parent] = 1;
    }
    for (std::uint32_t i = parent + 1; i < outline_[parent].end; i = outline_[i].end) {
      if (i == best || run_kept[i - parent] != 0) continue;
      const OutlineNode& node = outline_[i];
      bool stays = false;
      if (!node.is_text) {
        const bool is_alike = !css_class.empty() && node.node.attribute("class").value_or("") == css_class;
        const float bonus = is_alike ? scores.of(best) * kPartOfBest : 0;
        stays = (scores.has(i) && scores.of(i) + bonus >= threshold) ||
                (is_kin(best, i) && has_text_of_kin(i, sums));
        if (!stays && (node.element == Element::p || parts_.paragraphs[i] != 0))
          stays = is_good_paragraph(sums[i], outline_.text(i));
      }
      if (!stays) parts_.dropped[i] = 1;
    }
  }

  static bool is_good_paragraph(const TextSums& sums, std::string_view text) {
    if (sums.chars > kLongSibling) return sums.link_density() < kFewLinks;
    return sums.chars > 0 && sums.link_chars == 0 &&
           (text.ends_with('.') || text.find(". ") != std::string_view::npos);
  }

  void keep(MainText& found) {
    found.kept.assign(outline_.size(), 0);
    found.kept[found.root] = 1;
    chars_ = 0;
    for (std::uint32_t i = found.root + 1; i < outline_[found.root].end;
         i = parts_.dropped[i] != 0 ? outline_[i].end : i + 1) {
      if (parts_.dropped[i] != 0) continue;
      found.kept[i] = 1;
      if (outline_[i].is_text) chars_ += survey_.seen()[i].chars;
    }
  }

  const Outline& outline_;
  const PageSurvey survey_;
  const std::uint32_t body_;
  const Marks& data_tables_;
  PageParts parts_;  ///< of the last attempt
  float chars_ = 0;  ///< of what it kept
};

}  // namespace

MainText find_main_text(const Outline& outline, const ArticleFacts& facts) {
  if (outline.size() == 0) return {};
  return Finder(outline, facts).find();
}

Marks left_out(const Outline& outline, const MainText& main_text) {
  Marks rest(outline.size(), 0);
  for (std::uint32_t i = outline.size(); i-- > 0;) {
    const bool is_leaf = outline[i].end == i + 1;
    if (is_leaf && main_text.kept[i] == 0) rest[i] = 1;
    if (rest[i] != 0) rest[outline[i].parent] = 1;
  }
  return rest;
}

}  // namespace trawl::extract
