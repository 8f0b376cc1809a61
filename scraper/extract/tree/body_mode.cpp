// Of TreeBuilder: the rules "in body".
#include <utility>

#include "fetch/text/ascii.hpp"
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

void TreeBuilder::in_body_start(const Token& token) {
  switch (token.element) {
    case Element::html:
      if (!open_.has(Element::template_)) merge_attributes(open_[0].node, token);
      return;
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
      return in_head(token);
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
    case Element::address:
    case Element::article:
    case Element::aside:
    case Element::blockquote:
    case Element::center:
    case Element::details:
    case Element::dialog:
    case Element::dir:
    case Element::div:
    case Element::dl:
    case Element::fieldset:
    case Element::figcaption:
    case Element::figure:
    case Element::footer:
    case Element::header:
    case Element::hgroup:
    case Element::main:
    case Element::menu:
    case Element::nav:
    case Element::ol:
    case Element::p:
    case Element::search:
    case Element::section:
    case Element::summary:
    case Element::ul:
      close_p();
      insert(token);
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
    case Element::b:
    case Element::big:
    case Element::code:
    case Element::em:
    case Element::font:
    case Element::i:
    case Element::s:
    case Element::small:
    case Element::strike:
    case Element::strong:
    case Element::tt:
    case Element::u:
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
    case Element::caption:
    case Element::col:
    case Element::colgroup:
    case Element::frame:
    case Element::head:
    case Element::tbody:
    case Element::td:
    case Element::tfoot:
    case Element::th:
    case Element::thead:
    case Element::tr:
      return;
    default:
      reconstruct();
      insert(token);
  }
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
    case Element::address:
    case Element::article:
    case Element::aside:
    case Element::blockquote:
    case Element::button:
    case Element::center:
    case Element::details:
    case Element::dialog:
    case Element::dir:
    case Element::div:
    case Element::dl:
    case Element::fieldset:
    case Element::figcaption:
    case Element::figure:
    case Element::footer:
    case Element::header:
    case Element::hgroup:
    case Element::listing:
    case Element::main:
    case Element::menu:
    case Element::nav:
    case Element::ol:
    case Element::pre:
    case Element::search:
    case Element::section:
    case Element::select:
    case Element::summary:
    case Element::ul:
      return end_block(element);
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
    case Element::a:
    case Element::b:
    case Element::big:
    case Element::code:
    case Element::em:
    case Element::font:
    case Element::i:
    case Element::nobr:
    case Element::s:
    case Element::small:
    case Element::strike:
    case Element::strong:
    case Element::tt:
    case Element::u:
      return adopt(token);
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
      return end_any(token);
  }
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
