#include "scraper/page/feeds/feed_text.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "fetch/text/ascii.hpp"
#include "fetch/text/base64.hpp"
#include "fetch/text/blanks.hpp"
#include "scraper/page/feeds/sitemap_reader.hpp"
#include "scraper/page/html/character_references.hpp"
#include "scraper/page/html/html_tokenizer.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kLongest = 4 << 20;
constexpr std::string_view kXhtml = "http://www.w3.org/1999/xhtml";

void append_escaped(std::string& out, std::string_view text, bool in_attribute) {
  for (const char c : text) {
    const std::string_view escape = c == '"' && !in_attribute ? "" : escape_of(c);
    out += escape.empty() ? std::string_view(&c, 1) : escape;
  }
}

bool is_void(std::string_view name) {
  constexpr std::array<std::string_view, 8> kVoid{"area", "br", "col", "hr", "img", "input", "link", "wbr"};
  return std::find(kVoid.begin(), kVoid.end(), name) != kVoid.end();
}

bool refers(std::string_view attribute) {
  constexpr std::array<std::string_view, 8> kReferring{"href",   "src",      "cite",   "action",
                                                       "poster", "longdesc", "usemap", "background"};
  return std::any_of(kReferring.begin(), kReferring.end(),
                     [attribute](std::string_view one) { return text::equal_ignoring_case(attribute, one); });
}

/// Whether content of that media type is base64 in Atom.
bool is_binary_type(std::string_view type) {
  return type.find('/') != std::string_view::npos && !type.starts_with("text/") && !type.ends_with("+xml") &&
         !type.ends_with("/xml");
}

bool has_scheme(std::string_view url) {
  const std::size_t colon = url.find_first_of(":/?#");
  return colon != std::string_view::npos && colon > 0 && url[colon] == ':';
}

}  // namespace

std::optional<std::string> base64_text(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
               [](char c) { return text::kCSpace.find(c) == std::string_view::npos; });
  while (digits.ends_with('=')) digits.pop_back();
  if (digits.size() % 4 == 1) digits.pop_back();  // half a byte, left behind by a cut
  return text::base64_decoded(digits);
}

std::string absolute_url(std::string_view written, const fetch::Url& base) {
  written = text::trimmed_blanks(written);
  if (written.empty() || has_scheme(written)) return std::string(written);
  const auto url = fetch::Url::parse(written, &base);
  return url ? url->href() : std::string(written);
}

std::string with_absolute_links(std::string_view html, const fetch::Url& base) {
  std::string out;
  std::size_t done = 0;
  HtmlTokenizer tokenizer(html);
  while (const Token* token = tokenizer.next()) {
    if (token->kind != Token::Kind::start_tag) continue;
    for (const Attribute& attribute : token->attributes) {
      if (!refers(attribute.name) || attribute.raw.empty()) continue;
      const std::string written = attribute_value(attribute.raw);
      const std::string absolute = absolute_url(written, base);
      if (absolute == text::trimmed_blanks(written)) continue;
      const auto at = static_cast<std::size_t>(attribute.raw.data() - html.data());
      out += html.substr(done, at - done);
      append_escaped(out, absolute, true);
      done = at + attribute.raw.size();
    }
  }
  return done == 0 ? std::string(html) : out += html.substr(done);
}

FeedText::FeedText(const XmlTag& tag, bool is_atom_1) : drops_div_(is_atom_1) {
  if (const std::string* type = tag.find("type")) type_ = *type;
  const std::string* mode = tag.find("mode");
  is_markup_ = type_ == "xhtml" || type_.ends_with("+xml") || type_.ends_with("/xml") ||
               tag.space == kXhtml || (mode != nullptr && *mode == "xml");
  is_base64_ = mode != nullptr ? *mode == "base64" : is_binary_type(type_);
}

void FeedText::start(const XmlTag& tag) {
  if (open_.empty() && roots_++ == 0 && drops_div_) {
    drops_div_ = tag.name == "div" && text::trimmed(value_, text::kAsciiSpace).empty();
    if (drops_div_) value_.clear();
  }
  const bool is_dropped = drops_div_ && open_.empty() && roots_ == 1;
  open_.push_back(is_dropped ? "" : tag.name);
  if (is_dropped) return;
  std::string text = '<' + tag.name;
  for (const XmlAttribute& attribute : tag.attributes) {
    ((text += ' ') += attribute.name) += "=\"";
    append_escaped(text, attribute.value, true);
    text += '"';
  }
  append(text += is_void(tag.name) ? " />" : ">");
}

void FeedText::end() {
  if (open_.empty()) return;
  if (!open_.back().empty() && !is_void(open_.back())) append("</" + open_.back() + ">");
  open_.pop_back();
}

void FeedText::text(std::string_view text) {
  if (is_markup_) {
    std::string escaped;
    append_escaped(escaped, text, false);
    append(escaped);
  } else {
    append(text);
  }
}

void FeedText::append(std::string_view text) {
  if (value_.size() < kLongest) value_ += text;
}

std::string FeedText::take(const fetch::Url& base) {
  auto bytes = is_base64_ ? base64_text(value_) : std::nullopt;
  if (bytes) value_ = *std::move(bytes);
  const std::string_view text = text::trimmed_blanks(value_);
  const bool is_plain = type_ == "text" || type_ == "text/plain";
  if (is_plain || text.find('<') == std::string_view::npos) return std::string(text);
  return with_absolute_links(text, base);
}

}  // namespace trawl::page
