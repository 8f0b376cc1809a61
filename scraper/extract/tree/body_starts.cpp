// Of TreeBuilder: the start tags of "in body".
#include "fetch/text/ascii.hpp"
#include "scraper/extract/tree/builder.hpp"

namespace trawl::extract {

void TreeBuilder::in_body_start(const Token& token) {
  switch (token.element) {
    case Element::html:
      if (!open_.has(Element::template_)) merge_attributes(open_[0].node, token);
      return;
    case Element::body:
      if (open_.size() < 2 || !open_[1].is(Element::body) || open_.has(Element::template_)) return;
      frameset_ok_ = false;
      return merge_attributes(open_[1].node, token);
    case Element::frameset:
      if (open_.size() < 2 || !open_[1].is(Element::body) || !frameset_ok_) return;
      nodes_.detach(open_[1].node);
      open_.cut(1);
      insert(token);
      mode_ = Mode::in_frameset;
      return;
    case Element::h1:
    case Element::h2:
    case Element::h3:
    case Element::h4:
    case Element::h5:
    case Element::h6:
      close_p();
      if (page::heading_level(open_.current().element) != 0) open_.pop();
      insert(token);
      return;
    case Element::pre:
    case Element::listing:
      close_p();
      insert(token);
      skips_newline_ = true;
      frameset_ok_ = false;
      return;
    case Element::form:
      return open_form(token);
    case Element::li:
    case Element::dd:
    case Element::dt:
      return open_list_item(token);
    case Element::plaintext:
      close_p();
      return insert_raw(token);
    case Element::button:
      if (open_.in_scope(Element::button)) {
        open_.close_implied();
        open_.pop_through(Element::button);
      }
      reconstruct();
      insert(token);
      frameset_ok_ = false;
      return;
    case Element::a:
      if (const std::size_t found = find_formatting(Element::a); found != formatting_.size()) {
        const RawNode older = formatting_[found].node;
        adopt(token);
        if (const std::size_t left = find_formatting(older); left != formatting_.size())
          erase_formatting(left);
        if (const std::size_t left = open_.find(older); left != open_.size()) open_.erase(left);
      }
      reconstruct();
      return push_formatting(insert(token), token.element);
    case Element::nobr:
      reconstruct();
      if (open_.in_scope(Element::nobr)) {
        adopt(token);
        reconstruct();
      }
      return push_formatting(insert(token), token.element);
    case Element::applet:
    case Element::marquee:
    case Element::object:
      reconstruct();
      insert(token);
      push_marker();
      frameset_ok_ = false;
      return;
    case Element::table:
      if (!quirks_) close_p();
      insert(token);
      frameset_ok_ = false;
      mode_ = Mode::in_table;
      return;
    case Element::input:
      if (open_.in_scope(Element::select)) open_.pop_through(Element::select);
      [[fallthrough]];
    case Element::area:
    case Element::br:
    case Element::embed:
    case Element::img:
    case Element::keygen:
    case Element::wbr: {
      reconstruct();
      insert_void(token);
      const bool is_hidden =
          token.element == Element::input && text::equal_ignoring_case(token.raw("type"), "hidden");
      if (!is_hidden) frameset_ok_ = false;
      return;
    }
    case Element::param:
    case Element::source:
    case Element::track:
      return insert_void(token);
    case Element::hr:
      close_p();
      if (open_.in_scope(Element::select)) open_.close_implied();
      insert_void(token);
      frameset_ok_ = false;
      return;
    case Element::image: {
      Token img = token;
      img.element = Element::img;
      img.text = "img";
      return in_body_start(img);
    }
    case Element::textarea:
      insert_raw(token);
      skips_newline_ = true;
      frameset_ok_ = false;
      return;
    case Element::xmp:
      close_p();
      reconstruct();
      [[fallthrough]];
    case Element::iframe:
      frameset_ok_ = false;
      [[fallthrough]];
    case Element::noembed:
      return insert_raw(token);
    case Element::select:
      if (open_.in_scope(Element::select)) return open_.pop_through(Element::select);
      reconstruct();
      insert(token);
      frameset_ok_ = false;
      return;
    case Element::option:
    case Element::optgroup:
      if (open_.in_scope(Element::select)) {
        open_.close_implied(token.element == Element::option ? Element::optgroup : Element::unknown);
      } else if (open_.current().is(Element::option)) {
        open_.pop();
      }
      reconstruct();
      insert(token);
      return;
    case Element::rb:
    case Element::rp:
    case Element::rt:
    case Element::rtc: {
      const bool stays_in_rtc = token.element == Element::rp || token.element == Element::rt;
      if (open_.in_scope(Element::ruby)) open_.close_implied(stays_in_rtc ? Element::rtc : Element::unknown);
      insert(token);
      return;
    }
    case Element::math:
    case Element::svg:
      reconstruct();
      return insert_foreign(token, token.element == Element::svg ? Space::svg : Space::math);
    default:
      return start_by_rules(token);
  }
}

/// The elements that have the same rule as others.
void TreeBuilder::start_by_rules(const Token& token) {
  const std::uint32_t rules = rules_of(token.element);
  if ((rules & kInHead) != 0) return in_head(token);
  if ((rules & kNotInBody) != 0) return;
  if ((rules & kBlock) != 0) {
    close_p();
    insert(token);
    return;
  }
  reconstruct();
  const RawNode node = insert(token);
  if ((rules & kFormatting) != 0) push_formatting(node, token.element);
}

void TreeBuilder::open_list_item(const Token& token) {
  frameset_ok_ = false;
  const bool is_li = token.element == Element::li;
  for (std::size_t i = open_.size(); i-- > 0;) {
    const OpenElement& open = open_[i];
    const bool is_older = is_li ? open.is(Element::li) : open.is(Element::dd) || open.is(Element::dt);
    if (is_older) {
      const Element older = open.element;
      open_.close_implied(older);
      open_.pop_through(older);
      break;
    }
    const bool is_passed = open.is(Element::address) || open.is(Element::div) || open.is(Element::p);
    if (open.has(kSpecial) && !is_passed) break;
  }
  close_p();
  insert(token);
}

void TreeBuilder::open_form(const Token& token) {
  const bool in_template = open_.has(Element::template_);
  if (form_ != nullptr && !in_template) return;
  close_p();
  const RawNode node = insert(token);
  if (!in_template) form_ = node;
}

}  // namespace trawl::extract
