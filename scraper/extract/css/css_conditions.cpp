#include "scraper/extract/css/css_conditions.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/extract/css/css_pseudo.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {
namespace {

constexpr int kNesting = 100;                // libxml2 reads about 500 levels
constexpr std::size_t kLength = 256 * 1024;  // of a part of the XPath

/// The attributes whose values match in any letter case
/// (https://html.spec.whatwg.org/multipage/semantics-other.html#case-sensitivity-of-selectors).
constexpr std::array<std::string_view, 46> kCaselessValues{
    "accept",     "accept-charset", "align",     "alink",    "axis",     "bgcolor", "charset",
    "checked",    "clear",          "codetype",  "color",    "compact",  "declare", "defer",
    "dir",        "direction",      "disabled",  "enctype",  "face",     "frame",   "hreflang",
    "http-equiv", "lang",           "language",  "link",     "media",    "method",  "multiple",
    "nohref",     "noresize",       "noshade",   "nowrap",   "readonly", "rel",     "rev",
    "rules",      "scope",          "scrolling", "selected", "shape",    "target",  "text",
    "type",       "valign",         "valuetype", "vlink"};

bool has_caseless_values(const std::string& attribute) {
  return std::binary_search(kCaselessValues.begin(), kCaselessValues.end(), attribute);
}

/// Whether XPath can write the name as it is. Others are compared as strings.
bool is_plain(std::string_view name) {
  return !name.empty() && !text::is_digit(name[0]) && name[0] != '-' &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return text::is_alphanumeric(c) || c == '_' || c == '-'; });
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

bool is_blank_inside(const std::string& word) {
  return word.empty() || word.find_first_of(text::kAsciiSpace) != std::string::npos;
}

/// What XML and so XPath cannot write becomes a character that no document has.
std::string writable(std::string_view text) {
  constexpr std::string_view kNowhere = "\xEF\xB7\x90";  // U+FDD0, a noncharacter
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto character = text::first_code_point(text.substr(at));
    const char32_t c = character.value;
    const bool is_written = c >= 0x20 ? (c & 0xFFFE) != 0xFFFE : c == '\t' || c == '\n' || c == '\r';
    result += is_written ? text.substr(at, character.bytes) : kNowhere;
    at += character.bytes;
  }
  return result;
}

std::string bounded(std::string xpath) {
  if (xpath.size() > kLength) throw SelectorError(0, "the selector is too long as XPath");
  return xpath;
}

/// A test of `.` by the operator in front of "=".
std::string value_test(char match, const std::string& dot, const std::string& value) {
  const std::string literal = xpath_literal(value);
  switch (match) {
    case '~':
      if (is_blank_inside(value)) return "false()";
      return "contains(concat(' ', normalize-space(" + dot + "), ' '), " + xpath_literal(" " + value + " ") +
             ")";
    case '|':
      return dot + " = " + literal + " or starts-with(" + dot + ", " + xpath_literal(value + "-") + ")";
    case '^':
      return value.empty() ? "false()" : "starts-with(" + dot + ", " + literal + ")";
    case '$':
      if (value.empty()) return "false()";
      return "substring(" + dot + ", string-length() - " + std::to_string(characters(value) - 1) +
             ") = " + literal;
    case '*':
      return value.empty() ? "false()" : "contains(" + dot + ", " + literal + ")";
    default:
      return dot + " = " + literal;
  }
}

}  // namespace

