#include "scraper/extract/css/css_parser.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/css/css_nth.hpp"
#include "scraper/extract/css/css_pseudo_classes.hpp"
#include "scraper/extract/css/css_scanner.hpp"

namespace trawl::extract {
namespace {

constexpr int kNesting = 16;
constexpr std::size_t kLength = 64 * 1024;

/// Pseudo-elements that CSS allows with a single colon.
constexpr std::array<std::string_view, 4> kOldPseudoElements{"before", "after", "first-line", "first-letter"};

class Parser {
 public:
  explicit Parser(const std::string& text) : in_(text) {}

  std::vector<CssComplex> whole() {
    auto all = list(0, false);
    if (!in_.at_end()) in_.fail("unexpected " + in_.shown());
    return all;
  }

 private:
  /// A list up to the end or a closing parenthesis.
  std::vector<CssComplex> list(int depth, bool is_relative) {
    if (depth > kNesting) in_.fail("selectors are nested too deeply");
    std::vector<CssComplex> all;
    std::string after;
    do {
      in_.skip_space();
      all.push_back(complex(depth, is_relative, after));
      after = " after ','";
    } while (in_.take(','));
    return all;
  }

  char combinator() {
    for (const char c : {'>', '+', '~'}) {
      if (in_.take(c)) return c;
    }
    return '\0';
  }

  CssComplex complex(int depth, bool is_relative, std::string after) {
    CssComplex result;
    CssStep step;
    if (const char leading = is_relative ? combinator() : '\0') {
      step.combinator = leading;
      after = std::string(" after '") + leading + "'";
      in_.skip_space();
    }
    while (true) {
      step.compound = compound(depth, after, result);
      result.steps.push_back(std::move(step));
      step = CssStep();
      const bool has_space = in_.skip_space();
      if (in_.at_end() || in_.peek() == ',' || in_.peek() == ')') return result;
      if (result.taken != CssComplex::Taken::element)
        in_.fail("nothing can follow ::text or ::attr(), but here is " + in_.shown());
      const std::size_t at = in_.at();
      if (const char given = combinator()) {
        if (given == '>' && in_.peek() == '>') CssScanner::fail_at(at, "'>>' is not known; write a blank");
        step.combinator = given;
        after = std::string(" after '") + given + "'";
        in_.skip_space();
      } else if (has_space) {
        after.clear();
      } else {
        in_.fail("unexpected " + in_.shown());
      }
    }
  }

  CssCompound compound(int depth, const std::string& after, CssComplex& whole) {
    CssCompound result;
    const std::size_t begin = in_.at();
    type(result);
    while (true) {
      in_.skip_comments();
      if (whole.taken != CssComplex::Taken::element) break;
      if (in_.take('.')) {
        add(result, CssSimple::Kind::of_class).name = wanted_name("after '.'");
      } else if (in_.take('#')) {
        add(result, CssSimple::Kind::id).name = id();
      } else if (in_.take('[')) {
        attribute(add(result, CssSimple::Kind::attribute));
      } else if (in_.peek() == ':' && in_.peek(1) == ':') {
        pseudo_element(depth, whole);
      } else if (in_.take(':')) {
        pseudo_class(depth, add(result, CssSimple::Kind::pseudo));
      } else {
        break;
      }
    }
    if (in_.at() == begin) {
      const bool is_missing = in_.at_end() || in_.peek() == ',' || in_.peek() == ')' || in_.peek() == '>' ||
                              in_.peek() == '+' || in_.peek() == '~';
      in_.fail("expected a selector" + after +
               (is_missing && (in_.at_end() || !after.empty()) ? "" : ", not " + in_.shown()));
    }
    return result;
  }

  static CssSimple& add(CssCompound& compound, CssSimple::Kind kind) {
    compound.conditions.emplace_back();
    compound.conditions.back().kind = kind;
    return compound.conditions.back();
  }

  std::string wanted_name(const std::string& where) {
    auto name = in_.name();
    if (!name) in_.fail("expected a name " + where);
    return *std::move(name);
  }

  /// Only what is an identifier is an ID: "#1a" is none (Selectors section 6.7).
  std::string id() {
    if (auto name = in_.name()) return *std::move(name);
    if (text::is_digit(in_.peek()))
      in_.fail(std::string("an ID selector cannot begin with a digit; write #\\3") + in_.peek() +
               " … or [id=\"…\"]");
    in_.fail("expected a name after '#'");
  }

  bool take_bar() { return in_.peek() == '|' && in_.peek(1) != '=' && in_.peek(1) != '|' && in_.take('|'); }

  /// E, *, ns|E, *|E, |E, or nothing.
  void type(CssCompound& result) {
    if (take_bar()) {
      result.prefix = "";
    } else if (in_.take('*')) {
      if (!take_bar()) return;
      result.prefix = "*";
    } else if (auto name = in_.name()) {
      if (!take_bar()) {
        result.name = *std::move(name);
        return;
      }
      result.prefix = std::move(name);
    } else {
      return;
    }
    if (!in_.take('*')) result.name = wanted_name("or '*' after '|'");
  }

