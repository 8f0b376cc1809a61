#include "scraper/extract/main_text/article_metadata.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/main_text/article_json_ld.hpp"
#include "scraper/page/html/character_references.hpp"

namespace trawl::extract {
namespace {

using page::Element;
using Names = std::map<std::string, std::string, std::less<>>;

constexpr std::size_t kFewWords = 3, kLongTitle = 150, kShortTitle = 15, kWordsBeforeColon = 5;

std::string folded_value(std::string_view value) {
  return folded_words(page::decode_references(value, page::ReferencePlace::text));
}

/// The meta elements by name, in lower case, with ":" for "." and "-" after a prefix; the last of a name
/// counts.
Names meta_names(const Outline& outline) {
  Names names;
  for (std::uint32_t i = outline.find(Element::meta); i < outline.size();
       i = outline.find(Element::meta, i + 1)) {
    const Node& meta = outline[i].node;
    const std::string content = folded_value(meta.attribute("content").value_or(""));
    if (content.empty()) continue;
    for (const char* const attribute : {"name", "itemprop", "property"}) {
      std::string_view rest = meta.attribute(attribute).value_or("");
      while (!(rest = text::trimmed_front(rest, text::kAsciiSpace)).empty()) {
        std::string name = text::lowered(rest.substr(0, rest.find_first_of(text::kAsciiSpace)));
        rest.remove_prefix(name.size());
        std::replace(name.begin(), name.end(), '.', ':');
        names[std::move(name)] = content;
      }
    }
  }
  return names;
}

std::string first_of(const Names& names, std::initializer_list<std::string_view> wanted) {
  for (const std::string_view name : wanted) {
    if (const auto found = names.find(name); found != names.end()) return found->second;
  }
  return "";
}

std::size_t word_count(std::string_view text) {
  return text.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
}

/// A separator between the title of a page and the name of its site: its place, and its end.
struct Separator {
  std::size_t begin, end;
  bool is_path;  ///< of a path to the page: \ / > »
};

std::optional<Separator> separator_at(std::string_view title, std::size_t space) {
  static constexpr std::string_view kSeparators[] = {"|", "-", "–", "—", "·", "•", "\\", "/", ">", "»"};
  constexpr std::size_t kFirstOfPath = 6;
  for (std::size_t i = 0; i < std::size(kSeparators); ++i) {
    const std::string_view behind = title.substr(space + 1);
    if (behind.starts_with(kSeparators[i]) && behind.substr(kSeparators[i].size()).starts_with(' '))
      return Separator{space, space + 2 + kSeparators[i].size(), i >= kFirstOfPath};
  }
  return std::nullopt;
}

/// The title without its last part, the name of a site; or, when too little is left, without its first.
std::string without_site(const std::string& title, bool& had_separator, bool& had_path) {
  std::optional<Separator> first, last;
  for (std::size_t space = title.find(' '); space != std::string::npos; space = title.find(' ', space + 1)) {
    const auto found = separator_at(title, space);
    if (!found) continue;
    if (!first) first = found;
    last = found;
    had_path |= found->is_path;
  }
  had_separator = first.has_value();
  if (!first) return title;
  std::string part = title.substr(0, last->begin);
  return word_count(part) < kFewWords ? title.substr(first->end) : part;
}

bool is_heading_of(const Outline& outline, std::string_view title) {
  for (std::uint32_t i = 0; i < outline.size(); ++i) {
    const bool is_heading = outline.is(i, Element::h1) || outline.is(i, Element::h2);
    if (is_heading && outline.is_brief(i) && outline.text(i) == title) return true;
  }
  return false;
}

std::string after_colon(const std::string& title) {
  const std::size_t first = title.find(':'), last = title.rfind(':');
  std::string part = folded_words(std::string_view(title).substr(last + 1));
  if (word_count(part) < kFewWords) part = folded_words(std::string_view(title).substr(first + 1));
  return word_count(std::string_view(title).substr(0, first)) > kWordsBeforeColon ? title : part;
}

std::string only_h1(const Outline& outline) {
  const std::uint32_t first = outline.find(Element::h1);
  if (first >= outline.size() || outline.find(Element::h1, first + 1) < outline.size()) return "";
  return outline.text(first);
}

std::string title_of_document(const Outline& outline) {
  const std::uint32_t element = outline.find(Element::title);
  if (element >= outline.size()) return "";
  const std::string whole = outline.text(element);
  bool had_separator = false, had_path = false;
  std::string title = without_site(whole, had_separator, had_path);
  if (!had_separator && whole.find(": ") != std::string::npos) {
    if (!is_heading_of(outline, whole)) title = after_colon(whole);
  } else if (!had_separator && (whole.size() > kLongTitle || whole.size() < kShortTitle)) {
    const std::string heading = only_h1(outline);
    if (!heading.empty()) title = heading;
  }
  title = folded_words(title);
  const bool is_doubtful = word_count(title) <= kFewWords + 1;
  // A short part is the title only where it is a step of a path and nothing else was cut.
  if (is_doubtful && (!had_path || word_count(title) + 2 != word_count(whole))) return whole;
  return title;
}

/// Who wrote it, unless that is a URL, as in article:author of Facebook.
std::string author_of(const Names& names) {
  const std::string said = first_of(names, {"dc:creator", "dcterm:creator", "author", "parsely-author"});
  if (!said.empty()) return said;
  const std::string article = first_of(names, {"article:author"});
  return article.starts_with("http://") || article.starts_with("https://") ? "" : article;
}

}  // namespace

ArticleMetadata article_metadata(const Outline& outline) {
  const Names names = meta_names(outline);
  const std::string document_title = title_of_document(outline);
  ArticleMetadata found = article_of_json_ld(outline, document_title);
  const auto fill = [&](std::string& value, const std::string& other) {
    if (value.empty()) value = other;
  };
  fill(found.title, first_of(names, {"dc:title", "dcterm:title", "dcterms:title", "og:title", "title",
                                     "twitter:title", "parsely-title"}));
  fill(found.title, document_title);
  fill(found.byline, author_of(names));
  fill(found.published, first_of(names, {"article:published_time", "parsely-pub-date", "datepublished",
                                         "dc:date", "dcterms:date", "date"}));
  fill(found.excerpt, first_of(names, {"dc:description", "dcterm:description", "og:description",
                                       "description", "twitter:description"}));
  fill(found.site, first_of(names, {"og:site_name"}));
  return found;
}

}  // namespace trawl::extract
