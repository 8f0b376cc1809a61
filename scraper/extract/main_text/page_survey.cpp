#include "scraper/extract/main_text/page_survey.hpp"

#include <string_view>
#include <unordered_set>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/main_text/article_hints.hpp"
#include "scraper/extract/main_text/title_likeness.hpp"

namespace trawl::extract {
namespace {

using page::Element;

constexpr float kLongestByline = 100;
constexpr float kFewLinks = 0.25F;
constexpr float kLeastOfMain = 4;  ///< a main element with less than this part of the text is none

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

bool has_role(const OutlineNode& node, std::string_view role) {
  return node.node.kind() == Node::Kind::element && node.node.attribute("role").value_or("") == role;
}

bool is_modal(const OutlineNode& node) {
  return has_role(node, "dialog") && node.node.attribute("aria-modal").value_or("") == "true";
}

bool is_scored(Element element) {
  return element == Element::p || element == Element::td || element == Element::pre ||
         element == Element::section || page::heading_level(element) > 1;
}

bool is_blank(const OutlineNode& text) {
  return text::trimmed(text.node.raw_text(), text::kAsciiSpace).empty();
}

}  // namespace

PageSurvey::PageSurvey(const Outline& outline, const ArticleFacts& facts)
    : outline_(outline),
      facts_(facts),
      data_tables_(data_tables_of(outline)),
      in_data_table_(data_tables_),
      phrasing_(outline.size(), 0),
      unseen_(outline.size(), 0) {
  const std::uint32_t found = outline.find(Element::body);
  body_ = found < outline.size() ? found : 0;
  for (std::uint32_t i = 1; i < outline.size(); ++i) {
    in_data_table_[i] |= in_data_table_[outline[i].parent];
    const OutlineNode& node = outline[i];
    if (!node.is_text && (shows_nothing(node.element) || is_hidden(node.node))) unseen_[i] = 1;
  }
  for (std::uint32_t i = outline.size(); i-- > 0;) phrasing_[i] = is_phrasing(i) ? 1 : 0;
  const auto sums = sums_of(outline, unseen_, data_tables_, Marks(outline.size(), 0));
  seen_.reserve(sums.size());
  for (const TextSums& one : sums) seen_.emplace_back(one);
  // A page with one main element says where to look, unless that is only a part of what it has to say.
  const auto main = only_main();
  if (main && seen_[*main].chars * kLeastOfMain >= seen_[body_].chars) body_ = *main;
}

std::optional<std::uint32_t> PageSurvey::only_main() const {
  std::optional<std::uint32_t> found;
  for (std::uint32_t i = body_; i < outline_[body_].end; ++i) {
    if (!outline_.is(i, Element::main) && !has_role(outline_[i], "main")) continue;
    if (found) return std::nullopt;
    found = i;
    i = outline_[i].end - 1;
  }
  return found;
}

/// Whether a node is part of a line of text. Requires: what is below it is known.
bool PageSurvey::is_phrasing(std::uint32_t index) const {
  const OutlineNode& node = outline_[index];
  if (is_inline(node)) return true;
  const auto name = node.node.name();
  if (name != "a" && name != "ins" && name != "del") return false;
  for (std::uint32_t i = index + 1; i < node.end; i = outline_[i].end) {
    if (phrasing_[i] == 0) return false;
  }
  return true;
}

bool PageSurvey::is_in(std::uint32_t index, Element element, int levels) const {
  for (; levels > 0 && index > body_; --levels) {
    index = outline_[index].parent;
    if (outline_.is(index, element)) return true;
  }
  return false;
}

bool PageSurvey::is_unlikely(std::uint32_t index) const {
  return looks_unlikely(outline_[index].node) && !outline_.is(index, Element::a) &&
         !outline_.is(index, Element::article) && !is_in(index, Element::table, 3) &&
         !is_in(index, Element::code, 3);
}

/// Whether it goes before anything is counted.
bool PageSurvey::goes_first(std::uint32_t index, bool drops_unlikely, bool& has_byline,
                            PageParts& parts) const {
  const OutlineNode& node = outline_[index];
  if (unseen_[index] != 0 || is_modal(node)) return true;
  const float chars = seen_[index].chars;
  if (!has_byline && chars > 0 && chars < kLongestByline && looks_like_byline(node.node)) {
    has_byline = true;
    return true;
  }
  const bool may_be_title = node.element == Element::h1 || node.element == Element::h2;
  if (may_be_title && parts.heading == outline_.size() && outline_.is_brief(index) &&
      repeats_title(facts_.title, outline_.text(index))) {
    parts.heading = index;
    return true;
  }
  return drops_unlikely && is_unlikely(index);
}

PageParts PageSurvey::look(bool drops_unlikely) const {
  PageParts parts;
  parts.dropped.assign(outline_.size(), 0);
  parts.paragraphs.assign(outline_.size(), 0);
  parts.transparent = in_data_table_;
  parts.heading = outline_.size();
  bool has_byline = !facts_.byline.empty();
  if (outline_.is(body_, Element::div)) parts.mixed.push_back(body_);
  for (std::uint32_t i = body_ + 1; i < outline_[body_].end;) {
    if (!outline_[i].is_text && goes_first(i, drops_unlikely, has_byline, parts)) {
      parts.dropped[i] = 1;
      i = outline_[i].end;
      continue;
    }
    if (outline_.is(i, Element::div)) look_at_div(i, parts);
    if (is_scored(outline_[i].element)) parts.scored.push_back(i);
    ++i;
  }
  return parts;
}

void PageSurvey::look_at_div(std::uint32_t index, PageParts& parts) const {
  if (!seen_[index].has_block) {
    parts.paragraphs[index] = 1;
    parts.scored.push_back(index);
  } else if (holds_one_paragraph(index)) {
    parts.transparent[index] = 1;
  } else if (parts.transparent[index] == 0) {
    parts.mixed.push_back(index);
  }
}

bool PageSurvey::holds_one_paragraph(std::uint32_t index) const {
  int paragraphs = 0;
  for (std::uint32_t i = index + 1; i < outline_[index].end; i = outline_[i].end) {
    const bool is_other = outline_[i].is_text ? !is_blank(outline_[i]) : !outline_.is(i, Element::p);
    if (is_other) return false;
    if (!outline_[i].is_text) ++paragraphs;
  }
  return paragraphs == 1 && seen_[index].link_density < kFewLinks;
}

std::vector<TextRun> PageSurvey::runs_in(std::uint32_t parent, const Marks& dropped,
                                         const std::vector<TextSums>& sums) const {
  std::vector<TextRun> runs;
  TextRun run;
  const auto finish = [&] {
    if (run.first != 0 && run.sums.chars > 0) runs.push_back(run);
    run = TextRun();
  };
  for (std::uint32_t i = parent + 1; i < outline_[parent].end; i = outline_[i].end) {
    if (dropped[i] != 0) continue;
    if (phrasing_[i] == 0) {
      finish();
      continue;
    }
    if (run.first == 0) run.first = i;
    run.end = outline_[i].end;
    run.sums.chars += sums[i].chars;
    run.sums.link_chars += sums[i].link_chars;
    run.sums.commas += sums[i].commas;
  }
  finish();
  return runs;
}

}  // namespace trawl::extract
