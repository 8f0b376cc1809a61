#include "scraper/extract/css/css_selector.hpp"

#include <algorithm>

#include "scraper/extract/css/css_conditions.hpp"
#include "scraper/extract/css/css_parser.hpp"

namespace trawl::extract {
namespace {

using Taken = CssComplex::Taken;

bool is_scope(const CssSimple& simple) {
  return simple.kind == CssSimple::Kind::pseudo && simple.pseudo == CssPseudo::scope;
}

/// Whether it begins at :scope, so that it can be walked forwards.
bool begins_at_scope(const CssComplex& complex) {
  const auto& conditions = complex.steps.front().compound.conditions;
  return std::any_of(conditions.begin(), conditions.end(), is_scope);
}

/// Writes whole lists; a single axis finds each match once and in order, without merging node sets.
class ListWriter {
 public:
  ListWriter(CssDialect dialect, bool is_row) : conditions_(dialect, is_row) {}

  std::string list(const std::vector<CssComplex>& all) {
    std::vector<const CssComplex*> attributes, others;
    std::string united;
    for (const CssComplex& one : all) {
      if (begins_at_scope(one))
        unite(united, from_scope(one));
      else
        (one.taken == Taken::attribute ? attributes : others).push_back(&one);
    }
    if (!others.empty()) unite(united, elements_and_texts(others));
    if (!attributes.empty()) unite(united, attributes_of(attributes));
    return united;
  }

 private:
  static void unite(std::string& all, const std::string& one) { all += (all.empty() ? "" : " | ") + one; }

  std::string elements(const std::vector<const CssComplex*>& all) {
    if (all.size() == 1) return "descendant-or-self::" + conditions_.step(*all[0]);
    return "descendant-or-self::*[" + any_of(all) + "]";
  }
  std::string any_of(const std::vector<const CssComplex*>& all) {
    std::string any;
    for (const CssComplex* one : all) any += (any.empty() ? "" : " or ") + conditions_.is(*one);
    return any;
  }
  static std::vector<const CssComplex*> those(const std::vector<const CssComplex*>& all, Taken taken) {
    std::vector<const CssComplex*> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some),
                 [&](const CssComplex* one) { return one->taken == taken; });
    return some;
  }

  std::string elements_and_texts(const std::vector<const CssComplex*>& all) {
    const auto texts = those(all, Taken::text);
    if (texts.empty()) return elements(all);
    if (texts.size() == all.size()) return elements(all) + "/text()";
    return "descendant-or-self::node()[self::text()[parent::*[" + any_of(texts) + "]] or " +
           any_of(those(all, Taken::element)) + "]";
  }

  std::string attributes_of(const std::vector<const CssComplex*>& all) {
    const auto is_same = [&](const CssComplex* one) { return one->attribute == all[0]->attribute; };
    if (std::all_of(all.begin(), all.end(), is_same))
      return elements(all) + "/" + conditions_.attribute(all[0]->attribute);
    std::string any;
    for (const CssComplex* one : all) {
      any += (any.empty() ? "" : " or ") + ("(" + conditions_.attribute_test(one->attribute)) + " and " +
             "parent::*[" + conditions_.is(*one) + "])";
    }
    return "descendant-or-self::*/@*[" + any + "]";
  }

  std::string from_scope(const CssComplex& complex) {
    CssCompound scope = complex.steps.front().compound;
    auto& conditions = scope.conditions;
    conditions.erase(std::remove_if(conditions.begin(), conditions.end(), is_scope), conditions.end());
    std::string path = "descendant-or-self::*[1]";
    if (const auto test = conditions_.is(scope); test != "self::*") path += "[" + test + "]";
    for (std::size_t i = 1; i < complex.steps.size(); ++i) {
      path += "/" +
              (is_all_below(complex, i) ? std::string("descendant-or-self::")
                                        : CssConditions::forward_axis(complex.steps[i].combinator)) +
              conditions_.compound(complex.steps[i].compound);
    }
    if (complex.taken == Taken::text) path += "/text()";
    if (complex.taken == Taken::attribute) path += "/" + conditions_.attribute(complex.attribute);
    return path;
  }

  CssConditions conditions_;
};

}  // namespace

CssXPath xpath_of(const std::string& css, CssDialect dialect) {
  const auto all = parse_css(css);
  CssXPath result;
  result.page = ListWriter(dialect, false).list(all);
  result.row = ListWriter(dialect, true).list(all);
  const CssComplex& last = all.back();
  if (last.taken == Taken::text) result.pseudo = "::text";
  if (last.taken == Taken::attribute) result.pseudo = "::attr(" + last.attribute + ")";
  return result;
}

}  // namespace trawl::extract
