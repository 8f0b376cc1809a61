#include "scraper/extract/tree/builder.hpp"

#include <algorithm>
#include <utility>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {

void TreeBuilder::read(const Token& token) {
  if (lost_table_ && mode_ != Mode::text) reset_mode();
  if (token.kind == Kind::comment) return comment(token);
  if (token.kind == Kind::doctype) {
    if (mode_ == Mode::before_html && !has_doctype_) quirks_ = means_quirks(token.text);
    has_doctype_ = true;
    return;
  }
  const bool skips_newline = std::exchange(skips_newline_, false);
  if (skips_newline && token.kind == Kind::text && (token.text[0] == '\n' || token.text[0] == '\r')) {
    Token rest;
    rest.text = token.text.substr(token.text.starts_with("\r\n") ? 2 : 1);
    rest.text_kind = token.text_kind;
    if (!rest.text.empty()) dispatch(rest);
    return;
  }
  dispatch(token);
}

void TreeBuilder::close() {
  Token nothing;
  nothing.kind = Kind::end_tag;
  nothing.element = Element::body;
  nothing.text = "body";
  if (mode_ == Mode::text) {
    open_.pop();
    mode_ = mode_after_text_;
  }
  while (open_.has(Element::template_)) end_template();
  const bool needs_body = mode_ == Mode::before_html || mode_ == Mode::before_head ||
                          mode_ == Mode::in_head || mode_ == Mode::in_head_noscript ||
                          mode_ == Mode::after_head;
  if (mode_ == Mode::in_head_noscript) {
    open_.pop();
    mode_ = Mode::in_head;
  }
  if (needs_body) by_mode(mode_, nothing);
}

void TreeBuilder::dispatch(const Token& token) {
  if (!open_.empty() && open_.current().space != Space::html && is_foreign(token)) return foreign(token);
  by_mode(mode_, token);
}

/// Requires: the current element belongs to SVG or MathML.
bool TreeBuilder::is_foreign(const Token& token) const {
  const OpenElement& current = open_.current();
  if (token.kind == Kind::end_tag) return true;
  if (current.has(kHtmlIntegration)) return false;
  if (current.has(kMathText)) {
    return token.kind == Kind::start_tag &&
           (token.element == Element::mglyph || token.element == Element::malignmark);
  }
  const bool is_annotation =
      current.space == Space::math && std::string_view(current.name) == "annotation-xml";
  return !(is_annotation && token.kind == Kind::start_tag && token.element == Element::svg);
}

void TreeBuilder::by_mode(Mode mode, const Token& token) {
  switch (mode) {
    case Mode::before_html:
      return before_html(token);
    case Mode::before_head:
      return before_head(token);
    case Mode::in_head:
      return in_head(token);
    case Mode::in_head_noscript:
      return in_head_noscript(token);
    case Mode::after_head:
      return after_head(token);
    case Mode::in_body:
      return in_body(token);
    case Mode::text:
      return in_text(token);
    case Mode::in_table:
      return in_table(token);
    case Mode::in_caption:
      return in_caption(token);
    case Mode::in_column_group:
      return in_column_group(token);
    case Mode::in_table_body:
      return in_table_body(token);
    case Mode::in_row:
      return in_row(token);
    case Mode::in_cell:
      return in_cell(token);
    case Mode::in_template:
      return in_template(token);
    case Mode::after_body:
    case Mode::after_after_body:
      return after_body(token);
    case Mode::in_frameset:
    case Mode::after_frameset:
    case Mode::after_after_frameset:
      return frameset_modes(token);
  }
}

/// https://html.spec.whatwg.org/multipage/parsing.html#reset-the-insertion-mode-appropriately
void TreeBuilder::reset_mode() {
  lost_table_ = false;
  for (std::size_t i = open_.size(); i-- > 0;) {
    switch (open_[i].element) {
      case Element::td:
      case Element::th:
        mode_ = Mode::in_cell;
        return;
      case Element::tr:
        mode_ = Mode::in_row;
        return;
      case Element::tbody:
      case Element::thead:
      case Element::tfoot:
        mode_ = Mode::in_table_body;
        return;
      case Element::caption:
        mode_ = Mode::in_caption;
        return;
      case Element::colgroup:
        mode_ = Mode::in_column_group;
        return;
      case Element::table:
        mode_ = Mode::in_table;
        return;
      case Element::template_:
        mode_ = template_modes_.empty() ? Mode::in_body : template_modes_.back();
        return;
      case Element::head:
        mode_ = Mode::in_head;
        return;
      case Element::body:
        mode_ = Mode::in_body;
        return;
      case Element::frameset:
        mode_ = Mode::in_frameset;
        return;
      default:
        break;
    }
  }
  mode_ = head_ == nullptr ? Mode::before_head : Mode::after_head;
  if (has_body_) mode_ = Mode::in_body;
}

void TreeBuilder::comment(const Token& token) {
  switch (mode_) {
    case Mode::before_html:
    case Mode::after_after_body:
    case Mode::after_after_frameset:
      return nodes_.insert_comment(token.text, {nodes_.document(), nullptr});
    case Mode::after_body:
      return nodes_.insert_comment(token.text, {open_[0].node, nullptr});
    default:
      return nodes_.insert_comment(token.text, place());
  }
}

/// Splits white space from the front of a text, and inserts it if it `is_kept`. Returns whether anything else
/// is left; then `rest` has it.
bool TreeBuilder::take_space(const Token& token, Token& rest, bool is_kept) {
  const std::size_t end = std::min(token.text.find_first_not_of(text::kAsciiSpace), token.text.size());
  if (is_kept && end > 0) nodes_.insert_raw_text(token.text.substr(0, end), token.text_kind, place());
  rest.text = token.text.substr(end);
  rest.text_kind = token.text_kind;
  rest.element = token.element;
  return !rest.text.empty();
}

