#include "scraper/extract/tree/open_elements.hpp"

#include <algorithm>

namespace trawl::extract {
namespace {

constexpr bool is_heading(Element element) {
  return element >= Element::h1 && element <= Element::h6;
}

}  // namespace

bool OpenElements::in_scope(Element element, std::uint32_t bounds) const {
  if (!has(element)) return false;
  for (std::size_t i = all_.size(); i-- > 0;) {
    if (all_[i].is(element)) return true;
    if (all_[i].has(bounds)) return false;
  }
  return false;
}

bool OpenElements::in_scope(RawNode node) const {
  for (std::size_t i = all_.size(); i-- > 0;) {
    if (all_[i].node == node) return true;
    if (all_[i].has(kScope)) return false;
  }
  return false;
}

bool OpenElements::any_in_scope(std::initializer_list<Element> elements, std::uint32_t bounds) const {
  return std::ranges::any_of(elements, [&](Element element) { return in_scope(element, bounds); });
}

bool OpenElements::heading_in_scope() const {
  for (std::size_t i = all_.size(); i-- > 0;) {
    if (is_heading(all_[i].element)) return true;
    if (all_[i].has(kScope)) return false;
  }
  return false;
}

void OpenElements::pop_through(Element element) {
  if (!has(element)) return;
  while (all_.size() > 1 && !all_.back().is(element)) pop();
  pop();
}

void OpenElements::pop_through_heading() {
  while (all_.size() > 1 && !is_heading(all_.back().element)) pop();
  pop();
}

void OpenElements::cut(std::size_t size) {
  while (all_.size() > std::max<std::size_t>(size, 1)) pop();
}

void OpenElements::clear_to(std::initializer_list<Element> elements) {
  const auto is_goal = [&](const OpenElement& open) {
    return open.is(Element::template_) ||
           std::ranges::any_of(elements, [&](Element element) { return open.is(element); });
  };
  while (all_.size() > 1 && !is_goal(all_.back())) pop();
}

void OpenElements::close_implied(Element except) {
  while (all_.back().has(kImpliedEnd) && !all_.back().is(except)) pop();
}

void OpenElements::close_implied_thoroughly() {
  while (all_.back().has(kImpliedEnd | kThoroughEnd)) pop();
}

std::size_t OpenElements::find(RawNode node) const {
  for (std::size_t i = all_.size(); i-- > 0;) {
    if (all_[i].node == node) return i;
  }
  return all_.size();
}

std::size_t OpenElements::find_last(Element element) const {
  if (!has(element)) return all_.size();
  for (std::size_t i = all_.size(); i-- > 0;) {
    if (all_[i].is(element)) return i;
  }
  return all_.size();
}

void OpenElements::erase(std::size_t index) {
  --open_[static_cast<std::size_t>(all_[index].element)];
  all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(index));
}

void OpenElements::insert(std::size_t index, const OpenElement& opened) {
  ++open_[static_cast<std::size_t>(opened.element)];
  all_.insert(all_.begin() + static_cast<std::ptrdiff_t>(index), opened);
}

}  // namespace trawl::extract
