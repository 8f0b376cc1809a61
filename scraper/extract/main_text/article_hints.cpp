#include "scraper/extract/main_text/article_hints.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <re2/re2.h>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

constexpr int kWeight = 25;

/// One pattern for a list of words, in any case.
RE2 pattern(const std::string& words) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_never_capture(true);
  options.set_log_errors(false);
  return RE2(words, options);
}

const RE2& unlikely() {
  static const RE2 words = pattern(
      "(^|[-_ ])ads?([-_ "
      "]|$)|agegate|banner|breadcrumb|combx|comment|communit|cookie|disqus|extra|foot(er|note-nav)"
      "|gdpr|header|legends|masthead|menu|modal|navbar|newsletter|pag(er|ination)|popup|promo|related|remark|"
      "replies"
      "|rss|shoutbox|sidebar|skyscraper|social|sponsor|subscri|supplemental|toolbar");
  return words;
}
const RE2& perhaps() {
  static const RE2 words = pattern("and|article|body|column|content|main|mathjax|shadow");
  return words;
}
const RE2& good() {
  static const RE2 words =
      pattern("article|blog|body|content|h-?entry|entry|main|page|pagination|post|prose|story|text");
  return words;
}
const RE2& bad() {
  static const RE2 words = pattern(
      "(^|[-_ ])(ads?|hid)([-_ ]|$)|banner|combx|comment|com-|contact|footer|gdpr|hidden|masthead|media|meta"
      "|outbrain|promo|related|scroll|share|shopping|shoutbox|sidebar|skyscraper|sponsor|tags|widget");
  return words;
}
const RE2& byline() {
  static const RE2 words = pattern("author|byline|dateline|written-?by");
  return words;
}
const RE2& sharing() {
  static const RE2 words = pattern("(\\b|_)share(d|daddy|s|-?bar|-?buttons?)?(\\b|_)");
  return words;
}
const RE2& filler() {
  static const RE2 words = pattern(
      "ad(vertising|vertisement)?|anzeige|werb(ung)?|pub(licit[ée])?|publicidad|anuncio|реклама|广告|"
      "(loading|wird geladen|chargement|cargando|загрузка|加载中)(…|\\.\\.\\.)?");
  return words;
}
const RE2& video() {
  static const RE2 words = pattern(
      "//(www\\.)?((player\\.)?vimeo|youtube(-nocookie)?|dailymotion|player\\.bilibili|twitch)\\.(com|tv)/|//"
      "archive\\.org/embed"
      "|upload\\.wikimedia\\.org");
  return words;
}

bool has(std::string_view text, const RE2& words) {
  return !text.empty() && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), words);
}

std::string_view value(const Node& element, std::string_view name) {
  return element.attribute(name).value_or("");
}

int weight_of(std::string_view name) {
  return (has(name, good()) ? kWeight : 0) - (has(name, bad()) ? kWeight : 0);
}

}  // namespace

bool looks_unlikely(const Node& element) {
  static constexpr std::array<std::string_view, 7> kRoles{
      "menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog"};
  if (std::find(kRoles.begin(), kRoles.end(), value(element, "role")) != kRoles.end()) return true;
  const auto css_class = value(element, "class"), id = value(element, "id");
  return (has(css_class, unlikely()) || has(id, unlikely())) && !has(css_class, perhaps()) &&
         !has(id, perhaps());
}

int name_weight(const Node& element) {
  return weight_of(value(element, "class")) + weight_of(value(element, "id"));
}

bool is_hidden(const Node& element) {
  if (element.attribute("hidden")) return true;
  if (value(element, "aria-hidden") == "true" &&
      value(element, "class").find("fallback-image") == std::string_view::npos) {
    return true;
  }
  const std::string_view written = value(element, "style");
  if (written.empty()) return false;
  std::string style = text::lowered(written);
  std::erase_if(style, [](char c) { return text::kAsciiSpace.find(c) != std::string_view::npos; });
  return style.find("display:none") != std::string::npos ||
         style.find("visibility:hidden") != std::string::npos;
}

bool looks_like_byline(const Node& element) {
  return value(element, "rel") == "author" ||
         value(element, "itemprop").find("author") != std::string_view::npos ||
         has(value(element, "class"), byline()) || has(value(element, "id"), byline());
}

bool looks_like_sharing(const Node& element) {
  return has(value(element, "class"), sharing()) || has(value(element, "id"), sharing());
}

bool is_filler(std::string_view text) {
  return !text.empty() && RE2::FullMatch(re2::StringPiece(text.data(), text.size()), filler());
}

bool is_video(std::string_view url) {
  return has(url, video());
}

}  // namespace trawl::extract
