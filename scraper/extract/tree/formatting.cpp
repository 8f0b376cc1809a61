// Of TreeBuilder: the list of active formatting elements, and the adoption agency
// (https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm).
#include <algorithm>

#include "scraper/extract/tree/builder.hpp"

namespace trawl::extract {
namespace {

/// How many elements are reopened: each paragraph of a page that closes none of them gets all.
constexpr std::size_t kMostReopened = 64;

}  // namespace

void TreeBuilder::push_formatting(RawNode node, Element element) {
  // "Noah's Ark": of equal elements three stay.
  std::size_t equal = 0, oldest = 0, count = 0;
  for (std::size_t i = formatting_.size(); i-- > 0 && formatting_[i].node != nullptr; ++count) {
    if (formatting_[i].element != element || !TreeNodes::have_equal_attributes(formatting_[i].node, node))
      continue;
    ++equal;
    oldest = i;
  }
  if (equal >= 3) {
    erase_formatting(oldest);
  } else if (count >= kMostReopened) {
    erase_formatting(formatting_.size() - count);
  }
  formatting_.push_back({node, name_of(element), element});
}

void TreeBuilder::clear_to_marker() {
  while (!formatting_.empty()) {
    const bool is_marker = formatting_.back().node == nullptr;
    formatting_.pop_back();
    if (is_marker) return;
  }
}

void TreeBuilder::reconstruct() {
  if (formatting_.empty()) return;
  const auto is_closed = [this](const Formatting& entry) {
    return entry.node != nullptr && open_.find(entry.node) == open_.size();
  };
  std::size_t first = formatting_.size();
  while (first > 0 && is_closed(formatting_[first - 1])) --first;
  for (; first < formatting_.size(); ++first) {
    Formatting& entry = formatting_[first];
    entry.node = nodes_.copy_of(entry.node);
    open({entry.node, entry.name, entry.element, Space::html, rules_of(entry.element)}, place());
  }
}

/// Index of the last one of that element behind the last marker; size of the list if there is none.
std::size_t TreeBuilder::find_formatting(Element element) const {
  for (std::size_t i = formatting_.size(); i-- > 0 && formatting_[i].node != nullptr;) {
    if (formatting_[i].element == element) return i;
  }
  return formatting_.size();
}

std::size_t TreeBuilder::find_formatting(RawNode node) const {
  const auto found = std::ranges::find(formatting_, node, &Formatting::node);
  return static_cast<std::size_t>(found - formatting_.begin());
}

void TreeBuilder::erase_formatting(std::size_t index) {
  formatting_.erase(formatting_.begin() + static_cast<std::ptrdiff_t>(index));
}

/// Closes the element of a formatting tag, where it may be closed across others.
void TreeBuilder::adopt(const Token& token) {
  const OpenElement& current = open_.current();
  if (current.is(token.element) && find_formatting(current.node) == formatting_.size()) return open_.pop();
  for (int round = 0; round < 8; ++round) {
    if (!adopt_once(token)) return;
  }
}

/// One round of the outer loop; false if it was the last.
bool TreeBuilder::adopt_once(const Token& token) {
  const std::size_t entry = find_formatting(token.element);
  if (entry == formatting_.size()) {
    end_any(token);
    return false;
  }
  const Formatting formatting = formatting_[entry];
  const std::size_t at = open_.find(formatting.node);
  if (at == open_.size()) {
    erase_formatting(entry);
    return false;
  }
  if (!open_.in_scope(formatting.node)) return false;
  std::size_t furthest = at + 1;
  while (furthest < open_.size() && !open_[furthest].has(kSpecial)) ++furthest;
  if (furthest == open_.size()) {
    open_.cut(at);
    erase_formatting(entry);
    return false;
  }

  const RawNode block = open_[furthest].node;
  const OpenElement ancestor = open_[at - 1];
  std::size_t bookmark = entry;
  RawNode last = block;
  int passed = 0;
  for (std::size_t i = furthest; --i > at;) {
    std::size_t in_list = find_formatting(open_[i].node);
    if (++passed > 3 && in_list != formatting_.size()) {
      erase_formatting(in_list);
      if (in_list < bookmark) --bookmark;
      in_list = formatting_.size();
    }
    if (in_list == formatting_.size()) {
      open_.erase(i);
      continue;
    }
    const RawNode copy = nodes_.copy_of(open_[i].node);
    formatting_[in_list].node = copy;
    open_.replace(i, copy);
    if (last == block) bookmark = in_list + 1;
    nodes_.detach(last);
    nodes_.insert(last, {copy, nullptr});
    last = copy;
  }
  nodes_.detach(last);
  nodes_.insert(last, place(&ancestor));
  const RawNode copy = nodes_.copy_of(formatting.node);
  nodes_.move_children(block, copy);
  nodes_.insert(copy, {block, nullptr});

  if (const std::size_t now = find_formatting(formatting.node); now != formatting_.size()) {
    erase_formatting(now);
    if (now < bookmark) --bookmark;
  }
  formatting_.insert(
      formatting_.begin() + static_cast<std::ptrdiff_t>(std::min(bookmark, formatting_.size())),
      {copy, formatting.name, formatting.element});
  open_.erase(open_.find(formatting.node));
  open_.insert(open_.find(block) + 1,
               {copy, formatting.name, formatting.element, Space::html, rules_of(formatting.element)});
  return true;
}

}  // namespace trawl::extract
