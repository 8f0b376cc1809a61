// Of TreeBuilder: the rules "in body", but for start tags.
#include <utility>

#include "scraper/extract/tree/builder.hpp"

namespace trawl::extract {

void TreeBuilder::in_body(const Token& token) {
  switch (token.kind) {
    case Kind::text:
      return body_text(token);
    case Kind::start_tag:
      return in_body_start(token);
    case Kind::end_tag:
      return in_body_end(token);
    default:
      return;
  }
}

void TreeBuilder::body_text(const Token& token) {
  reconstruct();
  insert_text(token);
  if (frameset_ok_ && token.text.find_first_not_of(kBlank) != std::string_view::npos) frameset_ok_ = false;
}

void TreeBuilder::close_p() {
  if (!open_.in_scope(Element::p, kButtonScope)) return;
  open_.close_implied(Element::p);
  open_.pop_through(Element::p);
}

void TreeBuilder::in_body_end(const Token& token) {
  const Element element = token.element;
  switch (element) {
    case Element::template_:
      return end_template();
    case Element::body:
    case Element::html:
      if (!open_.in_scope(Element::body)) return;
      mode_ = Mode::after_body;
      if (element == Element::html) after_body(token);
      return;
    case Element::form:
      return end_form();
    case Element::p:
      if (!open_.in_scope(Element::p, kButtonScope)) insert(name_of(Element::p), Element::p);
      return close_p();
    case Element::li:
    case Element::dd:
    case Element::dt:
      if (!open_.in_scope(element, element == Element::li ? kListScope : kScope)) return;
      open_.close_implied(element);
      return open_.pop_through(element);
    case Element::h1:
    case Element::h2:
    case Element::h3:
    case Element::h4:
    case Element::h5:
    case Element::h6:
      if (!open_.heading_in_scope()) return;
      open_.close_implied();
      return open_.pop_through_heading();
    case Element::applet:
    case Element::marquee:
    case Element::object:
      if (!open_.in_scope(element)) return;
      end_block(element);
      return clear_to_marker();
    case Element::br: {
      Token start;
      start.kind = Kind::start_tag;
      start.element = Element::br;
      start.text = "br";
      return in_body_start(start);
    }
    default:
      break;
  }
  const std::uint32_t rules = rules_of(element);
  if ((rules & kBlockEnd) != 0) return end_block(element);
  if ((rules & kFormatting) != 0) return adopt(token);
  end_any(token);
}

void TreeBuilder::end_form() {
  if (open_.has(Element::template_)) {
    if (!open_.in_scope(Element::form)) return;
    open_.close_implied();
    return open_.pop_through(Element::form);
  }
  const RawNode node = std::exchange(form_, nullptr);
  if (node == nullptr || !open_.in_scope(node)) return;
  open_.close_implied();
  if (const std::size_t found = open_.find(node); found != open_.size()) open_.erase(found);
}

void TreeBuilder::end_block(Element element) {
  if (!open_.in_scope(element)) return;
  open_.close_implied();
  open_.pop_through(element);
}

/// "Any other end tag".
void TreeBuilder::end_any(const Token& token) {
  if (token.element != Element::unknown && !open_.has(token.element)) return;
  const char* const name = name_of(token);
  for (std::size_t i = open_.size(); i-- > 1;) {
    const OpenElement& open = open_[i];
    if (open.space == Space::html && open.name == name) {
      open_.close_implied(open.element == Element::unknown ? Element::unknown : token.element);
      return open_.cut(i);
    }
    if (open.has(kSpecial)) return;
  }
}

}  // namespace trawl::extract
