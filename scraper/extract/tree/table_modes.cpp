// Of TreeBuilder: the rules inside tables.
#include "fetch/text/ascii.hpp"
#include "scraper/extract/tree/builder.hpp"

namespace trawl::extract {
namespace {

bool is_section(Element element) {
  return element == Element::tbody || element == Element::tfoot || element == Element::thead;
}
bool is_cell(Element element) {
  return element == Element::td || element == Element::th;
}
/// Whether it can only stand in a table.
bool is_part(Element element) {
  return is_section(element) || is_cell(element) || element == Element::tr || element == Element::caption ||
         element == Element::col || element == Element::colgroup;
}
/// End tags that are ignored everywhere inside tables.
bool is_around(Element element) {
  return element == Element::body || element == Element::html || element == Element::caption ||
         element == Element::col || element == Element::colgroup;
}

}  // namespace

/// "Anything else": what stands between the parts of a table moves before it.
void TreeBuilder::in_body_fostered(const Token& token) {
  fosters_ = true;
  in_body(token);
  fosters_ = false;
}

void TreeBuilder::in_table(const Token& token) {
  if (token.kind == Kind::text) {
    const OpenElement& current = open_.current();
    const bool is_part = current.has(kTablePart) || current.is(Element::template_);
    const bool is_space = token.text.find_first_not_of(kBlank) == std::string_view::npos;
    return is_part && is_space ? insert_text(token) : in_body_fostered(token);
  }
  if (token.kind == Kind::start_tag) return in_table_start(token);
  if (token.element == Element::table) {
    if (!open_.in_scope(Element::table, kBoundsTable)) return;
    open_.pop_through(Element::table);
    return reset_mode();
  }
  if (token.element == Element::template_) return end_template();
  if (!is_around(token.element) && !is_part(token.element)) in_body_fostered(token);
}

void TreeBuilder::in_table_start(const Token& token) {
  switch (token.element) {
    case Element::caption:
      open_.clear_to({Element::table});
      push_marker();
      insert(token);
      mode_ = Mode::in_caption;
      return;
    case Element::colgroup:
      open_.clear_to({Element::table});
      insert(token);
      mode_ = Mode::in_column_group;
      return;
    case Element::col:
      open_.clear_to({Element::table});
      insert(name_of(Element::colgroup), Element::colgroup);
      mode_ = Mode::in_column_group;
      return in_column_group(token);
    case Element::tbody:
    case Element::tfoot:
    case Element::thead:
      open_.clear_to({Element::table});
      insert(token);
      mode_ = Mode::in_table_body;
      return;
    case Element::td:
    case Element::th:
    case Element::tr:
      open_.clear_to({Element::table});
      insert(name_of(Element::tbody), Element::tbody);
      mode_ = Mode::in_table_body;
      return in_table_body(token);
    case Element::table:
      if (!open_.in_scope(Element::table, kBoundsTable)) return;
      open_.pop_through(Element::table);
      reset_mode();
      return dispatch(token);
    case Element::style:
    case Element::script:
    case Element::template_:
      return in_head(token);
    case Element::input:
      if (!text::equal_ignoring_case(token.raw("type"), "hidden")) return in_body_fostered(token);
      return insert_void(token);
    case Element::form:
      if (form_ != nullptr || open_.has(Element::template_)) return;
      form_ = insert(token);
      return open_.pop();
    default:
      return in_body_fostered(token);
  }
}

bool TreeBuilder::close_caption() {
  if (!open_.in_scope(Element::caption, kBoundsTable)) return false;
  open_.close_implied();
  open_.pop_through(Element::caption);
  clear_to_marker();
  mode_ = Mode::in_table;
  return true;
}

void TreeBuilder::in_caption(const Token& token) {
  const bool is_end = token.kind == Kind::end_tag;
  if (is_end && token.element == Element::caption) {
    close_caption();
    return;
  }
  const bool leaves = (token.kind == Kind::start_tag && is_part(token.element)) ||
                      (is_end && token.element == Element::table);
  if (leaves) {
    if (close_caption()) in_table(token);
    return;
  }
  if (is_end && (is_around(token.element) || is_part(token.element))) return;
  in_body(token);
}

void TreeBuilder::in_column_group(const Token& token) {
  Token rest;
  if (token.kind == Kind::text && !take_space(token, rest, true)) return;
  if (token.kind == Kind::start_tag) {
    if (token.element == Element::html) return in_body(token);
    if (token.element == Element::col) return insert_void(token);
    if (token.element == Element::template_) return in_head(token);
  }
  if (token.kind == Kind::end_tag) {
    if (token.element == Element::col) return;
    if (token.element == Element::template_) return end_template();
  }
  if (!open_.current().is(Element::colgroup)) return;
  open_.pop();
  mode_ = Mode::in_table;
  const bool is_end = token.kind == Kind::end_tag && token.element == Element::colgroup;
  if (!is_end) in_table(token.kind == Kind::text ? rest : token);
}

void TreeBuilder::in_table_body(const Token& token) {
  const Element element = token.element;
  const auto clear = [this] { open_.clear_to({Element::tbody, Element::tfoot, Element::thead}); };
  if (token.kind == Kind::start_tag) {
    if (element == Element::tr || is_cell(element)) {
      clear();
      mode_ = Mode::in_row;
      if (element == Element::tr) {
        insert(token);
        return;
      }
      insert(name_of(Element::tr), Element::tr);
      return in_row(token);
    }
  } else if (token.kind == Kind::end_tag) {
    if (is_section(element)) {
      if (!open_.in_scope(element, kBoundsTable)) return;
      clear();
      open_.pop();
      mode_ = Mode::in_table;
      return;
    }
    if (is_around(element) || is_cell(element) || element == Element::tr) return;
  }
  const bool leaves = token.kind == Kind::start_tag
                          ? is_part(element)
                          : token.kind == Kind::end_tag && element == Element::table;
  if (!leaves) return in_table(token);
  if (!open_.any_in_scope({Element::tbody, Element::thead, Element::tfoot}, kBoundsTable)) return;
  clear();
  open_.pop();
  mode_ = Mode::in_table;
  in_table(token);
}

void TreeBuilder::in_row(const Token& token) {
  const Element element = token.element;
  const bool is_end = token.kind == Kind::end_tag;
  if (token.kind == Kind::start_tag && is_cell(element)) {
    open_.clear_to({Element::tr});
    insert(token);
    mode_ = Mode::in_cell;
    return push_marker();
  }
  if (is_end && (is_around(element) || is_cell(element))) return;
  if (is_end && is_section(element) && !open_.in_scope(element, kBoundsTable)) return;
  const bool ends_row = is_end && element == Element::tr;
  const bool leaves = token.kind == Kind::start_tag
                          ? is_part(element)
                          : is_end && (ends_row || is_section(element) || element == Element::table);
  if (!leaves) return in_table(token);
  if (!open_.in_scope(Element::tr, kBoundsTable)) return;
  open_.clear_to({Element::tr});
  open_.pop();
  mode_ = Mode::in_table_body;
  if (!ends_row) in_table_body(token);
}

void TreeBuilder::close_cell() {
  open_.close_implied();
  const std::size_t td = open_.find_last(Element::td), th = open_.find_last(Element::th), none = open_.size();
  const bool is_td = td != none && (th == none || td > th);
  open_.pop_through(is_td ? Element::td : Element::th);
  clear_to_marker();
  mode_ = Mode::in_row;
}

void TreeBuilder::in_cell(const Token& token) {
  const Element element = token.element;
  if (token.kind == Kind::end_tag) {
    if (is_cell(element)) {
      if (!open_.in_scope(element, kBoundsTable)) return;
      open_.close_implied();
      open_.pop_through(element);
      clear_to_marker();
      mode_ = Mode::in_row;
      return;
    }
    if (is_around(element)) return;
    if (is_section(element) || element == Element::table || element == Element::tr) {
      if (!open_.in_scope(element, kBoundsTable)) return;
      close_cell();
      return in_row(token);
    }
  } else if (token.kind == Kind::start_tag && is_part(element)) {
    if (!open_.any_in_scope({Element::td, Element::th}, kBoundsTable)) return;
    close_cell();
    return in_row(token);
  }
  in_body(token);
}

}  // namespace trawl::extract
