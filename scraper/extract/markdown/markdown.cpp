#include "scraper/extract/markdown/markdown.hpp"

#include <string_view>
#include <vector>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/markdown/markdown_blocks.hpp"
#include "scraper/extract/markdown/markdown_code.hpp"
#include "scraper/extract/markdown/markdown_element.hpp"
#include "scraper/extract/markdown/markdown_line.hpp"
#include "scraper/extract/markdown/markdown_table.hpp"

namespace trawl::extract {
namespace {

using page::Element;

/// Writes nodes one after the other. What is open is on a stack of its own, so depth costs no recursion.
class Writer {
 public:
  Writer(const Outline& outline, const MarkdownChoice& choice, const fetch::Url& base, bool is_line)
      : outline_(outline), choice_(choice), base_(base), is_line_(is_line), line_(outline, base) {}

  /// Writes from `first` on up to `end`.
  void walk(std::uint32_t first, std::uint32_t end) {
    for (std::uint32_t i = first; i < end && !blocks_.is_full();) {
      leave_up_to(i);
      i = is_shown(i) ? enter(i) : outline_[i].end;
    }
    leave_up_to(end);
  }

  std::string blocks() {
    flush();
    return blocks_.take();
  }
  std::string line(MarkdownPlace place) { return line_.take(place); }

 private:
  struct Open {
    std::uint32_t end;
    MarkdownUse use;
    bool has_opened;      ///< the link, the item: what leaving is to close
    bool is_within_list;  ///< a list that stands in another without an item around it
  };

  bool is_shown(std::uint32_t index) const {
    return choice_.shown == nullptr || (*choice_.shown)[index] != 0;
  }
  /// Whether blocks are only words apart: in a heading and in a cell.
  bool is_flat() const { return is_line_ || heading_ > 0; }

  void leave_up_to(std::uint32_t index) {
    while (!open_.empty() && open_.back().end <= index) {
      const Open left = open_.back();
      open_.pop_back();
      leave(left);
    }
  }

  std::uint32_t enter(std::uint32_t index) {
    const OutlineNode& node = outline_[index];
    if (line_.is_long()) {
      if (is_flat()) return node.end;
      flush();
    }
    if (node.is_text) {
      line_.add_text(node.node.raw_text());
      return index + 1;
    }
    const MarkdownUse use = is_flat() ? flat_use(markdown_use(node)) : markdown_use(node);
    switch (use) {
      case MarkdownUse::skip:
        return node.end;
      case MarkdownUse::line_break:
        if (is_flat())
          line_.add_space();
        else if (line_.add_break())
          flush();
        return node.end;
      case MarkdownUse::rule:
        break_block();
        if (!is_flat()) blocks_.write_rule();
        return node.end;
      case MarkdownUse::image:
        line_.add_image(node.node);
        return node.end;
      case MarkdownUse::frame:
        add_frame(node.node);
        return node.end;
      case MarkdownUse::input:
        add_input(node.node);
        return node.end;
      case MarkdownUse::code:
        line_.add_code_of(index);
        return node.end;
      case MarkdownUse::preformatted:
        add_preformatted(index);
        return node.end;
      case MarkdownUse::table:
        if (!is_grid(outline_, index)) break;
        add_table(index);
        return node.end;
      case MarkdownUse::link:
        if (choice_.leaves_out_anchors && is_anchor_sign(outline_, index)) return node.end;
        break;
      case MarkdownUse::raised:
      case MarkdownUse::lowered:
        if (line_.add_digits(index, use)) return node.end;
        break;
      default:
        break;
    }
    const bool is_within_list = blocks_.is_in_list();
    open_.push_back({node.end, use, open(index, use), is_within_list});
    return index + 1;
  }

  /// What an element does at its beginning. True if leaving has something to close.
  bool open(std::uint32_t index, MarkdownUse use) {
    const Node& node = outline_[index].node;
    switch (use) {
      case MarkdownUse::emphasis:
      case MarkdownUse::strong:
      case MarkdownUse::strike:
        line_.open(style_of(use));
        return true;
      case MarkdownUse::link:
        return line_.open_link_of(node);
      case MarkdownUse::quotation:
        line_.add_text("“");
        return true;
      case MarkdownUse::apart:
        line_.add_space();
        return true;
      case MarkdownUse::text:
      case MarkdownUse::raised:
      case MarkdownUse::lowered:
        return false;
      case MarkdownUse::heading:
        break_block();
        heading_ = page::heading_level(outline_[index].element);
        return true;
      case MarkdownUse::quote:
        break_block();
        blocks_.open_quote();
        return true;
      case MarkdownUse::bullets:
      case MarkdownUse::numbers:
        return open_list(node, use == MarkdownUse::numbers);
      case MarkdownUse::item:
        return open_item(node);
      case MarkdownUse::terms:
        break_block();
        blocks_.open_list(false);
        return true;
      case MarkdownUse::term:
        return open_term();
      case MarkdownUse::description:
        return open_description();
      case MarkdownUse::flat_item:
        line_.add_space();
        if (!line_.is_empty()) line_.add_text("• ");
        return true;
      case MarkdownUse::label:
        break_block();
        line_.open(MarkdownStyle::strong);
        return true;
      default:
        break_block();
        return true;
    }
  }