  void attribute(CssSimple& simple) {
    in_.skip_space();
    attribute_name(simple);
    in_.skip_space();
    if (in_.take(']')) return;
    constexpr std::string_view kMatches = "~|^$*!";
    if (in_.take('=')) {
      simple.match = '=';
    } else if (!in_.at_end() && kMatches.find(in_.peek()) != std::string_view::npos && in_.peek(1) == '=') {
      simple.match = in_.peek();
      in_.take(simple.match);
      in_.take('=');
    } else {
      in_.fail("expected ']' or one of = ~= |= ^= $= *= !=, not " + in_.shown());
    }
    in_.skip_space();
    simple.value = attribute_value();
    const bool has_space = in_.skip_space();
    if (in_.take(']')) return;
    const std::size_t at = in_.at();
    const auto flag = in_.name();
    if (!flag) in_.fail("expected ']', not " + in_.shown());
    const char c = flag->size() == 1 ? text::lower((*flag)[0]) : '\0';
    if (c != 'i' && c != 's') {
      CssScanner::fail_at(at, has_space ? "expected ']' or a flag (i or s); a value with blanks needs quotes"
                                        : "expected ']' or a flag (i or s)");
    }
    simple.flag = c;
    in_.skip_space();
    if (!in_.take(']')) in_.fail("expected ']', not " + in_.shown());
  }

  void attribute_name(CssSimple& simple) {
    if (take_bar()) {
      simple.prefix = "";
    } else if (in_.take('*')) {
      if (!take_bar()) in_.fail("expected '|' after '*'");
      simple.prefix = "*";
    } else {
      simple.name = wanted_name("after '['");
      if (!take_bar()) return;
      simple.prefix = std::move(simple.name);
    }
    simple.name = wanted_name("after '|'");
  }

  std::string attribute_value() {
    if (auto value = in_.quoted()) return *std::move(value);
    if (auto value = in_.name()) return *std::move(value);
    if (in_.at_end() || in_.peek() == ']') in_.fail("expected a value");
    in_.fail("expected a value in quotes, not " + in_.shown());
  }

  void pseudo_element(int depth, CssComplex& whole) {
    const std::size_t at = in_.at();
    in_.take(':');
    in_.take(':');
    const std::string name = text::lowered(wanted_name("after '::'"));
    if (name == "text") {
      if (in_.peek() == '(') in_.fail("::text takes nothing in parentheses");
      whole.taken = CssComplex::Taken::text;
    } else if (name == "attr") {
      if (!in_.take('(')) in_.fail("expected '(' after ::attr");
      in_.skip_space();
      auto attribute = in_.quoted();
      whole.attribute = attribute ? *std::move(attribute) : wanted_name("after '('");
      if (whole.attribute.empty()) CssScanner::fail_at(at, "::attr() wants an attribute's name");
      close();
      whole.taken = CssComplex::Taken::attribute;
    } else {
      CssScanner::fail_at(at, "no '::" + name + "' in a document; there are ::text and ::attr(name)");
    }
    if (depth > 0) CssScanner::fail_at(at, "::" + name + " can stand at the end of a selector alone");
  }

  void close() {
    in_.skip_space();
    if (!in_.take(')')) in_.fail("expected ')', not " + in_.shown());
  }

  void pseudo_class(int depth, CssSimple& simple) {
    const std::size_t at = in_.at() - 1;
    const std::string name = text::lowered(wanted_name("after ':'"));
    const CssPseudoClass* const known = css_pseudo_class(name);
    if (known == nullptr) unknown(at, name);
    simple.pseudo = known->pseudo;
    const bool has_parentheses = in_.take('(');
    if (known->takes == CssTakes::nothing) {
      if (has_parentheses) CssScanner::fail_at(at, "':" + name + "' takes nothing in parentheses");
      return;
    }
    if (!has_parentheses) in_.fail("expected '(' after ':" + name + "'");
    in_.skip_space();
    if (known->takes == CssTakes::selectors || known->takes == CssTakes::relative) {
      simple.list = list(depth + 1, known->takes == CssTakes::relative);
    } else if (known->takes == CssTakes::words) {
      words(simple);
    } else {
      const bool has_space = read_nth(in_, simple.step, simple.offset);
      if (known->takes == CssTakes::nth_of) of(depth, has_space, simple);
    }
    close();
  }

  [[noreturn]] static void unknown(std::size_t at, const std::string& name) {
    const bool is_element =
        std::find(kOldPseudoElements.begin(), kOldPseudoElements.end(), name) != kOldPseudoElements.end();
    if (is_element) CssScanner::fail_at(at, "no '" + name + "' in a document");
    if (name == "text" || name == "attr") CssScanner::fail_at(at, "write ::" + name + " with two colons");
    CssScanner::fail_at(at, "unknown pseudo-class ':" + name + "'");
  }

  void words(CssSimple& simple) {
    do {
      in_.skip_space();
      auto word = in_.quoted();
      if (!word && simple.pseudo == CssPseudo::lang && in_.peek() == '*') {  // :lang(*-CH)
        in_.take('*');
        const auto rest = in_.hash();
        word = "*" + rest.value_or("");
      }
      if (!word) word = in_.name();
      if (!word) in_.fail("expected a name or a string, not " + in_.shown());
      simple.words.push_back(*std::move(word));
      in_.skip_space();
    } while (simple.pseudo == CssPseudo::lang && in_.take(','));
  }

  void of(int depth, bool has_space, CssSimple& simple) {
    if (in_.peek() == ')') return;
    const std::size_t at = in_.at();
    const auto word = in_.name();
    if (!has_space || !word || !text::equal_ignoring_case(*word, "of"))
      CssScanner::fail_at(at, "expected ')' or 'of'");
    simple.list = list(depth + 1, false);
  }

  CssScanner in_;
};

}  // namespace

std::vector<CssComplex> parse_css(const std::string& text) {
  if (text.size() > kLength) CssScanner::fail_at(kLength, "a selector may have 64 KiB");
  return Parser(text).whole();
}

}  // namespace trawl::extract
