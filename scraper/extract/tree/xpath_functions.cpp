#include "scraper/extract/tree/xpath_functions.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <re2/re2.h>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/pattern_search.hpp"
#include "scraper/extract/rows/page_budget.hpp"
#include "scraper/extract/tree/impl.hpp"
#include "scraper/extract/tree/xpath_operators.hpp"

namespace trawl::extract {
namespace {

constexpr const char* kRegexSpace = "http://exslt.org/regular-expressions";
constexpr const char* kSetSpace = "http://exslt.org/sets";
constexpr std::size_t kMostPatterns = 100;
constexpr std::size_t kMostReplaced = 8 << 20;
// What it costs to compile a pattern, about, and besides for each part of it.
constexpr unsigned long kPatternSteps = 1'000, kPartSteps = 10;
constexpr std::size_t kStepBytes = 64;
constexpr unsigned long kMemberSteps = 4;       // of a node of a set
constexpr unsigned long kEvaluationSteps = 10;  // the same of an evaluation

const xmlChar* xml_text(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}
std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// Takes the last argument.
std::string pop_text(xmlXPathParserContextPtr parser) {
  xmlChar* const text = xmlXPathPopString(parser);
  std::string copy(view_of(text));
  xmlFree(text);
  return copy;
}

/// Whether that many arguments were given; otherwise the evaluation fails.
bool takes(xmlXPathParserContextPtr parser, int count, int wanted) {
  if (count == wanted) return true;
  xmlXPathSetArityError(parser);
  return false;
}

/// Counts the steps that the arguments of a function take, which libxml2 does not. False if that is too many.
bool charge(xmlXPathParserContextPtr parser, int count) {
  const xmlXPathContext& context = *parser->context;
  unsigned long steps = 0;
  if (count == 0 && context.node != nullptr) steps = steps_to_text(context.node);
  for (int i = 0; i < count && i < parser->valueNr; ++i) {
    const xmlXPathObject* const value = parser->valueTab[parser->valueNr - 1 - i];
    const xmlNodeSet* const nodes = value->type == XPATH_NODESET ? value->nodesetval : nullptr;
    if (nodes != nullptr && nodes->nodeNr > 0) steps += steps_to_text(nodes->nodeTab[0]);
  }
  return spend(parser, steps);
}

/// The same for a function that reads the texts of all nodes.
bool charge_all(xmlXPathParserContextPtr parser, int count) {
  if (count != 1 || parser->valueNr == 0 || parser->value->type != XPATH_NODESET) return true;
  const xmlNodeSet* const nodes = parser->value->nodesetval;
  unsigned long steps = 0;
  for (int i = 0; nodes != nullptr && i < nodes->nodeNr; ++i) steps += steps_to_text(nodes->nodeTab[i]);
  return spend(parser, steps);
}

template <xmlXPathFunction function>
void charged(xmlXPathParserContextPtr parser, int count) {
  if (charge(parser, count)) function(parser, count);
}

template <xmlXPathFunction function>
void charged_for_all(xmlXPathParserContextPtr parser, int count) {
  if (charge_all(parser, count)) function(parser, count);
}

/// Fails the evaluation when the page's budget has ended under a pattern.
template <class Function>
void within_budget(xmlXPathParserContextPtr parser, const Function& function) {
  try {
    function(*state_of(parser).budget);
  } catch (const SelectorError& error) {
    state_of(parser).error = error.what();
    xmlXPathSetError(parser, XPATH_EXPR_ERROR);
  }
}

/// libxml2's needs the product of both lengths.
std::size_t place_in(std::string_view text, std::string_view wanted) {
  if (wanted.empty()) return 0;
  const void* const found = memmem(text.data(), text.size(), wanted.data(), wanted.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

void contains_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 2)) return;
  const std::string wanted = pop_text(parser), text = pop_text(parser);
  xmlXPathReturnBoolean(parser, place_in(text, wanted) != std::string_view::npos);
}

template <bool before>
void substring_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 2)) return;
  const std::string wanted = pop_text(parser), text = pop_text(parser);
  const std::size_t at = place_in(text, wanted);
  std::string part;
  if (at != std::string_view::npos) part = before ? text.substr(0, at) : text.substr(at + wanted.size());
  xmlXPathReturnString(parser, xmlStrdup(xml_text(part.c_str())));
}

