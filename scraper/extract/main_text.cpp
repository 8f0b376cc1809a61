#include "scraper/extract/main_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/article_cleaner.hpp"
#include "scraper/extract/article_hints.hpp"
#include "scraper/extract/article_scores.hpp"

namespace trawl::extract {
namespace {

using page::Element;

constexpr float kShortestParagraph = 25;
constexpr float kEnough = 500;  ///< with less text than this, another attempt is made
constexpr float kLongestByline = 100;
constexpr float kLeastOfSiblings = 10;  ///< points of what stands beside the article and belongs to it
constexpr float kPartOfBest = 0.2F;
constexpr float kLongSibling = 80, kFewLinks = 0.25F;
constexpr float kPartOfKin = 0.1F;
constexpr float kLeastOfMain = 4;  ///< a main element with less than this part of the text is none
constexpr double kSameTitle = 0.75, kPartOfTitle = 0.4;

/// Which rules an attempt goes by.
struct Attempt {
  bool drops_unlikely = true;
  CleaningRules cleaning;
};

/// What shows nothing, wherever it stands.
bool shows_nothing(Element element) {
  return element == Element::script || element == Element::style || element == Element::noscript ||
         element == Element::template_ || element == Element::head || element == Element::title ||
         element == Element::meta || element == Element::link || element == Element::base;
}

/// Whether an element stands in a line of text, by its name alone.
bool is_inline(const OutlineNode& node) {
  static const std::unordered_set<std::string_view> kNames{
      "abbr",     "audio", "b",      "bdi",   "bdo",   "big",    "br",     "button",   "canvas", "cite",
      "code",     "data",  "dfn",    "em",    "embed", "font",   "i",      "img",      "input",  "kbd",
      "label",    "mark",  "math",   "meter", "nobr",  "object", "output", "progress", "q",      "ruby",
      "s",        "samp",  "select", "small", "span",  "strike", "strong", "sub",      "sup",    "svg",
      "textarea", "time",  "tt",     "u",     "var",   "video",  "wbr"};
  return node.is_text || kNames.contains(node.node.name());
}

/// The words of a text, in lower case.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (text::is_alphanumeric(c) || c == '_' || c < 0) {
      words.back() += text::lower(c);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// How much of the second text is in the first, by words: 0 to 1.
double likeness(std::string_view whole, std::string_view part) {
  const auto known = words_of(whole), words = words_of(part);
  if (known.empty() || words.empty()) return 0;
  const std::unordered_set<std::string> set(known.begin(), known.end());
  std::size_t all = words.size() - 1, missing = 0;
  for (const std::string& word : words) {
    all += word.size();
    if (!set.contains(word)) missing += word.size() + 1;
  }
  return 1 - static_cast<double>(missing > 0 ? missing - 1 : 0) /
                 static_cast<double>(std::max<std::size_t>(all, 1));
}

class Finder {
 public:
  Finder(const Outline& outline, const ArticleFacts& facts) : outline_(outline), facts_(facts) {
    const std::uint32_t found = outline.find(Element::body);
    body_ = found < outline.size() ? found : 0;
    data_tables_ = data_tables_of(outline);
    in_data_table_ = data_tables_;  // what stands in one gives its points to what the table stands in
    for (std::uint32_t i = 1; i < outline.size(); ++i) in_data_table_[i] |= in_data_table_[outline[i].parent];
    phrasing_.assign(outline.size(), 0);
    for (std::uint32_t i = outline.size(); i-- > 0;) phrasing_[i] = is_phrasing(i) ? 1 : 0;
    shown_.assign(outline.size(), 0);
    for (std::uint32_t i = 1; i < outline.size(); ++i) {
      if (!outline[i].is_text && (shows_nothing(outline[i].element) || is_hidden(outline[i].node)))
        shown_[i] = 1;
    }
    sums_ = sums_of(outline, shown_, data_tables_, Marks(outline.size(), 0));
    // A page with one main element says where to look, unless that is only a part of what it has to say.
    if (const auto main = only_main(); main && sums_[*main].chars * kLeastOfMain >= sums_[body_].chars)
      body_ = *main;
  }

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
    return most * kLeastOfMain < sums_[body_].chars ? likely_all() : best;
  }

