#include "scraper/extract/css/css_pseudo.hpp"

#include <initializer_list>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/css/css_conditions.hpp"

namespace trawl::extract {
namespace {

std::string number(std::int64_t value) {
  return std::to_string(value);
}

/// XPath 1.0 can compare names only with names that stand in the expression.
constexpr std::string_view kNames =
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote "
    "body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog "
    "dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 "
    "head header hgroup hr html i iframe img input ins kbd label legend li link main map mark marquee "
    "menu meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture "
    "pre progress q rp rt ruby s samp script search section select slot small source span strike strong "
    "style sub summary sup svg linearGradient stop defs table tbody td template textarea tfoot th thead time "
    "title tr track tt u "
    "ul var video wbr xmp math path g use rect circle";

/// Writes conditions on HTML's elements: the forms of
/// https://html.spec.whatwg.org/multipage/semantics-other.html#pseudo-classes.
class HtmlStates {
 public:
  explicit HtmlStates(CssDialect dialect) : is_xml_(dialect == CssDialect::xml_tree) {}

  std::string link() const { return "@href and " + any_of({"a", "area", "link"}); }
  std::string any_link() const { return "@href and " + any_of({"a", "area"}); }
  std::string checked() const {
    return "(@checked and " + element("input") + " and @type[" + xpath_lowered(".") + " = 'checkbox' or " +
           xpath_lowered(".") + " = 'radio']) or (@selected and " + element("option") + ")";
  }
  std::string disabled() const {
    const std::string in_fieldset = "ancestor-or-self::*[parent::" + test("fieldset") +
                                    "[@disabled]][not(self::" + test("legend") +
                                    "[not(preceding-sibling::" + test("legend") + ")])]";
    return "(@disabled and " +
           any_of({"button", "input", "select", "textarea", "fieldset", "optgroup", "option"}) + ") or (" +
           any_of({"button", "input", "select", "textarea", "fieldset"}) + " and " + in_fieldset + ") or (" +
           element("option") + " and parent::" + test("optgroup") + "[@disabled])";
  }
  std::string enabled() const {
    return any_of({"button", "input", "select", "textarea", "fieldset", "optgroup", "option"}) + " and not(" +
           disabled() + ")";
  }
  std::string required() const { return "@required and " + any_of({"input", "select", "textarea"}); }
  std::string optional() const { return any_of({"input", "select", "textarea"}) + " and not(@required)"; }

 private:
  std::string test(const std::string& name) const {
    return is_xml_ ? "*[local-name() = '" + name + "']" : name;
  }
  std::string element(const std::string& name) const { return "self::" + test(name); }
  std::string any_of(std::initializer_list<const char*> names) const {
    std::string any;
    for (const char* name : names) any += (any.empty() ? "(" : " or ") + element(name);
    return any + ")";
  }

