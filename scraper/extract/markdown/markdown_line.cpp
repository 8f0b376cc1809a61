#include "scraper/extract/markdown/markdown_line.hpp"

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::extract {

using page::Element;

bool MarkdownLine::open_link_of(const Node& element) {
  const auto href = element.attribute("href");
  if (!href || is_in_link()) return false;
  const std::string url = absolute(*href);
  if (url.empty()) return false;
  open_link(url);
  return true;
}

/// The URL that a reference leads to; "" for what is no use outside of the page: scripts, data.
std::string MarkdownLine::absolute(std::string_view reference) const {
  if (const auto url = fetch::Url::parse(reference, &base_)) return url->href();
  reference = text::trimmed_controls_and_space(reference);
  for (const std::string_view scheme :
       {"mailto:", "tel:", "ftp:", "sms:", "xmpp:", "magnet:", "irc:", "news:"}) {
    if (text::starts_with_ignoring_case(reference, scheme)) return std::string(reference);
  }
  return "";
}

void MarkdownLine::add_image(const Node& element) {
  const std::string_view source = image_source(element);
  const std::string url = source.empty() ? "" : absolute(source);
  if (url.empty() || is_tracker(element)) return;
  MarkdownInline::add_image(folded_words(element.attribute("alt").value_or("")), url);
}

void MarkdownLine::add_frame(const Node& element) {
  const std::string url = absolute(element.attribute("src").value_or(""));
  const std::string title = folded_words(element.attribute("title").value_or(""));
  if (url.empty() || title.empty() || is_in_link()) return;
  open_link(url);
  add_text(title);
  close_link();
}

void MarkdownLine::add_code_of(std::uint32_t index) {
  const std::string code = text_with_breaks(outline_, index);
  const auto link = only_link(outline_, index);
  const bool opens = link && open_link_of(outline_[*link].node);
  add_code(code);
  if (opens) close_link();
}

bool MarkdownLine::add_digits(std::uint32_t index, MarkdownUse use) {
  if (!outline_.is_brief(index) || outline_.find_below(index, Element::a) < outline_.size()) return false;
  const std::string digits = outline_.text(index);
  if (!text::is_number(digits)) return false;
  std::string changed;
  for (const char digit : digits) text::append_utf8(changed, script_digit(digit, use == MarkdownUse::raised));
  add_text(changed);
  return true;
}

}  // namespace trawl::extract