 private:
  std::optional<std::uint32_t> only_main() const {
    std::optional<std::uint32_t> found;
    for (std::uint32_t i = body_; i < outline_[body_].end; ++i) {
      const OutlineNode& node = outline_[i];
      const bool is_main =
          node.element == Element::main || (!node.is_text && node.node.kind() == Node::Kind::element &&
                                            node.node.attribute("role").value_or("") == "main");
      if (!is_main) continue;
      if (found) return std::nullopt;
      found = i;
      i = node.end - 1;
    }
    return found;
  }

  /// Whether a node is part of a line of text. Requires: what is below it is known.
  bool is_phrasing(std::uint32_t index) const {
    const OutlineNode& node = outline_[index];
    if (is_inline(node)) return true;
    const auto name = node.node.name();
    if (name != "a" && name != "ins" && name != "del") return false;
    for (std::uint32_t i = index + 1; i < node.end; i = outline_[i].end) {
      if (phrasing_[i] == 0) return false;
    }
    return true;
  }

  bool is_in(std::uint32_t index, Element element, int levels) const {
    for (; levels > 0 && index > body_; --levels) {
      index = outline_[index].parent;
      if (outline_.is(index, element)) return true;
    }
    return false;
  }

  bool repeats_title(const std::string& heading) const {
    return likeness(facts_.title, heading) > kSameTitle && likeness(heading, facts_.title) > kPartOfTitle;
  }

  bool is_unlikely(std::uint32_t index) const {
    return looks_unlikely(outline_[index].node) && !outline_.is(index, Element::a) &&
           !outline_.is(index, Element::article) && !is_in(index, Element::table, 3) &&
           !is_in(index, Element::code, 3);
  }

  bool is_modal(const Node& node) const {
    return node.attribute("aria-modal").value_or("") == "true" &&
           node.attribute("role").value_or("") == "dialog";
  }

  /// Whether it goes before anything is counted.
  bool goes_first(std::uint32_t index, const Attempt& attempt) {
    const OutlineNode& node = outline_[index];
    if (shown_[index] != 0 || is_modal(node.node)) return true;
    const float chars = sums_[index].chars;
    if (!has_byline_ && chars > 0 && chars < kLongestByline && looks_like_byline(node.node)) {
      has_byline_ = true;
      return true;
    }
    const bool is_title = node.element == Element::h1 || node.element == Element::h2;
    if (is_title && heading_ == outline_.size() &&
        likeness(facts_.title, outline_.text(index)) > kSameTitle) {
      heading_ = index;
      return true;
    }
    return attempt.drops_unlikely && is_unlikely(index);
  }

  /// Drops what goes first, and finds the paragraphs.
  void look_through(const Attempt& attempt) {
    dropped_.assign(outline_.size(), 0);
    paragraphs_.assign(outline_.size(), 0);
    transparent_ = in_data_table_;
    scored_.clear();
    has_byline_ = !facts_.byline.empty();
    heading_ = outline_.size();
    for (std::uint32_t i = body_ + 1; i < outline_[body_].end;) {
      if (!outline_[i].is_text && goes_first(i, attempt)) {
        dropped_[i] = 1;
        i = outline_[i].end;
        continue;
      }
      if (outline_[i].element == Element::div)
        look_at_div(i);
      else if (is_scored(outline_[i].element))
        scored_.push_back(i);
      ++i;
    }
  }

  static bool is_scored(Element element) {
    return element == Element::p || element == Element::td || element == Element::pre ||
           element == Element::section || page::heading_level(element) > 1;
  }

  void look_at_div(std::uint32_t index) {
    if (!sums_[index].has_block) {
      paragraphs_[index] = 1;
      scored_.push_back(index);
    } else if (holds_one_paragraph(index)) {
      transparent_[index] = 1;
    }
  }

  bool holds_one_paragraph(std::uint32_t index) const {
    int paragraphs = 0;
    for (std::uint32_t i = index + 1; i < outline_[index].end; i = outline_[i].end) {
      if (outline_[i].is_text ? sums_[i].chars > 0 && !is_blank(i) : !outline_.is(i, Element::p))
        return false;
      if (!outline_[i].is_text) ++paragraphs;
    }
    return paragraphs == 1 && sums_[index].link_density() < kFewLinks;
  }

  bool is_blank(std::uint32_t text) const {
    return text::trimmed(outline_[text].node.raw_text(), text::kAsciiSpace).empty();
  }

