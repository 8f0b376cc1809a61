// Of TreeBuilder: what comes before and after the body, templates and framesets.
#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/tree/builder.hpp"

namespace trawl::extract {
namespace {

/// Whether an end tag of this element makes the elements that are missing before the body.
bool ends_what_is_implied(Element element) {
  return element == Element::head || element == Element::body || element == Element::html ||
         element == Element::br;
}

bool belongs_to_head(Element element) {
  switch (element) {
    case Element::base:
    case Element::basefont:
    case Element::bgsound:
    case Element::link:
    case Element::meta:
    case Element::noframes:
    case Element::script:
    case Element::style:
    case Element::template_:
    case Element::title:
      return true;
    default:
      return false;
  }
}

}  // namespace

void TreeBuilder::before_html(const Token& token) {
  Token rest;
  if (token.kind == Kind::text && !take_space(token, rest, false)) return;
  if (token.kind == Kind::end_tag && !ends_what_is_implied(token.element)) return;
  const bool is_html = token.kind == Kind::start_tag && token.element == Element::html;
  const char* const name = name_of(Element::html);
  const RawNode node = nodes_.element(name);
  if (is_html) add_attributes(node, token, Space::html);
  nodes_.insert(node, {nodes_.document(), nullptr});
  open_.push({node, name, Element::html, Space::html, rules_of(Element::html)});
  mode_ = Mode::before_head;
  if (!is_html) before_head(token.kind == Kind::text ? rest : token);
}

void TreeBuilder::before_head(const Token& token) {
  Token rest;
  if (token.kind == Kind::text && !take_space(token, rest, false)) return;
  if (token.kind == Kind::end_tag && !ends_what_is_implied(token.element)) return;
  const bool is_start = token.kind == Kind::start_tag;
  if (is_start && token.element == Element::html) return merge_attributes(open_[0].node, token);
  mode_ = Mode::in_head;
  if (is_start && token.element == Element::head) {
    head_ = insert(token);
    return;
  }
  head_ = insert(name_of(Element::head), Element::head);
  in_head(token.kind == Kind::text ? rest : token);
}

void TreeBuilder::in_head(const Token& token) {
  Token rest;
  if (token.kind == Kind::text && !take_space(token, rest, true)) return;
  if (token.kind == Kind::start_tag) {
    switch (token.element) {
      case Element::html:
        return in_body(token);
      case Element::base:
      case Element::basefont:
      case Element::bgsound:
      case Element::link:
      case Element::meta:
        return insert_void(token);
      case Element::title:
      case Element::noframes:
      case Element::script:
      case Element::style:
        return insert_raw(token);
      case Element::noscript:
        insert(token);
        mode_ = Mode::in_head_noscript;
        return;
      case Element::template_:
        insert(token);
        push_marker();
        frameset_ok_ = false;
        mode_ = Mode::in_template;
        template_modes_.push_back(Mode::in_template);
        return;
      case Element::head:
        return;
      default:
        break;
    }
  }
  if (token.kind == Kind::end_tag) {
    if (token.element == Element::template_) return end_template();
    if (!ends_what_is_implied(token.element)) return;
  }
  open_.pop();  // head
  mode_ = Mode::after_head;
  const bool is_end = token.kind == Kind::end_tag && token.element == Element::head;
  if (!is_end) after_head(token.kind == Kind::text ? rest : token);
}

void TreeBuilder::in_head_noscript(const Token& token) {
  Token rest;
  if (token.kind == Kind::text && !take_space(token, rest, true)) return;
  const Element element = token.element;
  if (token.kind == Kind::start_tag) {
    if (element == Element::html) return in_body(token);
    if (element == Element::head || element == Element::noscript) return;
    if (belongs_to_head(element) && element != Element::base && element != Element::script &&
        element != Element::template_ && element != Element::title)
      return in_head(token);
  }
  if (token.kind == Kind::end_tag && element != Element::noscript && element != Element::br) return;
  open_.pop();  // noscript
  mode_ = Mode::in_head;
  const bool is_end = token.kind == Kind::end_tag && element == Element::noscript;
  if (!is_end) in_head(token.kind == Kind::text ? rest : token);
}

void TreeBuilder::after_head(const Token& token) {
  Token rest;
  if (token.kind == Kind::text && !take_space(token, rest, true)) return;
  if (token.kind == Kind::start_tag) {
    switch (token.element) {
      case Element::html:
        return in_body(token);
      case Element::body:
        insert(token);
        has_body_ = true;
        frameset_ok_ = false;
        mode_ = Mode::in_body;
        return;
      case Element::frameset:
        insert(token);
        mode_ = Mode::in_frameset;
        return;
      case Element::head:
        return;
      default:
        break;
    }
    if (belongs_to_head(token.element)) {
      nodes_.out_of_order();
      open_.push({head_, name_of(Element::head), Element::head, Space::html, rules_of(Element::head)});
      in_head(token);
      open_.erase(open_.find(head_));
      return;
    }
  }
  if (token.kind == Kind::end_tag) {
    if (token.element == Element::template_) return end_template();
    if (!ends_what_is_implied(token.element) || token.element == Element::head) return;
  }
  open_body();
  dispatch(token.kind == Kind::text ? rest : token);
}

void TreeBuilder::open_body() {
  insert(name_of(Element::body), Element::body);
  has_body_ = true;
  mode_ = Mode::in_body;
}

void TreeBuilder::in_template(const Token& token) {
  if (token.kind == Kind::text) return in_body(token);
  if (token.kind == Kind::end_tag) {
    if (token.element == Element::template_) end_template();
    return;
  }
  if (belongs_to_head(token.element)) return in_head(token);
  Mode mode = Mode::in_body;
  switch (token.element) {
    case Element::caption:
    case Element::colgroup:
    case Element::tbody:
    case Element::tfoot:
    case Element::thead:
      mode = Mode::in_table;
      break;
    case Element::col:
      mode = Mode::in_column_group;
      break;
    case Element::tr:
      mode = Mode::in_table_body;
      break;
    case Element::td:
    case Element::th:
      mode = Mode::in_row;
      break;
    default:
      break;
  }
  mode_ = mode;
  if (!template_modes_.empty()) template_modes_.back() = mode;
  by_mode(mode, token);
}

void TreeBuilder::end_template() {
  if (!open_.has(Element::template_)) return;
  open_.close_implied_thoroughly();
  open_.pop_through(Element::template_);
  clear_to_marker();
  if (!template_modes_.empty()) template_modes_.pop_back();
  reset_mode();
}

void TreeBuilder::after_body(const Token& token) {
  const bool is_html = token.element == Element::html;
  if (token.kind == Kind::text && token.text.find_first_not_of(text::kAsciiSpace) == std::string_view::npos)
    return in_body(token);
  if (token.kind == Kind::start_tag && is_html) return in_body(token);
  if (token.kind == Kind::end_tag && is_html && mode_ == Mode::after_body) {
    mode_ = Mode::after_after_body;
    return;
  }
  mode_ = Mode::in_body;
  dispatch(token);
}

/// "in frameset", "after frameset" and "after after frameset".
void TreeBuilder::frameset_modes(const Token& token) {
  const bool inside = mode_ == Mode::in_frameset;
  if (token.kind == Kind::text) {
    for (const char& c : token.text) {
      const bool is_space = text::kAsciiSpace.find(c) != std::string_view::npos;
      if (is_space) nodes_.insert_raw_text({&c, 1}, token.text_kind, place());
    }
    return;
  }
  if (token.kind == Kind::start_tag) {
    if (token.element == Element::html) return in_body(token);
    if (token.element == Element::noframes) return in_head(token);
    if (inside && token.element == Element::frameset) insert(token);
    if (inside && token.element == Element::frame) insert_void(token);
    return;
  }
  if (inside && token.element == Element::frameset && open_.size() > 1) {
    open_.pop();
    if (!open_.current().is(Element::frameset)) mode_ = Mode::after_frameset;
  } else if (mode_ == Mode::after_frameset && token.element == Element::html) {
    mode_ = Mode::after_after_frameset;
  }
}

}  // namespace trawl::extract
