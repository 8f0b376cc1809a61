#include "scraper/page/html/page_reader.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kLongestAnchorText = 200;
constexpr std::size_t kLongestTitle = 1000;

/// Whether text in this raw-text or hidden element is visible to readers.
bool shows_text(Element inside) {
  return inside == Element::unknown || inside == Element::xmp || inside == Element::plaintext;
}

}  // namespace

void PageReader::read(const Token& token) {
  srcdoc_ = nullptr;
  if (in_template(token)) return;
  switch (token.kind) {
    case Token::Kind::text:
      return text(token);
    case Token::Kind::start_tag:
      return start_tag(token);
    case Token::Kind::end_tag:
      return end_tag(token);
    case Token::Kind::comment:
    case Token::Kind::doctype:
      return;
  }
}

void PageReader::close() {
  close_anchor();
  close_heading();
}

Page PageReader::take_page() {
  Page page;
  metadata_.write_to(page);
  embedded_.write_to(page);
  page.title = clipped_line(title_.text(), 0, kLongestTitle);
  page.headings = std::move(headings_);
  links_.write_to(page);
  page.word_count = visible_.words();
  page.text = visible_.take();
  return page;
}

/// Tracks templates. Returns whether the token is inside one or is a tag of one.
bool PageReader::in_template(const Token& token) {
  if (token.element == Element::template_ && token.kind != Token::Kind::text) {
    if (token.kind == Token::Kind::start_tag) {
      if (template_depth_ > 0 || token.find("shadowrootmode") == nullptr) ++template_depth_;
    } else if (template_depth_ > 0) {
      --template_depth_;
    }
    return true;
  }
  return template_depth_ > 0;
}

void PageReader::start_tag(const Token& tag) {
  break_flow(tag.element);
  if (!tag.foreign) {
    metadata_.start_tag(tag);
    if (tag.element == Element::meta || tag.element == Element::script || tag.element == Element::html ||
        tag.element == Element::head)
      embedded_.start_tag(tag);
    if (tag.element == Element::iframe) srcdoc_ = tag.find("srcdoc");
  }
  if (tag.element == Element::title && !tag.foreign) ++titles_;
  if (tag.element == Element::img && anchor_ && anchor_->image_text.empty()) {
    anchor_->image_text = folded(tag.value("alt"));
  }
  links_.add_references(tag);
  if (tag.element == Element::a) return open_anchor(tag);
  links_.add_from(tag);
  if (const int level = heading_level(tag.element); level > 0) {
    close_heading();
    heading_ = OpenHeading{level, visible_.size()};
  }
}

void PageReader::end_tag(const Token& tag) {
  break_flow(tag.element);
  metadata_.end_tag(tag.element);
  if (tag.element == Element::script) embedded_.end_script();
  if (tag.element == Element::a) close_anchor();
  if (heading_level(tag.element) > 0) close_heading();
}

void PageReader::text(const Token& token) {
  if (shows_text(token.element)) {
    visible_.append(token.text, token.text_kind);
  } else if (token.element == Element::title && !token.foreign && titles_ == 1) {
    title_.append(token.text, token.text_kind);
  } else if (token.element == Element::script) {
    embedded_.script_text(token);
  } else if (token.element == Element::style) {
    links_.add_style(token.text);
  }
}

void PageReader::break_flow(Element element) {
  switch (traits_of(element).flow) {
    case Flow::joined:
      break;
    case Flow::apart:
      visible_.break_word();
      break;
    case Flow::block:
      visible_.break_line();
      break;
  }
}

void PageReader::open_anchor(const Token& tag) {
  close_anchor();
  const std::size_t before = links_.size();
  links_.add_from(tag);
  anchor_ = OpenAnchor{std::nullopt, visible_.size(), {}};
  if (links_.size() > before) anchor_->link = before;
}

void PageReader::close_anchor() {
  if (anchor_ && anchor_->link) {
    std::string text = clipped_line(visible_.text(), anchor_->text_at, kLongestAnchorText);
    if (text.empty()) text = clipped_line(anchor_->image_text, 0, kLongestAnchorText);
    links_.set_text(*anchor_->link, std::move(text));
  }
  anchor_.reset();
}

void PageReader::close_heading() {
  if (heading_) {
    std::string text = clipped_line(visible_.text(), heading_->text_at, kLongestTitle);
    if (!text.empty()) headings_.emplace_back(heading_->level, std::move(text));
  }
  heading_.reset();
}

}  // namespace trawl::page