/// libxml2 looks each character up in the second argument, from its begin.
void translate_function(xmlXPathParserContextPtr parser, int count) {
  if (count == 3 && parser->valueNr >= 3) {
    xmlXPathStringFunction(parser, 1);
    const std::string to = pop_text(parser);
    xmlXPathStringFunction(parser, 1);
    const std::string from = pop_text(parser);
    xmlXPathStringFunction(parser, 1);
    const std::string text = pop_text(parser);
    if (parser->error != XPATH_EXPRESSION_OK || !spend(parser, text.size() / 64 * (from.size() + 1))) return;
    for (const std::string& one : {text, from, to})
      valuePush(parser, xmlXPathNewString(xml_text(one.c_str())));
  }
  xmlXPathTranslateFunction(parser, count);
}

/// Whether `wanted` is one of the words of a class attribute
/// (https://dom.spec.whatwg.org/#concept-ordered-set-parser).
bool has_class(std::string_view classes, std::string_view wanted) {
  for (std::size_t at = classes.find(wanted); at != std::string_view::npos;
       at = classes.find(wanted, at + 1)) {
    const auto is_space = [&](std::size_t place) {
      return place >= classes.size() || text::kAsciiSpace.find(classes[place]) != std::string_view::npos;
    };
    if ((at == 0 || is_space(at - 1)) && is_space(at + wanted.size())) return true;
    if (wanted.empty()) return false;
  }
  return false;
}

std::string_view attribute_of(const xmlNode* node, std::string_view name) {
  if (node == nullptr || node->type != XML_ELEMENT_NODE) return {};
  for (const xmlAttr* one = node->properties; one != nullptr; one = one->next) {
    if (one->ns == nullptr && view_of(one->name) == name) return view_of(one->children->content);
  }
  return {};
}

void has_class_function(xmlXPathParserContextPtr parser, int count) {
  if (count < 1) {
    xmlXPathSetArityError(parser);
    return;
  }
  const std::string_view classes = attribute_of(parser->context->node, "class");
  if (!spend(parser, classes.size() / kStepBytes)) return;
  bool all = true;
  for (int i = 0; i < count; ++i) all &= has_class(classes, pop_text(parser));
  xmlXPathReturnBoolean(parser, all);
}

/// libxml2's asks each ancestor for its attributes.
void lang_function(xmlXPathParserContextPtr parser, int count) {
  unsigned long steps = 0;
  for (const xmlNode* node = parser->context->node; node != nullptr; node = node->parent, ++steps) {
    if (node->type != XML_ELEMENT_NODE) continue;
    for (const xmlAttr* one = node->properties; one != nullptr; one = one->next) ++steps;
  }
  if (spend(parser, steps)) xmlXPathLangFunction(parser, count);
}

void ends_with_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 2)) return;
  const std::string end = pop_text(parser), text = pop_text(parser);
  xmlXPathReturnBoolean(parser, text.ends_with(end));
}

void test_function(xmlXPathParserContextPtr parser, int count) {
  if (count != 2 && count != 3) {
    xmlXPathSetArityError(parser);
    return;
  }
  const std::string flags = count == 3 ? pop_text(parser) : "", pattern = pop_text(parser),
                    text = pop_text(parser);
  const re2::RE2* const compiled = state_of(parser).find(pattern, flags);
  if (compiled == nullptr) {
    xmlXPathSetError(parser, XPATH_EXPR_ERROR);
    return;
  }
  within_budget(
      parser, [&](PageBudget& budget) { xmlXPathReturnBoolean(parser, is_found(*compiled, text, budget)); });
}