void TreeBuilder::in_text(const Token& token) {
  if (token.kind == Kind::text) return insert_text(token);
  open_.pop();
  mode_ = mode_after_text_;
  if (token.kind == Kind::start_tag) dispatch(token);
}

// Making elements.

/// https://html.spec.whatwg.org/multipage/parsing.html#appropriate-place-for-inserting-a-node
NodePlace TreeBuilder::place(const OpenElement* target) const {
  const OpenElement& parent = target == nullptr ? open_.current() : *target;
  if (fosters_ && parent.has(kTablePart)) return foster_place();
  return {parent.node, nullptr};
}

NodePlace TreeBuilder::foster_place() const {
  const std::size_t table = open_.find_last(Element::table), none = open_.size();
  const std::size_t last_template = open_.find_last(Element::template_);
  if (last_template != none && (table == none || last_template > table))
    return {open_[last_template].node, nullptr};
  if (table == none) return {open_[0].node, nullptr};
  if (const RawNode parent = TreeNodes::parent_of(open_[table].node); parent != nullptr)
    return {parent, open_[table].node};
  return {open_[table - 1].node, nullptr};
}

const char* TreeBuilder::name_of(Element element) {
  const char*& name = names_[static_cast<std::size_t>(element)];
  if (name == nullptr) name = nodes_.names().intern(page::name_of(element)).text;
  return name;
}

const char* TreeBuilder::name_of(const Token& token) {
  return token.element == Element::unknown ? nodes_.names().intern_lower(token.text).text
                                           : name_of(token.element);
}

void TreeBuilder::add_attributes(RawNode node, const Token& token, Space space) {
  if (token.attributes.empty()) return;
  const std::size_t most = nodes_.limits().attributes;
  ++tags_;
  std::size_t count = 0;
  for (const page::Attribute& attribute : token.attributes) {
    if (++count > most) break;
    Name& lower = nodes_.names().intern_lower(attribute.name);
    if (lower.seen == tags_) continue;
    lower.seen = tags_;
    if (space == Space::html) {
      nodes_.raw_attribute(node, lower.text, attribute.raw);
    } else {
      add_foreign_attribute(node, lower.view(), attribute.raw, space);
    }
  }
  // The tokenizer counts as well, and gives no more than this.
  constexpr std::size_t kMostOfTokenizer = 1'000;
  had_too_many_attributes_ |= count > most || count >= kMostOfTokenizer;
}

/// Requires: `lower` was interned.
void TreeBuilder::add_foreign_attribute(RawNode node, std::string_view lower, std::string_view raw,
                                        Space space) {
  constexpr std::string_view kXlink = "xlink:", kXml = "xml:";
  if (lower.starts_with(kXlink) && lower.size() > kXlink.size()) {
    if (xlink_ == nullptr) xlink_ = nodes_.name_space("xlink", "http://www.w3.org/1999/xlink");
    return nodes_.raw_attribute(node, lower.data() + kXlink.size(), raw, xlink_);
  }
  if (lower == "xml:lang" || lower == "xml:space") {
    if (xml_ == nullptr) xml_ = nodes_.name_space("xml", "http://www.w3.org/XML/1998/namespace");
    return nodes_.raw_attribute(node, lower.data() + kXml.size(), raw, xml_);
  }
  const std::string_view written = foreign_attribute_name(lower, space == Space::svg);
  nodes_.raw_attribute(node, written == lower ? lower.data() : nodes_.names().intern(written).text, raw);
}

/// Gives the element those attributes that it does not have yet.
void TreeBuilder::merge_attributes(RawNode node, const Token& token) {
  for (const page::Attribute& attribute : token.attributes) {
    const char* const name = nodes_.names().intern_lower(attribute.name).text;
    if (nodes_.has_attribute(node, name)) continue;
    nodes_.raw_attribute(node, name, attribute.raw);
    nodes_.out_of_order();
  }
}

/// Puts the element into the tree and on the stack.
void TreeBuilder::open(const OpenElement& opened, NodePlace where) {
  const std::size_t deepest = std::max<std::size_t>(nodes_.limits().depth, 4);
  if (open_.size() >= deepest) {
    was_too_deep_ = true;
    if (open_.current().is(Element::template_) && !template_modes_.empty()) template_modes_.pop_back();
    lost_table_ |= open_.current().has(kTablePart | kThoroughEnd | kBounds);
    open_.pop();
    where = place();
  }
  nodes_.insert(opened.node, where);
  open_.push(opened);
}

RawNode TreeBuilder::insert(const char* name, Element element) {
  const RawNode node = nodes_.element(name);
  open({node, name, element, Space::html, rules_of(element)}, place());
  return node;
}

RawNode TreeBuilder::insert(const Token& token) {
  const char* const name = name_of(token);
  const RawNode node = nodes_.element(name);
  add_attributes(node, token, Space::html);
  open({node, name, token.element, Space::html, rules_of(token.element)}, place());
  return node;
}

void TreeBuilder::insert_void(const Token& token) {
  const RawNode node = nodes_.element(name_of(token));
  add_attributes(node, token, Space::html);
  nodes_.insert(node, place());
}

/// Inserts an element whose content the tokenizer gives as one text.
void TreeBuilder::insert_raw(const Token& token) {
  insert(token);
  mode_after_text_ = mode_;
  mode_ = Mode::text;
}

void TreeBuilder::insert_text(const Token& token) {
  nodes_.insert_raw_text(token.text, token.text_kind, place());
}

}  // namespace trawl::extract