  void leave(const Open& left) {
    if (!left.has_opened) return;
    switch (left.use) {
      case MarkdownUse::emphasis:
      case MarkdownUse::strong:
      case MarkdownUse::strike:
        return line_.close(style_of(left.use));
      case MarkdownUse::link:
        return line_.close_link();
      case MarkdownUse::quotation:
        return line_.add_text("”");
      case MarkdownUse::apart:
      case MarkdownUse::flat_item:
        return line_.add_space();
      case MarkdownUse::heading:
        return write_heading();
      case MarkdownUse::quote:
        break_block();
        return blocks_.close_quote();
      case MarkdownUse::bullets:
      case MarkdownUse::numbers:
        break_block();
        blocks_.close_list();
        if (left.is_within_list) blocks_.close_item();
        return;
      case MarkdownUse::item:
        break_block();
        return blocks_.close_item();
      case MarkdownUse::terms:
        break_block();
        if (blocks_.is_in_item()) blocks_.close_item();
        return blocks_.close_list();
      case MarkdownUse::term:
      case MarkdownUse::label:
        break_block();
        return line_.close(MarkdownStyle::strong);
      default:
        return break_block();
    }
  }

  static MarkdownStyle style_of(MarkdownUse use) {
    if (use == MarkdownUse::emphasis) return MarkdownStyle::emphasis;
    return use == MarkdownUse::strong ? MarkdownStyle::strong : MarkdownStyle::strike;
  }

  /// Ends the paragraph, if one is under way.
  void flush() {
    const std::string paragraph = line_.take(MarkdownPlace::paragraph);
    blocks_.write(paragraph, true);
  }
  void break_block() {
    if (is_flat())
      line_.add_space();
    else
      flush();
  }

  void write_heading() {
    const std::string text = line_.take(MarkdownPlace::heading);
    if (!text.empty())
      blocks_.write(std::string(static_cast<std::size_t>(heading_), '#') + ' ' + text, false);
    heading_ = 0;
  }

  void add_frame(const Node& node) {
    break_block();
    line_.add_frame(node);
    break_block();
  }

  /// The box of a task list.
  void add_input(const Node& node) {
    const bool is_box = text::equal_ignoring_case(node.attribute("type").value_or(""), "checkbox");
    if (!is_box || !line_.is_empty() || !blocks_.is_in_item()) return;
    line_.add_raw(node.attribute("checked") ? "[x]" : "[ ]");
    line_.add_space();
  }

  void add_preformatted(std::uint32_t index) {
    const std::string code = preformatted_text(outline_, index);
    if (is_flat()) return line_.add_code(code);
    flush();
    if (code.find_first_not_of(text::kAsciiSpace) == std::string::npos) return;
    blocks_.write(fenced_code(code, code_language(outline_, index)), false);
  }

  void add_table(std::uint32_t index) {
    flush();
    for (std::uint32_t i = index + 1; i < outline_[index].end; i = outline_[i].end) {
      if (outline_.is(i, Element::caption) && is_shown(i))
        blocks_.write(line_of(i, MarkdownPlace::paragraph), false);
    }
    const auto cell_line = [&](std::uint32_t cell) { return line_of(cell, MarkdownPlace::cell); };
    blocks_.write(markdown_table(outline_, index, cell_line, MarkdownBlocks::kMostBytes), false);
  }

  std::string line_of(std::uint32_t index, MarkdownPlace place) const {
    if (!is_shown(index)) return "";
    Writer cell(outline_, choice_, base_, true);
    cell.walk(index + 1, outline_[index].end);
    return cell.line(place);
  }

  bool open_list(const Node& node, bool is_ordered) {
    break_block();
    if (blocks_.is_in_list()) blocks_.reopen_item();
    blocks_.open_list(is_ordered, integer(node, "start").value_or(1), node.attribute("reversed").has_value());
    return true;
  }

  /// An item outside of a list is one of a list of its own kind, with bullets.
  bool open_item(const Node& node) {
    break_block();
    if (!blocks_.is_in_list()) return false;
    const auto value = integer(node, "value");
    blocks_.open_item(value ? &*value : nullptr);
    return true;
  }

  /// A term begins an item, in which its description stands.
  bool open_term() {
    break_block();
    if (!is_in_terms()) return false;
    if (blocks_.is_in_item()) blocks_.close_item();
    blocks_.open_item();
    line_.open(MarkdownStyle::strong);
    return true;
  }

  bool open_description() {
    break_block();
    if (is_in_terms() && blocks_.is_in_list()) blocks_.open_item();
    return true;
  }

  /// Whether the innermost list is one of terms. They may stand in a div there.
  bool is_in_terms() const {
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      switch (open->use) {
        case MarkdownUse::terms:
          return true;
        case MarkdownUse::bullets:
        case MarkdownUse::numbers:
        case MarkdownUse::item:
        case MarkdownUse::quote:
        case MarkdownUse::term:
        case MarkdownUse::description:
          return false;
        default:
          break;
      }
    }
    return false;
  }

  const Outline& outline_;
  const MarkdownChoice& choice_;
  const fetch::Url& base_;
  const bool is_line_;
  int heading_ = 0;  ///< the level of the heading that is under way; 0: none
  MarkdownLine line_;
  MarkdownBlocks blocks_;
  std::vector<Open> open_;
};

}  // namespace

std::string markdown_of(const Outline& outline, const MarkdownChoice& choice, const fetch::Url& base) {
  if (outline.size() == 0) return "";
  Writer writer(outline, choice, base, false);
  writer.walk(choice.root, outline[choice.root].end);
  return writer.blocks();
}

std::string markdown_of(const Node& node, const fetch::Url& base) {
  return markdown_of(Outline(node), MarkdownChoice(), base);
}

std::string markdown_line(const Outline& outline, std::uint32_t index, const fetch::Url& base) {
  const MarkdownChoice choice;
  Writer writer(outline, choice, base, true);
  writer.walk(index + 1, outline[index].end);
  return writer.line(MarkdownPlace::heading);
}

}  // namespace trawl::extract
