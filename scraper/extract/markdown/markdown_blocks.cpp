#include "scraper/extract/markdown/markdown_blocks.hpp"

#include <algorithm>
#include <utility>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kMostPrefix = 80;  ///< deeper quotes and items are written without a mark of their own
constexpr std::int64_t kMostNumber = 999'999'999;

}  // namespace

bool MarkdownBlocks::has_new_item() const {
  return std::any_of(levels_.begin(), levels_.end(),
                     [](const Level& level) { return level.kind == Kind::item && !level.is_begun; });
}

void MarkdownBlocks::write(std::string_view block, bool is_paragraph) {
  if (block.empty() || is_full()) return;
  separate();
  bool is_innermost = true;
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    if (level->kind != Kind::item) continue;
    if (is_innermost) ++level->blocks;
    level->ends_in_paragraph = is_innermost && is_paragraph;
    is_innermost = false;
  }
  for (Level& level : levels_) {
    out_ += level.is_begun ? level.rest : level.first;
    level.is_begun = true;
  }
  for (bool is_first = true; !block.empty() || is_first; is_first = false) {
    const std::string_view line = block.substr(0, block.find('\n'));
    if (!is_first) out_ += line.empty() ? text::trimmed_back(prefix_, " ") : prefix_;
    out_ += line;
    out_ += '\n';
    block.remove_prefix(std::min(line.size() + 1, block.size()));
  }
  lowest_ = prefix_.size();
}

void MarkdownBlocks::write_rule() {
  write(has_new_item() ? "___" : "---", false);  // "- ---" would be one rule
}

/// Puts a blank line before a block where one belongs.
void MarkdownBlocks::separate() {
  if (!out_.empty() && separation_) {
    out_ += text::trimmed_back(std::string_view(prefix_).substr(0, lowest_), " ");
    out_ += '\n';
    for (std::size_t i = levels_.size(); i-- > 1;) {
      if (levels_[i].kind != Kind::item || !levels_[i].is_begun) continue;
      levels_[i - 1].is_loose = true;
      break;
    }
  }
  separation_ = true;
}

void MarkdownBlocks::push(Level level) {
  prefix_ += level.rest;
  levels_.push_back(std::move(level));
}

void MarkdownBlocks::pop() {
  prefix_.erase(prefix_.size() - levels_.back().rest.size());
  lowest_ = std::min(lowest_, prefix_.size());
  levels_.pop_back();
}

void MarkdownBlocks::open_quote() {
  Level quote;
  if (prefix_.size() < kMostPrefix) quote.first = quote.rest = "> ";
  push(std::move(quote));
}

void MarkdownBlocks::close_quote() {
  pop();
}

void MarkdownBlocks::open_list(bool is_ordered, std::int64_t start, bool is_reversed) {
  Level list;
  list.kind = Kind::list;
  list.is_ordered = is_ordered;
  list.is_reversed = is_reversed;
  list.next = start;
  list.mark = is_ordered ? '.' : '-';
  const bool touches = list_end_ == out_.size() && list_depth_ == prefix_.size() && list_mark_ == list.mark &&
                       list_was_ordered_ == is_ordered;
  if (touches) list.mark = is_ordered ? ')' : '*';  // or it would go on with that list
  push(std::move(list));
}

void MarkdownBlocks::close_list() {
  const bool has_items = levels_.back().has_items;
  if (has_items) {
    list_mark_ = levels_.back().mark;
    list_was_ordered_ = levels_.back().is_ordered;
  }
  pop();
  if (!has_items) return;
  list_end_ = out_.size();
  list_depth_ = prefix_.size();
}

/// A list needs none behind the paragraph of an item, unless it is one that cannot interrupt a paragraph.
bool MarkdownBlocks::needs_blank_before(const Level& list) const {
  if (list.has_items) return list.is_loose;
  if (levels_.size() < 2 || (list.is_ordered && list.next != 1)) return true;
  const Level& around = levels_[levels_.size() - 2];
  return around.kind != Kind::item || around.blocks != 1 || !around.ends_in_paragraph;
}

void MarkdownBlocks::open_item(const std::int64_t* value) {
  Level& list = levels_.back();
  Level item;
  item.kind = Kind::item;
  item.separation_before = separation_;
  if (!has_new_item()) separation_ = needs_blank_before(list);
  if (value != nullptr) list.next = *value;
  if (prefix_.size() < kMostPrefix) {
    item.first = list.is_ordered
                     ? std::to_string(std::clamp<std::int64_t>(list.next, 0, kMostNumber)) + list.mark
                     : std::string(1, list.mark);
    item.first += ' ';
    item.rest.assign(item.first.size(), ' ');
  }
  list.next += list.is_reversed ? -1 : 1;
  list.last_indent = item.rest.size();
  push(std::move(item));
}

void MarkdownBlocks::reopen_item() {
  if (!levels_.back().has_items) return open_item();
  Level item;
  item.kind = Kind::item;
  item.first = item.rest = std::string(levels_.back().last_indent, ' ');
  item.is_begun = item.ends_in_paragraph = true;
  item.blocks = 1;
  push(std::move(item));
}

void MarkdownBlocks::close_item() {
  const bool is_begun = levels_.back().is_begun;
  if (!is_begun) separation_ = levels_.back().separation_before;
  pop();
  if (is_begun) levels_.back().has_items = true;
}

}  // namespace trawl::extract