void replace_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 4)) return;
  const std::string replacement = pop_text(parser), flags = pop_text(parser), pattern = pop_text(parser);
  const std::string text = pop_text(parser);
  const re2::RE2* const compiled = state_of(parser).find(pattern, flags);
  if (compiled == nullptr) {
    xmlXPathSetError(parser, XPATH_EXPR_ERROR);
    return;
  }
  const Replaced which = flags.find('g') == std::string::npos ? Replaced::first : Replaced::all;
  within_budget(parser, [&](PageBudget& budget) {
    const auto result = replaced(*compiled, text, replacement, which, kMostReplaced, budget);
    if (!result) throw SelectorError(0, "re:replace() makes a text of more than 8 MiB");
    xmlXPathReturnString(parser, xmlStrdup(xml_text(result->c_str())));
  });
}

using NodeSet = std::unique_ptr<xmlNodeSet, void (*)(xmlNodeSetPtr)>;

/// Takes the last argument; null if it is no set of nodes.
NodeSet pop_nodes(xmlXPathParserContextPtr parser) {
  xmlNodeSetPtr nodes = xmlXPathPopNodeSet(parser);
  if (nodes == nullptr && parser->error == XPATH_EXPRESSION_OK) nodes = xmlXPathNodeSetCreate(nullptr);
  return {nodes, xmlXPathFreeNodeSet};
}

std::unordered_set<const xmlNode*> members_of(const xmlNodeSet& nodes) {
  return {nodes.nodeTab, nodes.nodeTab + nodes.nodeNr};
}

/// What is in the first set and, as `wanted` says, in the second or not in it.
void select_function(xmlXPathParserContextPtr parser, int count, bool wanted) {
  if (!takes(parser, count, 2)) return;
  const NodeSet second = pop_nodes(parser), first = pop_nodes(parser);
  if (!first || !second) return;
  if (!spend(parser, kMemberSteps * static_cast<unsigned long>(first->nodeNr + second->nodeNr))) return;
  const auto members = members_of(*second);
  xmlNodeSetPtr chosen = xmlXPathNodeSetCreate(nullptr);
  for (int i = 0; i < first->nodeNr; ++i) {
    if (members.contains(first->nodeTab[i]) == wanted) xmlXPathNodeSetAddUnique(chosen, first->nodeTab[i]);
  }
  valuePush(parser, xmlXPathWrapNodeSet(chosen));
}

void difference_function(xmlXPathParserContextPtr parser, int count) {
  select_function(parser, count, false);
}

void intersection_function(xmlXPathParserContextPtr parser, int count) {
  select_function(parser, count, true);
}

void has_same_node_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 2)) return;
  const NodeSet second = pop_nodes(parser), first = pop_nodes(parser);
  if (!first || !second) return;
  if (!spend(parser, kMemberSteps * static_cast<unsigned long>(first->nodeNr + second->nodeNr))) return;
  const auto members = members_of(*second);
  bool found = false;
  for (int i = 0; i < first->nodeNr && !found; ++i) found = members.contains(first->nodeTab[i]);
  xmlXPathReturnBoolean(parser, found);
}

void distinct_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 1) || !charge_all(parser, count)) return;
  const NodeSet nodes = pop_nodes(parser);
  if (!nodes) return;
  std::unordered_set<std::string> seen;
  xmlNodeSetPtr chosen = xmlXPathNodeSetCreate(nullptr);
  for (int i = 0; i < nodes->nodeNr; ++i) {
    xmlChar* const text = xmlXPathCastNodeToString(nodes->nodeTab[i]);
    if (seen.emplace(view_of(text)).second) xmlXPathNodeSetAddUnique(chosen, nodes->nodeTab[i]);
    xmlFree(text);
  }
  valuePush(parser, xmlXPathWrapNodeSet(chosen));
}

