#include "scraper/extract/tree/xpath_functions.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <re2/re2.h>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/tree/impl.hpp"

namespace trawl::extract {
namespace {

constexpr const char* kRegexSpace = "http://exslt.org/regular-expressions";
constexpr const char* kSetSpace = "http://exslt.org/sets";
constexpr std::size_t kMostPatterns = 100;

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

/// The steps that it takes to make a text of a node: one for each node below, and one for 64 bytes.
unsigned long steps_to_text(const xmlNode* top) {
  if (top->type != XML_ELEMENT_NODE && top->type != XML_DOCUMENT_NODE && top->type != XML_HTML_DOCUMENT_NODE)
    return 1;
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
  return steps + bytes / 64;
}

/// Counts the steps that the arguments of a function take, which libxml2 does not. False if that is too many.
bool charge(xmlXPathParserContextPtr parser, int count) {
  xmlXPathContext& context = *parser->context;
  unsigned long steps = 0;
  if (count == 0 && context.node != nullptr) steps = steps_to_text(context.node);
  for (int i = 0; i < count && i < parser->valueNr; ++i) {
    const xmlXPathObject* const value = parser->valueTab[parser->valueNr - 1 - i];
    const xmlNodeSet* const nodes = value->type == XPATH_NODESET ? value->nodesetval : nullptr;
    if (nodes != nullptr && nodes->nodeNr > 0) steps += steps_to_text(nodes->nodeTab[0]);
  }
  context.opCount += steps;
  if (context.opLimit == 0 || context.opCount <= context.opLimit) return true;
  xmlXPathSetError(parser, XPATH_OP_LIMIT_EXCEEDED);
  return false;
}

template <xmlXPathFunction function>
void charged(xmlXPathParserContextPtr parser, int count) {
  if (charge(parser, count)) function(parser, count);
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
  bool all = true;
  for (int i = 0; i < count; ++i) all &= has_class(classes, pop_text(parser));
  xmlXPathReturnBoolean(parser, all);
}

void ends_with_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 2)) return;
  const std::string end = pop_text(parser), text = pop_text(parser);
  xmlXPathReturnBoolean(parser, text.ends_with(end));
}

XPathState& state_of(xmlXPathParserContextPtr parser) {
  return *static_cast<XPathState*>(parser->context->userData);
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
  xmlXPathReturnBoolean(parser, re2::RE2::PartialMatch(text, *compiled));
}

void replace_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 4)) return;
  const std::string replacement = pop_text(parser), flags = pop_text(parser), pattern = pop_text(parser);
  std::string text = pop_text(parser);
  const re2::RE2* const compiled = state_of(parser).find(pattern, flags);
  if (compiled == nullptr) {
    xmlXPathSetError(parser, XPATH_EXPR_ERROR);
    return;
  }
  if (flags.find('g') == std::string::npos) {
    re2::RE2::Replace(&text, *compiled, replacement);
  } else {
    re2::RE2::GlobalReplace(&text, *compiled, replacement);
  }
  xmlXPathReturnString(parser, xmlStrdup(xml_text(text.c_str())));
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
  const auto members = members_of(*second);
  bool found = false;
  for (int i = 0; i < first->nodeNr && !found; ++i) found = members.contains(first->nodeTab[i]);
  xmlXPathReturnBoolean(parser, found);
}

void distinct_function(xmlXPathParserContextPtr parser, int count) {
  if (!takes(parser, count, 1)) return;
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
  if (!takes(parser, count, 1)) return;
  std::unordered_set<std::string> ids = pop_ids(parser);
  xmlNodeSetPtr found = xmlXPathNodeSetCreate(nullptr);
  const xmlNode* node = reinterpret_cast<const xmlNode*>(parser->context->doc)->children;
  while (node != nullptr && !ids.empty()) {
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
}

}  // namespace

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
  xmlXPathRegisterNs(context, xml_text("re"), xml_text(kRegexSpace));
  xmlXPathRegisterNs(context, xml_text("set"), xml_text(kSetSpace));
  xmlXPathRegisterNs(context, xml_text("xlink"), xml_text("http://www.w3.org/1999/xlink"));
  const auto replace = [context](const char* name, xmlXPathFunction function) {
    xmlXPathRegisterFunc(context, xml_text(name), nullptr);
    xmlXPathRegisterFunc(context, xml_text(name), function);
  };
  replace("id", id_function);  // libxml2's looks into an index that is not made
  replace("concat", charged<xmlXPathConcatFunction>);
  replace("contains", charged<xmlXPathContainsFunction>);
  replace("normalize-space", charged<xmlXPathNormalizeFunction>);
  replace("number", charged<xmlXPathNumberFunction>);
  replace("starts-with", charged<xmlXPathStartsWithFunction>);
  replace("string", charged<xmlXPathStringFunction>);
  replace("string-length", charged<xmlXPathStringLengthFunction>);
  replace("substring", charged<xmlXPathSubstringFunction>);
  replace("substring-after", charged<xmlXPathSubstringAfterFunction>);
  replace("substring-before", charged<xmlXPathSubstringBeforeFunction>);
  replace("translate", charged<xmlXPathTranslateFunction>);
  xmlXPathRegisterFunc(context, xml_text("has-class"), has_class_function);
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
