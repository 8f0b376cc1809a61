#include "scraper/extract/markdown/markdown_element.hpp"

#include <array>
#include <unordered_map>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

using page::Element;
using Use = MarkdownUse;

constexpr std::size_t kMostDigits = 9;

Use use_by_traits(Element element) {
  const page::Flow flow = page::traits_of(element).flow;
  return flow == page::Flow::block ? Use::block : flow == page::Flow::apart ? Use::apart : Use::text;
}

/// Elements that the page reader does not know.
Use use_by_name(std::string_view name) {
  static const std::unordered_map<std::string_view, Use> kUses{
      {"del", Use::strike},      {"kbd", Use::code},      {"samp", Use::code}, {"q", Use::quotation},
      {"cite", Use::emphasis},   {"dfn", Use::emphasis},  {"col", Use::skip},  {"colgroup", Use::skip},
      {"annotation", Use::skip}, {"datalist", Use::apart}};
  const auto found = kUses.find(name);
  return found == kUses.end() ? Use::text : found->second;
}

}  // namespace

MarkdownUse markdown_use(const OutlineNode& element) {
  switch (element.element) {
    case Element::unknown:
      return use_by_name(element.node.name());
    case Element::head:
    case Element::title:
    case Element::script:
    case Element::style:
    case Element::template_:
    case Element::link:
    case Element::meta:
    case Element::base:
    case Element::noembed:
    case Element::noframes:
    case Element::annotation_xml:
    case Element::metadata:
      return Use::skip;
    case Element::br:
      return Use::line_break;
    case Element::hr:
      return Use::rule;
    case Element::img:
      return Use::image;
    case Element::iframe:
      return Use::frame;
    case Element::input:
      return Use::input;
    case Element::em:
    case Element::i:
    case Element::var:
      return Use::emphasis;
    case Element::strong:
    case Element::b:
      return Use::strong;
    case Element::s:
    case Element::strike:
      return Use::strike;
    case Element::code:
    case Element::tt:
      return Use::code;
    case Element::a:
      return Use::link;
    case Element::sup:
      return Use::raised;
    case Element::sub:
      return Use::lowered;
    case Element::h1:
    case Element::h2:
    case Element::h3:
    case Element::h4:
    case Element::h5:
    case Element::h6:
      return Use::heading;
    case Element::summary:
    case Element::legend:
      return Use::label;
    case Element::blockquote:
      return Use::quote;
    case Element::ul:
    case Element::menu:
    case Element::dir:
      return Use::bullets;
    case Element::ol:
      return Use::numbers;
    case Element::li:
      return Use::item;
    case Element::dl:
      return Use::terms;
    case Element::dt:
      return Use::term;
    case Element::dd:
      return Use::description;
    case Element::pre:
    case Element::listing:
    case Element::xmp:
    case Element::plaintext:
    case Element::textarea:
      return Use::preformatted;
    case Element::table:
      return Use::table;
    case Element::td:
    case Element::th:
      return Use::block;
    case Element::option:
    case Element::optgroup:
      return Use::apart;
    default:
      return use_by_traits(element.element);
  }
}

MarkdownUse flat_use(MarkdownUse use) {
  switch (use) {
    case Use::block:
    case Use::heading:
    case Use::label:
    case Use::quote:
    case Use::bullets:
    case Use::numbers:
    case Use::terms:
    case Use::term:
    case Use::description:
    case Use::table:
      return Use::apart;
    case Use::item:
      return Use::flat_item;
    case Use::rule:
    case Use::frame:
    case Use::input:
      return Use::skip;
    default:
      return use;
  }
}

bool is_anchor_sign(const Outline& outline, std::uint32_t link) {
  const Node& node = outline[link].node;
  const std::string_view href = node.attribute("href").value_or("");
  const std::size_t hash = href.find('#');
  if (hash == std::string_view::npos || outline[link].end - link > 8) return false;
  const std::string text = outline.text(link);
  return text == "¶" || text == "#" || text == "§" || text == "🔗" || text == "\xEF\x83\x81";  // Sphinx's icon
}

std::string_view image_source(const Node& image) {
  for (const char* const name :
       {"src", "data-src", "data-original", "data-lazy-src", "srcset", "data-srcset"}) {
    std::string_view value = text::trimmed(image.attribute(name).value_or(""), text::kAsciiSpace);
    if (std::string_view(name).ends_with("srcset"))
      value = text::trimmed_back(value.substr(0, value.find_first_of(text::kAsciiSpace)), ",");
    if (!value.empty() && !text::starts_with_ignoring_case(value, "data:")) return value;
  }
  return "";
}

bool is_tracker(const Node& image) {
  const auto is_one = [&](std::string_view name) {
    const auto size = image.attribute(name);
    return size && (*size == "1" || *size == "0" || *size == "1px");
  };
  return is_one("width") && is_one("height");
}

std::optional<std::int64_t> integer(const Node& element, std::string_view attribute) {
  const std::string_view value = text::trimmed(element.attribute(attribute).value_or(""), text::kAsciiSpace);
  const bool is_negative = value.starts_with('-');
  const std::string_view digits = value.substr(is_negative ? 1 : 0);
  if (!text::is_number(digits) || digits.size() > kMostDigits) return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return is_negative ? -number : number;
}

std::string text_with_breaks(const Outline& outline, std::uint32_t index) {
  std::string text;
  for (std::uint32_t i = index + 1; i < outline[index].end;) {
    const OutlineNode& node = outline[i];
    if (node.element == Element::script || node.element == Element::style) {
      i = node.end;
      continue;
    }
    if (node.is_text) text += node.node.raw_text();
    if (node.element == Element::br) text += '\n';
    ++i;
  }
  return text;
}

std::optional<std::uint32_t> only_link(const Outline& outline, std::uint32_t index) {
  const std::uint32_t link = outline.find_below(index, Element::a);
  if (link == outline.size() || outline.text(link) != outline.text(index)) return std::nullopt;
  return link;
}

char32_t script_digit(char digit, bool is_raised) {
  static constexpr std::array<char32_t, 4> kRaised{0x2070, 0xB9, 0xB2, 0xB3};  // 4 to 9 follow the 0
  const auto value = static_cast<char32_t>(digit - '0');
  if (!is_raised) return 0x2080 + value;
  return value < kRaised.size() ? kRaised[value] : kRaised[0] + value;
}

}  // namespace trawl::extract