/// The words of the argument, or of the texts of its nodes.
std::unordered_set<std::string> pop_ids(xmlXPathParserContextPtr parser) {
  std::string text;
  if (xmlXPathStackIsNodeSet(parser)) {
    const NodeSet nodes = pop_nodes(parser);
    for (int i = 0; nodes && i < nodes->nodeNr; ++i) {
      xmlChar* const one = xmlXPathCastNodeToString(nodes->nodeTab[i]);
      (text += view_of(one)) += ' ';
      xmlFree(one);
    }
  } else {
    text = pop_text(parser);
  }
  std::unordered_set<std::string> ids;
  for (std::size_t at = 0; (at = text.find_first_not_of(text::kAsciiSpace, at)) != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(text::kAsciiSpace, at), text.size());
    ids.insert(text.substr(at, end - at));
    at = end;
  }
  return ids;
}

void id_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 1) || !charge_all(parser, count)) return;
  std::unordered_set<std::string> ids = pop_ids(parser);
  xmlNodeSetPtr found = xmlXPathNodeSetCreate(nullptr);
  const xmlNode* node = reinterpret_cast<const xmlNode*>(parser->context->doc)->children;
  unsigned long steps = 0;
  while (node != nullptr && !ids.empty()) {
    ++steps;
    if (const std::string_view id = attribute_of(node, "id"); !id.empty() && ids.erase(std::string(id)) != 0)
      xmlXPathNodeSetAddUnique(found, const_cast<xmlNode*>(node));
    if (node->children != nullptr) {
      node = node->children;
      continue;
    }
    while (node != nullptr && node->next == nullptr) node = node->parent;
    if (node != nullptr) node = node->next;
  }
  valuePush(parser, xmlXPathWrapNodeSet(found));
  spend(parser, steps);
}

}  // namespace

XPathState& state_of(xmlXPathParserContextPtr parser) {
  return *static_cast<XPathState*>(parser->context->userData);
}

bool spend(xmlXPathParserContextPtr parser, unsigned long steps) {
  xmlXPathContext& context = *parser->context;
  context.opCount += steps;
  if (context.opLimit == 0 || context.opCount <= context.opLimit) return true;
  xmlXPathSetError(parser, XPATH_OP_LIMIT_EXCEEDED);
  return false;
}

unsigned long steps_to_text(const xmlNode* top) {
  if (top->type == XML_NAMESPACE_DECL) return 1;
  if (top->type == XML_ATTRIBUTE_NODE)
    return 1 + (top->children == nullptr ? 0 : text_of(top->children).size() / kStepBytes);
  if (top->type != XML_ELEMENT_NODE && top->type != XML_DOCUMENT_NODE && top->type != XML_HTML_DOCUMENT_NODE)
    return 1 + text_of(top).size() / kStepBytes;
  unsigned long steps = 1, bytes = 0;
  for (const xmlNode* node = top->children; node != nullptr; ++steps) {
    if (node->type == XML_TEXT_NODE) bytes += text_of(node).size();
    if (node->children != nullptr) {
      node = node->children;
      continue;
    }
    while (node != top && node->next == nullptr) node = node->parent;
    node = node == top ? nullptr : node->next;
  }
  return steps + bytes / kStepBytes;
}

namespace {

std::size_t number_of(const xmlNode* node) {
  return reinterpret_cast<std::size_t>(node->_private);
}

}  // namespace

