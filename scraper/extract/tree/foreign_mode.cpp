// Of TreeBuilder: SVG and MathML
// (https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign).
#include "fetch/text/ascii.hpp"
#include "scraper/extract/tree/builder.hpp"

namespace trawl::extract {
namespace {

bool is_breakout(const page::Token& tag) {
  if (tag.kind == page::Token::Kind::end_tag) return tag.element == Element::br || tag.element == Element::p;
  if (tag.element != Element::font) return page::traits_of(tag.element).leaves_foreign;
  return tag.find("color") != nullptr || tag.find("face") != nullptr || tag.find("size") != nullptr;
}

std::uint32_t foreign_rules(const page::Token& tag, Space space) {
  switch (tag.element) {
    case Element::mi:
    case Element::mn:
    case Element::mo:
    case Element::ms:
    case Element::mtext:
      return space == Space::math ? kMathText | kSpecial | kBounds : 0;
    case Element::annotation_xml: {
      if (space != Space::math) return 0;
      const std::string encoding = tag.value("encoding");
      const bool is_html = text::equal_ignoring_case(encoding, "text/html") ||
                           text::equal_ignoring_case(encoding, "application/xhtml+xml");
      return kSpecial | kBounds | (is_html ? kHtmlIntegration : 0);
    }
    case Element::foreign_object:
    case Element::desc:
    case Element::title:
      return space == Space::svg ? kHtmlIntegration | kSpecial | kBounds : 0;
    default:
      return 0;
  }
}

}  // namespace

void TreeBuilder::foreign(const Token& token) {
  if (token.kind == Kind::text) {
    insert_text(token);
    if (token.text.find_first_not_of(kBlank) != std::string_view::npos) frameset_ok_ = false;
    return;
  }
  if (is_breakout(token)) {
    const auto is_left = [](const OpenElement& open) {
      return open.space == Space::html || open.has(kMathText | kHtmlIntegration);
    };
    while (!is_left(open_.current())) open_.pop();
    return by_mode(mode_, token);
  }
  if (token.kind == Kind::start_tag) return insert_foreign(token, open_.current().space);
  foreign_end(token);
}

void TreeBuilder::insert_foreign(const Token& token, Space space) {
  const char* const name = name_of(token);
  const char* written = name;
  if (space == Space::svg) {
    const std::string_view view = name, adjusted = svg_name(view);
    if (adjusted != view) written = nodes_.names().intern(adjusted).text;
  }
  const RawNode node = nodes_.element(written);
  add_attributes(node, token, space);
  if (token.self_closing) return nodes_.insert(node, place());
  open({node, name, Element::unknown, space, foreign_rules(token, space)}, place());
}

void TreeBuilder::foreign_end(const Token& token) {
  const char* const name = name_of(token);
  for (std::size_t i = open_.size(); i-- > 1;) {
    if (open_[i].space == Space::html) return by_mode(mode_, token);
    if (open_[i].name == name) return open_.cut(i);
  }
}

}  // namespace trawl::extract
