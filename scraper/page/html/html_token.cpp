#include "scraper/page/html/html_token.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/character_references.hpp"
#include "scraper/page/html/sixteen_bytes.hpp"

namespace trawl::page {
namespace {

/// The preprocessing of https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream,
/// and, in the same pass, the replacement of U+0000.
std::string without_returns_and_nulls(std::string_view raw, char line_end) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\0') {
      out += "\uFFFD";
    } else if (raw[i] != '\r') {
      out += raw[i];
    } else if (i + 1 == raw.size() || raw[i + 1] != '\n') {
      out += line_end;
    }
  }
  return out;
}

struct SpecialBytes {
  bool references = false, others = false;
};

/// Whether a value has "&", and whether it has U+0000 or CR.
SpecialBytes special_bytes_in(std::string_view raw) {
  SpecialBytes found;
  if (raw.size() < SixteenBytes::kSize) {
    for (const char c : raw) {
      found.references |= c == '&';
      found.others |= c == '\0' || c == '\r';
    }
    return found;
  }
  SixteenBytes::Marks references{}, others{};
  for (std::size_t at = 0; at < raw.size(); at += SixteenBytes::kSize) {  // the last sixteen may overlap
    const SixteenBytes bytes(raw.data() + std::min(at, raw.size() - SixteenBytes::kSize));
    references |= bytes.equal('&');
    others |= bytes.equal('\0') | bytes.equal('\r');
  }
  found.references = SixteenBytes::set_of(references) != 0;
  found.others = SixteenBytes::set_of(others) != 0;
  return found;
}

std::string xml_attribute_value(std::string_view raw) {
  std::string value = without_returns_and_nulls(raw, ' ');
  std::replace_if(value.begin(), value.end(), text::is_tab_or_newline, ' ');
  return decode_references(value, ReferencePlace::xml);
}

}  // namespace

const Attribute* Token::find(std::string_view name) const {
  for (const Attribute& attribute : attributes) {
    if (text::equal_ignoring_case(attribute.name, name)) return &attribute;
  }
  return nullptr;
}

std::string Token::value(std::string_view name) const {
  const Attribute* attribute = find(name);
  return attribute == nullptr ? "" : attribute_value(attribute->raw, syntax);
}

std::string_view Token::raw(std::string_view name) const {
  const Attribute* attribute = find(name);
  return attribute == nullptr ? "" : attribute->raw;
}

std::string attribute_value(std::string_view raw, Syntax syntax) {
  if (syntax == Syntax::xml) return xml_attribute_value(raw);
  const auto [references, others] = special_bytes_in(raw);
  std::string value = others ? without_returns_and_nulls(raw, '\n') : std::string(raw);
  if (references) value = decode_references(value, ReferencePlace::attribute);
  return value;
}

}  // namespace trawl::page