void put_in_order(std::vector<xmlNode*>& nodes, bool might_repeat) {
  const auto before = [](const xmlNode* a, const xmlNode* b) { return number_of(a) < number_of(b); };
  if (!std::ranges::is_sorted(nodes, before)) std::ranges::sort(nodes, before);
  if (might_repeat) nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

xmlXPathObjectPtr evaluated(const CompiledSteps& steps, xmlNode* start, xmlXPathContextPtr context) {
  constexpr unsigned long kWays = 8;  // that libxml2 counts at a node
  const xmlNode* const top = steps.from_root ? reinterpret_cast<xmlNode*>(context->doc) : start;
  const unsigned long size = steps.is_streamed ? size_below(top) : 0, limit = context->opLimit;
  context->node = start;
  context->opCount += kEvaluationSteps + size;
  if (context->opCount > limit) {
    static_cast<XPathState*>(context->userData)->error_code =
        static_cast<int>(XPATH_OP_LIMIT_EXCEEDED) + static_cast<int>(XML_XPATH_EXPRESSION_OK);
    return nullptr;
  }
  if (!steps.is_streamed) return xmlXPathCompiledEval(steps.expression, context);
  // libxml2 prints where such a walk takes too many steps, so this one never does.
  const unsigned long count = context->opCount;
  context->opLimit += kWays * size;
  const xmlXPathObjectPtr result = xmlXPathCompiledEval(steps.expression, context);
  context->opLimit = limit;
  context->opCount = count;
  return result;
}

XPathState::XPathState() = default;
XPathState::~XPathState() = default;

const re2::RE2* XPathState::find(const std::string& pattern, const std::string& flags) {
  const bool ignores_case = flags.find('i') != std::string::npos;
  const std::string key = (ignores_case ? "i" : " ") + pattern;
  auto& compiled = compiled_[key];
  if (!compiled) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(!ignores_case);
    compiled = std::make_unique<re2::RE2>(pattern, options);
    const auto parts = static_cast<std::uint64_t>(std::max(compiled->ProgramSize(), 0));
    if (budget != nullptr) budget->spend(kPatternSteps + pattern.size() + parts * kPartSteps);
  }
  if (!compiled->ok()) {
    error = "the pattern \"" + pattern + "\" cannot be read: " + compiled->error();
    compiled_.erase(key);
    return nullptr;
  }
  if (compiled_.size() <= kMostPatterns) return compiled.get();
  auto kept = std::move(compiled);
  compiled_.clear();
  return (compiled_[key] = std::move(kept)).get();
}

void register_functions(xmlXPathContextPtr context) {
  register_places(context);
  register_operators(context);
  xmlXPathRegisterNs(context, xml_text("re"), xml_text(kRegexSpace));
  xmlXPathRegisterNs(context, xml_text("set"), xml_text(kSetSpace));
  xmlXPathRegisterNs(context, xml_text("xlink"), xml_text("http://www.w3.org/1999/xlink"));
  const auto replace = [context](const char* name, xmlXPathFunction function) {
    xmlXPathRegisterFunc(context, xml_text(name), nullptr);
    xmlXPathRegisterFunc(context, xml_text(name), function);
  };
  replace("id", id_function);  // libxml2's looks into an index that is not made
  replace("ceiling", charged<xmlXPathCeilingFunction>);
  replace("concat", charged<xmlXPathConcatFunction>);
  replace("contains", charged<contains_function>);
  replace("floor", charged<xmlXPathFloorFunction>);
  replace("lang", charged<lang_function>);
  replace("normalize-space", charged<xmlXPathNormalizeFunction>);
  replace("number", charged<xmlXPathNumberFunction>);
  replace("round", charged<xmlXPathRoundFunction>);
  replace("starts-with", charged<xmlXPathStartsWithFunction>);
  replace("string", charged<xmlXPathStringFunction>);
  replace("string-length", charged<xmlXPathStringLengthFunction>);
  replace("substring", charged<xmlXPathSubstringFunction>);
  replace("substring-after", charged<substring_function<false>>);
  replace("substring-before", charged<substring_function<true>>);
  replace("sum", charged_for_all<xmlXPathSumFunction>);
  replace("translate", charged<translate_function>);
  xmlXPathRegisterFunc(context, xml_text("has-class"), charged<has_class_function>);
  xmlXPathRegisterFunc(context, xml_text("ends-with"), charged<ends_with_function>);
  const auto add = [context](const char* name, const char* space, xmlXPathFunction function) {
    xmlXPathRegisterFuncNS(context, xml_text(name), xml_text(space), function);
  };
  add("test", kRegexSpace, charged<test_function>);
  add("replace", kRegexSpace, charged<replace_function>);
  add("difference", kSetSpace, difference_function);
  add("intersection", kSetSpace, intersection_function);
  add("has-same-node", kSetSpace, has_same_node_function);
  add("distinct", kSetSpace, distinct_function);
}

}  // namespace trawl::extract
