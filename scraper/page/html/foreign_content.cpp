#include "scraper/page/html/foreign_content.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kDeepest = 64;

bool leads_to_html_in_math(const Token& tag) {
  switch (tag.element) {
    case Element::mi:
    case Element::mn:
    case Element::mo:
    case Element::ms:
    case Element::mtext:
      return true;
    case Element::annotation_xml: {
      const std::string encoding = tag.value("encoding");
      return text::equal_ignoring_case(encoding, "text/html") ||
             text::equal_ignoring_case(encoding, "application/xhtml+xml");
    }
    default:
      return false;
  }
}

bool leads_to_html_in_svg(Element element) {
  return element == Element::foreign_object || element == Element::desc || element == Element::title;
}

bool is_hidden(Element element) {
  return element == Element::style || element == Element::script || element == Element::title ||
         element == Element::metadata;
}

}  // namespace

bool ForeignContent::start(const Token& tag) {
  if (active() && leaves(tag)) leave();
  const bool root = tag.element == Element::svg || tag.element == Element::math;
  if (!active() && !root) {
    ++html_open_[static_cast<std::size_t>(tag.element)];
    return false;
  }
  if (!tag.self_closing) open(tag);
  return true;
}

void ForeignContent::end(Element element) {
  if (open_.empty()) {
    if (auto& count = html_open_[static_cast<std::size_t>(element)]; count > 0) --count;
    return;
  }
  if (active() && (element == Element::p || element == Element::br)) leave();
  const auto match = std::find_if(open_.rbegin(), open_.rend(),
                                  [&](const Open& candidate) { return candidate.element == element; });
  if (match != open_.rend()) {
    open_.erase(match.base() - 1, open_.end());
  } else if (auto& count = html_open_[static_cast<std::size_t>(element)];
             count > 0 && element != Element::unknown) {
    --count;
    leave();
  }
}

Element ForeignContent::hidden() const {
  const auto found = std::find_if(open_.rbegin(), open_.rend(),
                                  [](const Open& candidate) { return is_hidden(candidate.element); });
  return found == open_.rend() ? Element::unknown : found->element;
}

bool ForeignContent::leaves(const Token& tag) const {
  if (tag.element != Element::font) return traits_of(tag.element).leaves_foreign;
  return tag.find("color") != nullptr || tag.find("face") != nullptr || tag.find("size") != nullptr;
}

void ForeignContent::leave() {
  while (active()) open_.pop_back();
}

void ForeignContent::open(const Token& tag) {
  if (open_.size() >= kDeepest) return;
  if (tag.element == Element::svg || tag.element == Element::math) {
    open_.push_back({tag.element, tag.element == Element::math, false});
    return;
  }
  const bool math = open_.back().math;
  const bool integration = math ? leads_to_html_in_math(tag) : leads_to_html_in_svg(tag.element);
  if (integration || is_hidden(tag.element)) open_.push_back({tag.element, math, integration});
}

}  // namespace trawl::page
