#include "scraper/extract/markdown/markdown_code.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/markdown/markdown_escape.hpp"

namespace trawl::extract {
namespace {

using page::Element;

constexpr int kLevelsAround = 2;
constexpr std::size_t kLongestLanguage = 40;

bool is_language(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNone{"default", "none", "plaintext", "nohighlight",
                                                         "text"};
  return !name.empty() && name.size() <= kLongestLanguage &&
         std::find(kNone.begin(), kNone.end(), name) == kNone.end() &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return text::is_alphanumeric(c) || c == '+' || c == '-' || c == '#' || c == '.' || c == '_';
         });
}

/// What a class says behind one of the prefixes of highlighters.
std::string_view language_in(std::string_view css_class) {
  static constexpr std::array<std::string_view, 8> kPrefixes{
      "mw-highlight-lang-", "source-",         "language-", "lang-",
      "highlight-source-",  "highlight-text-", "brush:",    "highlight-"};
  for (const std::string_view prefix : kPrefixes) {
    if (css_class.starts_with(prefix)) return css_class.substr(prefix.size());
  }
  return "";
}

std::string language_of_classes(std::string_view classes) {
  std::string_view before;
  while (!(classes = text::trimmed_front(classes, text::kAsciiSpace)).empty()) {
    const std::string_view one = classes.substr(0, classes.find_first_of(text::kAsciiSpace));
    classes.remove_prefix(one.size());
    const bool stands_behind =
        before == "sourceCode" || before == "hljs" || before == "brush:" || before == "highlight";
    const std::string_view language = stands_behind && language_in(one).empty() ? one : language_in(one);
    before = one;
    const std::string_view clean = text::trimmed_back(language, ";");
    if (is_language(clean)) return text::lowered(clean);
  }
  return "";
}

/// `is_around`: there "lang-en" is the language of the text.
std::string language_of(const Node& element, bool is_around) {
  for (const char* const name : {"data-lang", "data-language"}) {
    const auto said = element.attribute(name).value_or("");
    if (is_language(said)) return text::lowered(said);
  }
  const auto classes = element.attribute("class").value_or("");
  return is_around && classes.find("lang-") != std::string_view::npos ? "" : language_of_classes(classes);
}

bool is_line_number(const Node& element) {
  static constexpr std::array<std::string_view, 6> kClasses{
      "lineno", "linenos", "line-number", "line-numbers", "line-numbers-rows", "linenumber"};
  std::string_view classes = element.attribute("class").value_or("");
  while (!(classes = text::trimmed_front(classes, text::kAsciiSpace)).empty()) {
    const std::string_view one = classes.substr(0, classes.find_first_of(text::kAsciiSpace));
    classes.remove_prefix(one.size());
    if (std::find(kClasses.begin(), kClasses.end(), one) != kClasses.end()) return true;
  }
  return false;
}

}  // namespace

std::string preformatted_text(const Outline& outline, std::uint32_t index) {
  std::string text;
  const auto begin_line = [&] {
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
  };
  std::uint32_t block_end = 0;
  for (std::uint32_t i = index; i < outline[index].end;) {
    const OutlineNode& node = outline[i];
    if (block_end != 0 && i >= block_end) {
      begin_line();
      block_end = 0;
    }
    const bool is_skipped = !node.is_text && (node.element == Element::script ||
                                              node.element == Element::style || is_line_number(node.node));
    if (is_skipped) {
      i = node.end;
      continue;
    }
    if (node.is_text) text += node.node.raw_text();
    if (node.element == Element::br) text += '\n';
    const bool is_line =
        node.element == Element::div || node.element == Element::p || node.element == Element::li;
    if (is_line && i != index) {
      begin_line();
      block_end = node.end;
    }
    ++i;
  }
  std::erase(text, '\r');
  while (text.ends_with('\n')) text.pop_back();
  if (text.starts_with('\n')) text.erase(0, 1);
  return text;
}

std::string code_language(const Outline& outline, std::uint32_t index) {
  std::string language = language_of(outline[index].node, false);
  const std::uint32_t inside = index + 1;
  if (language.empty() && inside < outline[index].end && outline.is(inside, Element::code))
    language = language_of(outline[inside].node, false);
  for (int level = 0; level < kLevelsAround && language.empty() && index > 0; ++level) {
    index = outline[index].parent;
    if (outline.is(index, Element::body) || outline[index].node.kind() != Node::Kind::element) break;
    language = language_of(outline[index].node, true);
  }
  return language;
}

std::string fenced_code(const std::string& code, const std::string& language) {
  const std::string fence(fence_size(code), '`');
  return fence + language + "\n" + code + "\n" + fence;
}

}  // namespace trawl::extract