  /// Lines of text that stand in a div without a paragraph of their own: calls `take` with the first and the
  /// end of each, and its sums.
  template <typename Take>
  void for_each_run(std::uint32_t parent, const std::vector<TextSums>& sums, Take take) const {
    std::uint32_t first = 0;
    TextSums run;
    const auto finish = [&](std::uint32_t end) {
      if (first != 0 && run.chars > 0) take(first, end, run);
      first = 0;
      run = TextSums();
    };
    for (std::uint32_t i = parent + 1; i < outline_[parent].end; i = outline_[i].end) {
      if (dropped_[i] != 0) continue;
      if (phrasing_[i] == 0) {
        finish(i);
        continue;
      }
      if (first == 0) first = i;
      run.chars += sums[i].chars;
      run.link_chars += sums[i].link_chars;
      run.commas += sums[i].commas;
    }
    finish(outline_[parent].end);
  }

  MainText try_once(const Attempt& attempt) {
    look_through(attempt);
    const auto sums = sums_of(outline_, dropped_, data_tables_, paragraphs_);
    ArticleScores scores(outline_, body_, attempt.cleaning.by_names, transparent_);
    for (const std::uint32_t i : scored_) {
      if (sums[i].chars >= kShortestParagraph)
        scores.add_paragraph(outline_[i].parent, sums[i].chars, sums[i].commas);
    }
    for (std::uint32_t i = body_; i < outline_[body_].end; i = dropped_[i] != 0 ? outline_[i].end : i + 1) {
      if (!outline_.is(i, Element::div) || paragraphs_[i] != 0 || transparent_[i] != 0) continue;
      for_each_run(i, sums, [&](std::uint32_t, std::uint32_t, const TextSums& run) {
        if (run.chars >= kShortestParagraph) scores.add_paragraph(i, run.chars, run.commas);
      });
    }
    scores.settle(sums);
    MainText found;
    found.heading = heading_;
    auto best = scores.best();
    if (best) best = with_kin(*best, sums);
    found.root = best ? outline_[*best].parent : body_;
    if (best) drop_strangers(*best, scores, sums);
    clean_article(outline_, found.root, data_tables_, paragraphs_, attempt.cleaning, dropped_);
    keep(found);
    return found;
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
    return dropped_[index] == 0 && sums[index].chars >= kShortestParagraph && sums[index].has_text_block &&
           sums[index].link_density() < kFewLinks;
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
    look_through(Attempt());
    MainText found;
    found.root = body_;
    found.heading = heading_;
    keep(found);
    return found;
  }

  /// Drops what stands beside the best element and is no part of the article.
  void drop_strangers(std::uint32_t best, const ArticleScores& scores, const std::vector<TextSums>& sums) {
    const std::uint32_t parent = outline_[best].parent;
    const float threshold = std::max(kLeastOfSiblings, scores.of(best) * kPartOfBest);
    const auto css_class = outline_[best].node.attribute("class").value_or("");
    Marks run_kept(outline_[parent].end - parent, 0);
    for_each_run(parent, sums, [&](std::uint32_t first, std::uint32_t end, const TextSums& run) {
      if (!is_good_paragraph(run, "")) return;
      for (std::uint32_t i = first; i < end; i = outline_[i].end) run_kept[i - parent] = 1;
    });
    for (std::uint32_t i = parent + 1; i < outline_[parent].end; i = outline_[i].end) {
      if (i == best || run_kept[i - parent] != 0) continue;
      const OutlineNode& node = outline_[i];
      bool stays = false;
      if (!node.is_text) {
        const bool is_alike = !css_class.empty() && node.node.attribute("class").value_or("") == css_class;
        const float bonus = is_alike ? scores.of(best) * kPartOfBest : 0;
        stays = (scores.has(i) && scores.of(i) + bonus >= threshold) ||
                (is_kin(best, i) && has_text_of_kin(i, sums));
        if (!stays && (node.element == Element::p || paragraphs_[i] != 0))
          stays = is_good_paragraph(sums[i], outline_.text(i));
      }
      if (!stays) dropped_[i] = 1;
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
         i = dropped_[i] != 0 ? outline_[i].end : i + 1) {
      if (dropped_[i] != 0) continue;
      found.kept[i] = 1;
      if (outline_[i].is_text) chars_ += sums_[i].chars;
    }
  }

  const Outline& outline_;
  const ArticleFacts& facts_;
  std::uint32_t body_ = 0, heading_ = 0;
  bool has_byline_ = false;
  float chars_ = 0;  ///< of what the last attempt kept
  Marks data_tables_, in_data_table_, phrasing_, shown_;
  std::vector<TextSums> sums_;  ///< of the page as it came
  Marks dropped_, paragraphs_, transparent_;
  std::vector<std::uint32_t> scored_;
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
