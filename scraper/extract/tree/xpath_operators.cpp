#include "scraper/extract/tree/xpath_operators.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <xxhash.h>

#include "scraper/extract/tree/impl.hpp"
#include "scraper/extract/tree/xpath_functions.hpp"

namespace trawl::extract {
namespace {

constexpr unsigned long kMemberSteps = 4;  // what a node in a set costs besides its text

const xmlChar* xml_text(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

using Object = std::unique_ptr<xmlXPathObject, void (*)(xmlXPathObjectPtr)>;

Object pop(xmlXPathParserContextPtr parser) {
  return {valuePop(parser), xmlXPathFreeObject};
}

std::vector<xmlNode*> nodes_of(const xmlXPathObject& object) {
  const xmlNodeSet* const set = object.nodesetval;
  return set == nullptr || set->nodeNr == 0 ? std::vector<xmlNode*>()
                                            : std::vector<xmlNode*>(set->nodeTab, set->nodeTab + set->nodeNr);
}

/// Takes the last argument. False if it is no set of nodes; then the evaluation fails.
bool pop_nodes(xmlXPathParserContextPtr parser, std::vector<xmlNode*>& nodes) {
  const Object object = pop(parser);
  if (object && object->type == XPATH_NODESET) {
    nodes = nodes_of(*object);
    return true;
  }
  xmlXPathSetError(parser, XPATH_INVALID_TYPE);
  return false;
}

void push_nodes(xmlXPathParserContextPtr parser, const std::vector<xmlNode*>& nodes) {
  xmlNodeSetPtr set = xmlXPathNodeSetCreate(nullptr);
  for (xmlNode* const node : nodes) xmlXPathNodeSetAddUnique(set, node);
  valuePush(parser, xmlXPathWrapNodeSet(set));
}

bool spend_texts(xmlXPathParserContextPtr parser, const std::vector<xmlNode*>& nodes) {
  unsigned long steps = 0;
  for (const xmlNode* const node : nodes) steps += kMemberSteps + steps_to_text(node);
  return spend(parser, steps);
}

bool has_children(const xmlNode* node) {
  return node->type == XML_ELEMENT_NODE || node->type == XML_DOCUMENT_NODE ||
         node->type == XML_HTML_DOCUMENT_NODE;
}

/// The text of a node in pieces, until `take` says that it has enough.
template <class Take>
void for_each_piece(const xmlNode* top, unsigned long& steps, const Take& take) {
  ++steps;
  if (top->type == XML_ATTRIBUTE_NODE) {
    if (top->children != nullptr) take(text_of(top->children));
    return;
  }
  if (!has_children(top)) {
    take(text_of(top));
    return;
  }
  for (const xmlNode* node = top->children; node != nullptr; ++steps) {
    if (node->type == XML_TEXT_NODE && !take(text_of(node))) return;
    if (node->children != nullptr) {
      node = node->children;
      continue;
    }
    while (node != top && node->next == nullptr) node = node->parent;
    node = node == top ? nullptr : node->next;
  }
}

bool has_text(const xmlNode* node, std::string_view text, unsigned long& steps) {
  std::string_view rest = text;
  bool is_same = true;
  for_each_piece(node, steps, [&](std::string_view piece) {
    is_same = rest.starts_with(piece);
    if (is_same) rest.remove_prefix(piece.size());
    return is_same;
  });
  steps += (text.size() - rest.size()) / 64;
  return is_same && rest.empty();
}

struct TextHash {
  XXH128_hash_t hash;
  bool operator==(const TextHash& other) const { return XXH128_isEqual(hash, other.hash) != 0; }
};
struct Low {
  std::size_t operator()(const TextHash& text) const { return text.hash.low64; }
};

/// Hashes that stand for texts: two that are equal by chance are not to be expected.
class TextHasher {
 public:
  TextHash operator()(const xmlNode* node) {
    unsigned long uncounted = 0;
    XXH3_128bits_reset(state_.get());
    for_each_piece(node, uncounted, [&](std::string_view piece) {
      XXH3_128bits_update(state_.get(), piece.data(), piece.size());
      return true;
    });
    return {XXH3_128bits_digest(state_.get())};
  }

 private:
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_{XXH3_createState(), XXH3_freeState};
};

/// Whether a text of the one is among those of the other.
bool share_text(const std::vector<xmlNode*>& a, const std::vector<xmlNode*>& b) {
  const auto& [few, many] = a.size() < b.size() ? std::tie(a, b) : std::tie(b, a);
  TextHasher hash_of;
  std::unordered_set<TextHash, Low> texts;
  for (const xmlNode* const node : few) texts.insert(hash_of(node));
  for (const xmlNode* const node : many)
    if (texts.contains(hash_of(node))) return true;
  return false;
}

/// Whether a text of the one is another than one of the other: not if all are the same.
bool differ_in_text(const std::vector<xmlNode*>& a, const std::vector<xmlNode*>& b) {
  if (a.empty() || b.empty()) return false;
  TextHasher hash_of;
  const TextHash first = hash_of(a[0]);
  const auto is_other = [&](const xmlNode* node) { return !(hash_of(node) == first); };
  return std::any_of(b.begin(), b.end(), is_other) || std::any_of(a.begin(), a.end(), is_other);
}

/// The last two arguments, which stay where they are; null if there are others than two.
std::pair<xmlXPathObjectPtr, xmlXPathObjectPtr> two_of(xmlXPathParserContextPtr parser, int count) {
  if (count == 2 && parser->valueNr >= 2)
    return {parser->valueTab[parser->valueNr - 2], parser->valueTab[parser->valueNr - 1]};
  xmlXPathSetArityError(parser);
  return {};
}

bool is_nodes(const xmlXPathObject* object) {
  return object->type == XPATH_NODESET;
}

template <bool equal>
void equality_function(xmlXPathParserContextPtr parser, int count) {
  const auto [a, b] = two_of(parser, count);
  if (a == nullptr) return;
  if (is_nodes(a) && is_nodes(b)) {
    std::vector<xmlNode*> first, second;
    if (!pop_nodes(parser, second) || !pop_nodes(parser, first)) return;
    if (!spend_texts(parser, first) || !spend_texts(parser, second)) return;
    xmlXPathReturnBoolean(parser, equal ? share_text(first, second) : differ_in_text(first, second));
    return;
  }
  const xmlXPathObject* const nodes = is_nodes(a) ? a : b;
  const xmlXPathObject* const other = is_nodes(a) ? b : a;
  if (is_nodes(nodes) && other->type == XPATH_STRING) {
    const Object second = pop(parser), first = pop(parser);
    const std::string_view text = reinterpret_cast<const char*>(other->stringval);
    unsigned long steps = 0;
    const std::vector<xmlNode*> all = nodes_of(*nodes);
    const bool holds = std::any_of(all.begin(), all.end(),
                                   [&](const xmlNode* node) { return has_text(node, text, steps) == equal; });
    if (spend(parser, steps)) xmlXPathReturnBoolean(parser, holds);
    return;
  }
  if (is_nodes(nodes) && !spend_texts(parser, nodes_of(*nodes))) return;
  const int holds = equal ? xmlXPathEqualValues(parser) : xmlXPathNotEqualValues(parser);
  xmlXPathReturnBoolean(parser, holds);
}

/// The least, or the largest, number that the nodes say; NaN for none.
double extreme(const std::vector<xmlNode*>& nodes, bool least) {
  double found = std::numeric_limits<double>::quiet_NaN();
  for (xmlNode* const node : nodes) {
    const double number = xmlXPathCastNodeToNumber(node);
    if (std::isnan(number)) continue;
    if (std::isnan(found) || (least ? number < found : number > found)) found = number;
  }
  return found;
}

template <bool strict>
void order_function(xmlXPathParserContextPtr parser, int count) {
  const auto [a, b] = two_of(parser, count);
  if (a == nullptr) return;
  if (is_nodes(a) && is_nodes(b)) {
    std::vector<xmlNode*> first, second;
    if (!pop_nodes(parser, second) || !pop_nodes(parser, first)) return;
    if (!spend_texts(parser, first) || !spend_texts(parser, second)) return;
    const double least = extreme(first, true), largest = extreme(second, false);
    xmlXPathReturnBoolean(parser, strict ? least < largest : least <= largest);
    return;
  }
  for (const xmlXPathObject* const one : {a, b})
    if (is_nodes(one) && !spend_texts(parser, nodes_of(*one))) return;
  xmlXPathReturnBoolean(parser, xmlXPathCompareValues(parser, 1, strict ? 1 : 0));
}

void union_function(xmlXPathParserContextPtr parser, int count) {
  std::vector<xmlNode*> first, second;
  if (two_of(parser, count).first == nullptr || !pop_nodes(parser, second) || !pop_nodes(parser, first))
    return;
  if (!spend(parser, first.size() + second.size())) return;
  first.insert(first.end(), second.begin(), second.end());
  put_in_order(first, true);
  push_nodes(parser, first);
}

bool is_below(const xmlNode* node, const xmlNode* above) {
  while (node != nullptr && node != above) node = node->parent;
  return node != nullptr;
}

/// Leaves out what stands below another. Requires: document order.
void keep_outermost(std::vector<xmlNode*>& nodes) {
  std::size_t kept = 0;
  for (xmlNode* const node : nodes) {
    if (kept == 0 || !is_below(node, nodes[kept - 1])) nodes[kept++] = node;
  }
  nodes.resize(kept);
}

/// Appends what the steps give from `start`. False if the evaluation failed.
bool add_followed(xmlXPathParserContextPtr parser, const CompiledSteps& steps, xmlNode* start,
                  std::vector<xmlNode*>& found) {
  xmlXPathContext& context = *parser->context;
  const Object result(evaluated(steps, start, &context), xmlXPathFreeObject);
  const int code = state_of(parser).error_code;
  if (!result || code != 0 || result->type != XPATH_NODESET) {
    xmlXPathSetError(parser, code == 0 ? XPATH_EXPR_ERROR : code - static_cast<int>(XML_XPATH_EXPRESSION_OK));
    return false;
  }
  const xmlNodeSet* const set = result->nodesetval;
  if (set != nullptr && set->nodeNr > 0) found.insert(found.end(), set->nodeTab, set->nodeTab + set->nodeNr);
  return true;
}

void follow_function(xmlXPathParserContextPtr parser, int count) {
  std::vector<xmlNode*> from, found;
  if (two_of(parser, count).first == nullptr) return;
  const auto number = static_cast<std::size_t>(xmlXPathPopNumber(parser));
  if (!pop_nodes(parser, from)) return;
  const auto* const all = state_of(parser).steps;
  if (all == nullptr || number >= all->size()) {
    xmlXPathSetError(parser, XPATH_EXPR_ERROR);
    return;
  }
  const CompiledSteps& steps = (*all)[number];
  put_in_order(from, true);
  if (steps.descends) keep_outermost(from);
  xmlXPathContext& context = *parser->context;
  const auto node = context.node;
  const int size = context.contextSize, position = context.proximityPosition, depth = context.depth;
  bool goes_on = true;
  for (auto start = from.begin(); goes_on && start != from.end(); ++start)
    goes_on = add_followed(parser, steps, *start, found);
  context.node = node;
  context.contextSize = size;
  context.proximityPosition = position;
  context.depth = depth;
  if (!goes_on) return;
  put_in_order(found, from.size() > 1);
  push_nodes(parser, found);
}

}  // namespace

void register_operators(xmlXPathContextPtr context) {
  const auto add = [context](const char* name, xmlXPathFunction function) {
    xmlXPathRegisterFunc(context, xml_text(name), function);
  };
  add("_equal", equality_function<true>);
  add("_unequal", equality_function<false>);
  add("_less", order_function<true>);
  add("_at-most", order_function<false>);
  add("_union", union_function);
  add("_follow", follow_function);
}

}  // namespace trawl::extract