/// Counts how deep the XPath is nested.
struct CssConditions::Nesting {
  explicit Nesting(int& deep) : level(deep) {
    if (++level > kNesting) throw SelectorError(0, "the selector is nested too deeply");
  }
  ~Nesting() { --level; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  int& level;
};

bool is_all_below(const CssComplex& complex, std::size_t step) {
  const CssCompound& compound = complex.steps[step].compound;
  return step + 1 == complex.steps.size() && complex.taken != CssComplex::Taken::element &&
         compound.name.empty() && !compound.prefix && compound.conditions.empty();
}

std::string xpath_literal(std::string_view given) {
  const std::string text = writable(given);
  if (text.find('\'') == std::string::npos) return "'" + text + "'";
  if (text.find('"') == std::string::npos) return '"' + text + '"';
  std::string parts;
  std::string_view rest = text;
  while (!rest.empty()) {
    const bool is_quote = rest[0] == '\'';
    const std::size_t end = is_quote ? rest.find_first_not_of('\'') : rest.find('\'');
    const std::string part(rest.substr(0, end));
    parts += (parts.empty() ? "" : ", ") + (is_quote ? '"' + part + '"' : "'" + part + "'");
    rest.remove_prefix(part.size());
  }
  return "concat(" + parts + ")";
}

std::string xpath_lowered(const std::string& expression) {
  return "translate(" + expression + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
}

std::string CssConditions::forward_axis(char combinator) {
  switch (combinator) {
    case '>':
      return "";
    case '+':
      return "following-sibling::*[1]/self::";
    case '~':
      return "following-sibling::";
    default:
      return "descendant::";
  }
}

std::string CssConditions::element_test(const CssCompound& compound) const {
  const std::string& name = compound.name;
  const std::string prefix = compound.prefix.value_or("*");
  if (prefix != "*" && !prefix.empty()) {
    return name.empty() ? "*[starts-with(name(), " + xpath_literal(prefix + ":") + ")]"
                        : "*[name() = " + xpath_literal(prefix + ":" + name) + "]";
  }
  if (name.empty()) return prefix.empty() ? "*[namespace-uri() = '']" : "*";
  if (is_xml() && prefix == "*") {
    const bool is_qualified = name.find(':') != std::string::npos;
    return (is_qualified ? "*[name() = " : "*[local-name() = ") + xpath_literal(name) + "]";
  }
  if (is_xml()) return "*[namespace-uri() = ''][local-name() = " + xpath_literal(name) + "]";
  const std::string lowered = text::lowered(name);
  if (!is_plain(name)) {
    const std::string either = lowered == name ? "" : " or name() = " + xpath_literal(name);
    return "*[name() = " + xpath_literal(lowered) + either + "]";
  }
  // Elements of SVG have capitals.
  return lowered == name ? name : "*[self::" + lowered + " or self::" + name + "]";
}

std::string CssConditions::compound(const CssCompound& compound) {
  std::string test = element_test(compound);
  const std::string of_type = compound.name.empty() ? "" : test;
  for (const CssSimple& simple : compound.conditions) test += "[" + condition(simple, of_type) + "]";
  return bounded(std::move(test));
}

/// The step, with what stands left of it as a condition.
std::string CssConditions::back(const CssComplex& complex, std::size_t last, bool is_in_row) {
  const Nesting level(nesting_);
  const std::string here = compound(complex.steps[last].compound);
  if (last == 0) {
    if (!is_in_row || complex.steps.size() == 1) return here;
    const char next = complex.steps[1].combinator;
    return here +
           (next == '+' || next == '~' ? "[count(ancestor::*) > $depth]" : "[count(ancestor::*) >= $depth]");
  }
  const std::string before = back(complex, last - 1, is_in_row);
  switch (complex.steps[last].combinator) {
    case '>':
      return bounded(here + "[parent::" + before + "]");
    case '+':
      return bounded(here + "[preceding-sibling::*[1]/self::" + before + "]");
    case '~':
      return bounded(here + "[preceding-sibling::" + before + "]");
    default:
      return bounded(here + (is_all_below(complex, last) ? "[ancestor-or-self::" : "[ancestor::") + before +
                     "]");
  }
}

/// The step, with what stands right of it as a condition.
std::string CssConditions::forward(const CssComplex& complex, std::size_t first) {
  const Nesting level(nesting_);
  const CssStep& step = complex.steps[first];
  std::string path = forward_axis(step.combinator) + compound(step.compound);
  if (first + 1 < complex.steps.size()) path += "[" + forward(complex, first + 1) + "]";
  return bounded(std::move(path));
}

std::string CssConditions::list(const std::vector<CssComplex>& all) {
  std::string any;
  for (const CssComplex& one : all)
    any += (any.empty() ? "" : " or ") + ("self::" + back(one, one.steps.size() - 1, false));
  return bounded(std::move(any));
}

std::string CssConditions::condition(const CssSimple& simple, const std::string& of_type) {
  switch (simple.kind) {
    case CssSimple::Kind::of_class:
      return class_condition(simple.name);
    case CssSimple::Kind::id:
      return "@id = " + xpath_literal(simple.name);
    case CssSimple::Kind::attribute:
      return attribute_condition(simple);
    case CssSimple::Kind::pseudo:
      break;
  }
  return pseudo(simple, of_type);
}

std::string CssConditions::class_condition(const std::string& name) const {
  if (is_blank_inside(name)) return "false()";
  if (dialect_ != CssDialect::html) return "has-class(" + xpath_literal(name) + ")";
  return "@class[" + value_test('~', ".", name) + "]";
}

std::string CssConditions::attribute(const std::string& name) const {
  const bool is_same = is_xml() || text::lowered(name) == name;
  return is_plain(name) && is_same ? "@" + name : "@*[" + attribute_test(name) + "]";
}

std::string CssConditions::attribute_test(const std::string& name) const {
  const std::string lowered = text::lowered(name);
  const std::string exact = "name() = " + xpath_literal(name);
  return is_xml() || lowered == name ? exact : "name() = " + xpath_literal(lowered) + " or " + exact;
}

std::string CssConditions::attribute_condition(const CssSimple& simple) const {
  std::string node;
  if (!simple.prefix || simple.prefix->empty())
    node = attribute(simple.name);
  else if (*simple.prefix == "*")
    node = "@*[local-name() = " + xpath_literal(is_xml() ? simple.name : text::lowered(simple.name)) + "]";
  else
    node = "@*[name() = " + xpath_literal(*simple.prefix + ":" + simple.name) + "]";
  if (simple.match == '\0') return node;
  const bool is_caseless = simple.flag == 'i' || (simple.flag == '\0' && !is_xml() &&
                                                  has_caseless_values(text::lowered(simple.name)));
  const std::string value = is_caseless ? text::lowered(simple.value) : simple.value;
  const std::string dot = is_caseless ? xpath_lowered(".") : ".";
  if (simple.match == '!') return "not(" + node + "[" + value_test('=', dot, value) + "])";
  if (simple.match == '=' && !is_caseless) return node + " = " + xpath_literal(value);
  return node + "[" + value_test(simple.match, dot, value) + "]";
}

std::string CssConditions::pseudo(const CssSimple& simple, const std::string& of_type) {
  switch (simple.pseudo) {
    case CssPseudo::scope:
      return is_row_ ? "count(ancestor::*) = $depth" : "not(parent::*)";
    case CssPseudo::is:
      return list(simple.list);
    case CssPseudo::is_not:
      return "not(" + list(simple.list) + ")";
    case CssPseudo::has:
      return has(simple);
    case CssPseudo::nth_child:
    case CssPseudo::nth_last_child:
      return nth(simple);
    case CssPseudo::lang:
      return lang_condition(simple.words, is_xml());
    case CssPseudo::contains:
      return "contains(., " + xpath_literal(simple.words.front()) + ")";
    default:
      return plain_pseudo_condition(simple, of_type, dialect_);
  }
}

std::string CssConditions::has(const CssSimple& simple) {
  std::string any;
  for (const CssComplex& one : simple.list) {
    // ":has(:scope > a)" says the same as ":has(> a)".
    const auto& first = one.steps.front().compound;
    const bool is_scope_alone =
        one.steps.size() > 1 && first.name.empty() && !first.prefix && first.conditions.size() == 1 &&
        first.conditions[0].kind == CssSimple::Kind::pseudo && first.conditions[0].pseudo == CssPseudo::scope;
    any += (any.empty() ? "" : " or ") + forward(one, is_scope_alone ? 1 : 0);
  }
  return bounded(std::move(any));
}

std::string CssConditions::nth(const CssSimple& simple) {
  const bool is_last = simple.pseudo == CssPseudo::nth_last_child;
  const NthPlace place(simple.step, simple.offset, is_last);
  if (simple.list.empty()) return place.of_children(dialect_);
  const std::string those = list(simple.list);
  return bounded("(" + those + ") and (" + place.among("*[" + those + "]") + ")");
}

}  // namespace trawl::extract
