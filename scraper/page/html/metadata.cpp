#include "scraper/page/html/metadata.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/meta_refresh.hpp"
#include "scraper/page/html/robots_tag.hpp"
#include "scraper/page/html/words.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kLongestDescription = 1000;
constexpr std::size_t kMostNamedRobots = 20, kMostTdm = 10;

/// Whether the words may tell a crawler what to do with a page
/// (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag), and not what it is about.
bool may_be_rules(std::string_view words) {
  constexpr std::size_t kLongest = 200;
  constexpr std::array<std::string_view, 5> kParts{"follow", "index", "none", "archive", "snippet"};
  return words.size() <= kLongest &&
         std::any_of(kParts.begin(), kParts.end(),
                     [words](std::string_view part) { return words.find(part) != std::string_view::npos; });
}

}  // namespace

void Metadata::start_tag(const Token& tag) {
  switch (tag.element) {
    case Element::html:
      read_lang(tag);
      break;
    case Element::body:
      in_noscript_ = false;
      break;
    case Element::noscript:
      in_noscript_ = true;
      break;
    case Element::base:
      read_base(tag);
      break;
    case Element::link:
      if (!canonical_ && has_word(lower_words(tag.value("rel")), "canonical")) canonical_ = tag.value("href");
      break;
    case Element::meta:
      read_meta(tag);
      break;
    default:
      break;
  }
}

void Metadata::end_tag(Element element) {
  if (element == Element::noscript) in_noscript_ = false;
}

void Metadata::write_to(Page& page) {
  page.lang = lang_.value_or("");
  page.description = description_.value_or("");
  page.robots = std::move(robots_);
  page.named_robots = std::move(named_robots_);
  page.tdm = std::move(tdm_);
  page.base = links_.base().href();
  page.refresh_delay = refresh_delay_;
  if (!folded(refresh_).empty()) page.refresh = links_.resolved(refresh_);
  if (!canonical_ || folded(*canonical_).empty()) return;
  if (const auto canonical = links_.resolved(*canonical_)) page.canonical = canonical->href();
}

/// In XML, xml:lang goes before lang (https://html.spec.whatwg.org/#attr-lang).
void Metadata::read_lang(const Token& tag) {
  if (lang_) return;
  for (const std::string_view name : {"xml:lang", "lang"}) {
    if ((name == "lang" || tag.syntax == Syntax::xml) && tag.find(name) != nullptr) {
      lang_ = folded(tag.value(name));
      return;
    }
  }
}

void Metadata::read_base(const Token& tag) {
  if (in_noscript_ || has_base_ || tag.find("href") == nullptr) return;
  has_base_ = true;
  links_.set_base(tag.value("href"));
}

void Metadata::read_meta(const Token& tag) {
  if (tag.find("content") == nullptr) return;
  if (text::equal_ignoring_case(tag.value("http-equiv"), "refresh")) read_refresh(tag);
  const std::string name = tag.value("name");
  if (text::equal_ignoring_case(name, "description") && !description_) {
    description_ = clipped_line(folded(tag.value("content")), 0, kLongestDescription);
  } else if (text::starts_with_ignoring_case(name, "tdm-") && tdm_.size() < kMostTdm) {
    tdm_.emplace_back(lower_words(name), folded(tag.value("content")));
  } else if (!name.empty()) {
    read_robots(name, lower_words(tag.value("content")));
  }
}

/// A name may be that of one crawler, or a list of them.
void Metadata::read_robots(std::string_view name, const std::string& words) {
  while (!name.empty()) {
    std::string agent = lower_words(text::take_until(name, ','));
    if (agent == "robots") {
      robots_ = joined_robots(std::move(robots_), words);
    } else if (named_robots_.size() < kMostNamedRobots && may_be_rules(words)) {
      named_robots_.emplace_back(std::move(agent), words);
    }
  }
}

void Metadata::read_refresh(const Token& tag) {
  if (in_noscript_ || refresh_delay_ || links_.is_inside()) return;
  const std::string content = tag.value("content");
  const std::optional<Refresh> refresh = parse_refresh(content);
  if (!refresh) return;
  refresh_delay_ = refresh->delay;
  refresh_ = refresh->target;
  links_.add_refresh(refresh_);
}

}  // namespace trawl::page
