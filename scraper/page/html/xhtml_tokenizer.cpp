#include "scraper/page/html/xhtml_tokenizer.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/html_bytes.hpp"
#include "scraper/page/html/sixteen_bytes.hpp"
#include "scraper/page/html/tag_attributes.hpp"

namespace trawl::page {
namespace {

using Space = XhtmlTokenizer::Space;

/// What is deeper than this is read, but its namespaces are not kept.
constexpr std::size_t kDeepest = 100'000;
/// How far out the start tag of an end tag, and the declaration of a prefix, are looked for.
constexpr std::size_t kFarthestTag = 64, kFarthestBinding = 256;
constexpr std::string_view kXlink = "http://www.w3.org/1999/xlink";

Space space_named(std::string_view uri) {
  if (uri == "http://www.w3.org/1999/xhtml") return Space::xhtml;
  if (uri == "http://www.w3.org/2000/svg") return Space::svg;
  if (uri == "http://www.w3.org/1998/Math/MathML") return Space::math;
  return uri.empty() ? Space::none : Space::other;
}

bool begins_name(char c) {
  return is_html_byte(c, kLetterByte) || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

bool has_capital(std::string_view name) {
  return std::any_of(name.begin(), name.end(), text::is_upper);
}

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? "" : name.substr(0, colon);
}

std::string_view local_name_of(std::string_view name) {
  return name.substr(name.find(':') + 1);
}

Element element_in(Space space, std::string_view local_name) {
  if (space == Space::none || space == Space::other) return Element::unknown;
  if (space == Space::xhtml && has_capital(local_name)) return Element::unknown;
  return element_of(local_name);
}

/// Whether readers do not see the text of an element.
bool hides_text(Space space, Element element) {
  if (element == Element::title || element == Element::style || element == Element::script) return true;
  if (space != Space::xhtml) return element == Element::metadata;
  const Content content = traits_of(element).content;
  return (content == Content::raw_text && element != Element::xmp) ||
         content == Content::text_with_references;
}

}  // namespace

const Token* XhtmlTokenizer::next() {
  if (std::exchange(ends_at_once_, false)) {
    token_.kind = Token::Kind::end_tag;
    token_.attributes.clear();
    close_to(open_.size() - 1);
    return &token_;
  }
  while (at_ < xml_.size()) {
    if (const std::size_t end = text_end(); end > at_) {
      emit_text(end, TextKind::xml);
      return &token_;
    }
    if (read_markup()) return &token_;
  }
  return nullptr;
}

/// The end of the text at at_: the next "<" that opens markup.
std::size_t XhtmlTokenizer::text_end() const {
  for (std::size_t at = find_near(xml_, '<', at_); at + 1 < xml_.size(); at = find_near(xml_, '<', at + 1)) {
    const char next = xml_[at + 1];
    if (begins_name(next) || next == '!' || next == '?' || next == '/') return at;
  }
  return xml_.size();
}

bool XhtmlTokenizer::emit_text(std::size_t end, TextKind kind) {
  token_.kind = Token::Kind::text;
  token_.element = open_.empty() ? Element::unknown : open_.back().hidden;
  token_.foreign = space() != Space::xhtml;
  token_.text_kind = kind;
  token_.text = xml_.substr(at_, end - at_);
  at_ = end;
  return !token_.text.empty();
}

/// Reads the markup at at_; false if it gives no token.
bool XhtmlTokenizer::read_markup() {
  const char next = xml_[at_ + 1];
  if (next == '/') return read_end_tag();
  if (next == '!') return read_declaration();
  if (next != '?') return read_start_tag();
  const std::size_t end = xml_.find("?>", at_ + 2);
  at_ = end == std::string_view::npos ? xml_.size() : end + 2;
  return false;
}

bool XhtmlTokenizer::read_declaration() {
  constexpr std::string_view kComment = "<!--", kCdata = "<![CDATA[";
  const std::string_view rest = xml_.substr(at_);
  if (rest.starts_with(kComment)) {
    const std::size_t end = rest.find("-->", kComment.size());
    at_ += end == std::string_view::npos ? rest.size() : end + 3;
    return false;
  }
  if (rest.starts_with(kCdata)) {
    at_ += kCdata.size();
    const std::size_t end = std::min(xml_.find("]]>", at_), xml_.size());
    const bool any = emit_text(end, TextKind::literal);
    at_ = std::min(end + 3, xml_.size());
    return any;
  }
  skip_doctype();
  return false;
}

/// Skips a declaration: to the first ">", or behind an internal subset, in which quotes and comments may hold
/// brackets.
void XhtmlTokenizer::skip_doctype() {
  at_ = std::min(xml_.find_first_of(">[", at_ + 2), xml_.size());
  bool in_subset = at_ < xml_.size() && xml_[at_] == '[';
  for (; at_ < xml_.size(); ++at_) {
    const char c = xml_[at_];
    if (c == '>' && !in_subset) {
      ++at_;
      return;
    }
    if (c == ']') in_subset = false;
    if (in_subset && (c == '"' || c == '\'')) at_ = find_near(xml_, c, at_ + 1);
    if (in_subset && xml_.substr(at_, 4) == "<!--") at_ = std::min(xml_.find("-->", at_ + 4), xml_.size());
  }
  at_ = xml_.size();
}

bool XhtmlTokenizer::read_start_tag() {
  const std::size_t name_at = at_ + 1;
  const std::size_t end_of_name = name_end(xml_, name_at, kTagNameEnd);
  at_ = end_of_name;
  if (!read_attributes(xml_, at_, true, token_)) return false;
  token_.kind = Token::Kind::start_tag;
  token_.syntax = Syntax::xml;
  token_.text = xml_.substr(name_at, end_of_name - name_at);
  Open element;
  element.name = token_.text;
  element.bindings = bindings_.size();
  bind_prefixes();
  if (open_.empty() && !prefix_of(element.name).empty()) default_ = Space::none;
  element.space = space_of(prefix_of(element.name));
  element.element = element_in(element.space, local_name_of(element.name));
  const Element around = open_.empty() ? Element::unknown : open_.back().hidden;
  element.hidden = hides_text(element.space, element.element) ? element.element : around;
  token_.element = element.element;
  token_.foreign = element.space != Space::xhtml;
  keep_attributes_of_xhtml();
  if (open_.size() < kDeepest) {
    open_.push_back(element);
    ends_at_once_ = token_.self_closing;
  } else {
    bindings_.resize(element.bindings);
  }
  return true;
}

bool XhtmlTokenizer::read_end_tag() {
  const std::size_t name_at = at_ + 2;
  const std::size_t end_of_name = name_end(xml_, std::min(name_at, xml_.size()), kTagNameEnd);
  const std::string_view name = xml_.substr(name_at, end_of_name - name_at);
  at_ = std::min(find_near(xml_, '>', end_of_name) + 1, xml_.size());
  const std::size_t last = open_.size() - std::min(open_.size(), kFarthestTag);
  for (std::size_t depth = open_.size(); depth-- > last;) {
    if (open_[depth].name != name) continue;
    token_.kind = Token::Kind::end_tag;
    token_.element = open_[depth].element;
    token_.foreign = open_[depth].space != Space::xhtml;
    token_.text = name;
    token_.attributes.clear();
    close_to(depth);
    return true;
  }
  return false;
}

/// Closes all elements but the outermost `depth`.
void XhtmlTokenizer::close_to(std::size_t depth) {
  bindings_.resize(open_[depth].bindings);
  open_.resize(depth);
}

/// Takes up the namespaces that the tag declares.
void XhtmlTokenizer::bind_prefixes() {
  for (const Attribute& attribute : token_.attributes) {
    const bool is_default = attribute.name == "xmlns";
    if (!is_default && !attribute.name.starts_with("xmlns:")) continue;
    const std::string uri = attribute_value(attribute.raw, Syntax::xml);
    bindings_.push_back({is_default ? "" : attribute.name.substr(6), space_named(uri), uri == kXlink});
  }
}

/// Gives an attribute of XLink its usual prefix, and drops those that no element of a page knows because they
/// have capitals or another prefix.
void XhtmlTokenizer::keep_attributes_of_xhtml() {
  std::erase_if(token_.attributes, [](const Attribute& attribute) { return has_capital(attribute.name); });
  for (Attribute& attribute : token_.attributes) {
    const std::string_view prefix = prefix_of(attribute.name);
    if (prefix.empty() || prefix == "xml" || local_name_of(attribute.name) != "href") continue;
    const Binding* binding = binding_of(prefix);
    attribute.name = binding != nullptr && binding->is_xlink ? "xlink:href" : "";
  }
}

/// The innermost binding of a prefix, if it is not too far out.
const XhtmlTokenizer::Binding* XhtmlTokenizer::binding_of(std::string_view prefix) const {
  const std::size_t last = bindings_.size() - std::min(bindings_.size(), kFarthestBinding);
  for (std::size_t i = bindings_.size(); i-- > last;) {
    if (bindings_[i].prefix == prefix) return &bindings_[i];
  }
  return nullptr;
}

Space XhtmlTokenizer::space_of(std::string_view prefix) const {
  if (const Binding* binding = binding_of(prefix)) return binding->space;
  return prefix.empty() ? default_ : Space::other;
}

}  // namespace trawl::page