  bool is_xml_;
};

}  // namespace

std::string NthPlace::function(const std::string& kind) const {
  return (from_last_ ? "nth-last-" : "nth-") + kind + "(" + number(step_) + ", " + number(offset_) + ")";
}

std::string NthPlace::of_children(CssDialect dialect) const {
  if (dialect == CssDialect::html || is_quick()) return among("*");
  return function("child");
}

std::string NthPlace::of_type(const std::string& test, CssDialect dialect) const {
  if (test.empty() && dialect == CssDialect::html) return of_each_type();
  if (test.empty() || dialect == CssDialect::xml_tree) return function("of-type");
  if (dialect == CssDialect::html || is_quick()) return among(test);
  return function("of-type");
}

std::string NthPlace::of_each_type() const {
  std::string any;
  for (std::string_view rest = kNames; !rest.empty();) {
    const std::string name(text::take_until(rest, ' '));
    any += (any.empty() ? "(self::" : " or self::") + name + "[" + among(name) + "]";
  }
  return any + ")";
}

std::string NthPlace::among(const std::string& test) const {
  const std::string before = (from_last_ ? "following-sibling::" : "preceding-sibling::") + test;
  // A place in brackets lets the engine stop there, which counting does not. A condition that is a path alone
  // stops at the first node by itself.
  const auto at_least = [&](std::int64_t place) {
    return place == 2 ? before : before + "[" + number(place - 1) + "]";
  };
  const auto before_place = [&](std::int64_t place) { return "not(" + before + "[" + number(place) + "])"; };
  if (step_ == 0) {
    if (offset_ < 1) return "false()";
    const std::string end = before_place(offset_);
    return offset_ == 1 ? end : at_least(offset_) + " and " + end;
  }
  if (step_ == 1) return offset_ <= 1 ? "true()" : at_least(offset_);
  if (step_ == -1) return offset_ < 1 ? "false()" : before_place(offset_);
  const std::string count = "count(" + before + ")";
  const std::int64_t size = step_ < 0 ? -step_ : step_;
  const std::int64_t rest = ((offset_ - 1) % size + size) % size;
  const std::string fits = count + " mod " + number(size) + " = " + number(rest);
  if (step_ > 0) return offset_ - 1 < size ? fits : fits + " and " + count + " >= " + number(offset_ - 1);
  return offset_ < 1 ? "false()" : fits + " and " + count + " <= " + number(offset_ - 1);
}

std::string plain_pseudo_condition(const CssSimple& simple, const std::string& type_test,
                                   CssDialect dialect) {
  const HtmlStates html(dialect);
  const auto of_type = [&](std::int64_t step, std::int64_t offset, bool from_last) {
    return NthPlace(step, offset, from_last).of_type(type_test, dialect);
  };
  switch (simple.pseudo) {
    case CssPseudo::root:
      return "not(parent::*)";
    case CssPseudo::empty:
      return "not(*) and not(text())";
    case CssPseudo::first_child:
      return "not(preceding-sibling::*[1])";
    case CssPseudo::last_child:
      return "not(following-sibling::*[1])";
    case CssPseudo::only_child:
      return "parent::* and not(preceding-sibling::*[1]) and not(following-sibling::*[1])";
    case CssPseudo::first_of_type:
      return of_type(0, 1, false);
    case CssPseudo::last_of_type:
      return of_type(0, 1, true);
    case CssPseudo::only_of_type:
      return "parent::* and " + of_type(0, 1, false) + " and " + of_type(0, 1, true);
    case CssPseudo::nth_of_type:
      return of_type(simple.step, simple.offset, false);
    case CssPseudo::nth_last_of_type:
      return of_type(simple.step, simple.offset, true);
    case CssPseudo::link:
      return html.link();
    case CssPseudo::any_link:
      return html.any_link();
    case CssPseudo::checked:
      return html.checked();
    case CssPseudo::disabled:
      return html.disabled();
    case CssPseudo::enabled:
      return html.enabled();
    case CssPseudo::required:
      return html.required();
    case CssPseudo::optional:
      return html.optional();
    default:
      return "false()";
  }
}

std::string lang_condition(const std::vector<std::string>& ranges, bool is_xml) {
  const std::string holder = is_xml ? "@xml:lang or @lang" : "@lang";
  const std::string value = is_xml ? "(@xml:lang | @lang)[1]" : "@lang";
  std::string any;
  for (const std::string& written : ranges) {
    const std::string range = text::lowered(written);
    const std::string tag = "concat(" + xpath_lowered(value) + ", '-')";
    std::string one;
    if (range.empty())
      one = value + " = ''";
    else if (range == "*")
      one = "string-length(" + value + ") > 0";
    else if (range.starts_with("*-"))
      one = "contains(" + tag + ", " + xpath_literal(range.substr(1) + "-") + ")";
    else
      one = "starts-with(" + tag + ", " + xpath_literal(range + "-") + ")";
    any += (any.empty() ? "" : " or ") + one;
  }
  return "ancestor-or-self::*[" + holder + "][1][" + any + "]";
}

}  // namespace trawl::extract
