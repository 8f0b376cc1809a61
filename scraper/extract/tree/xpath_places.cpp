#include "scraper/extract/tree/xpath_places.hpp"

#include <cmath>
#include <string_view>

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "scraper/extract/tree/xpath_functions.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kMostKnown = 10'000;

const xmlChar* xml_text(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

XPathPlaces& places_of(xmlXPathContextPtr context) {
  return static_cast<XPathState*>(context->userData)->places;
}

/// Whether place = step*n + offset for an n of 0 or more.
bool is_at(std::int64_t place, std::int64_t step, std::int64_t offset) {
  const std::int64_t rest = place - offset;
  return step == 0 ? rest == 0 : rest % step == 0 && rest / step >= 0;
}

template <bool of_type, bool from_last>
void nth_function(xmlXPathParserContextPtr parser, int count) {
  if (count != 2) {
    xmlXPathSetArityError(parser);
    return;
  }
  const double offset = xmlXPathPopNumber(parser), step = xmlXPathPopNumber(parser);
  const xmlNode* const node = parser->context->node;
  const bool is_asked = node != nullptr && node->type == XML_ELEMENT_NODE && std::isfinite(offset + step);
  constexpr double kMost = 1e15;
  const bool holds = is_asked && std::abs(offset) < kMost && std::abs(step) < kMost &&
                     is_at(places_of(parser->context).place_of(node, of_type, from_last),
                           static_cast<std::int64_t>(step), static_cast<std::int64_t>(offset));
  if (spend(parser, places_of(parser->context).take_walked())) xmlXPathReturnBoolean(parser, holds);
}

xmlXPathObjectPtr variable(void* context, const xmlChar* name, const xmlChar* space) {
  if (space != nullptr || xmlStrEqual(name, xml_text("depth")) == 0) return nullptr;
  auto* const own = static_cast<xmlXPathContextPtr>(context);
  const auto depth = static_cast<double>(places_of(own).depth());
  own->opCount += places_of(own).take_walked();
  return xmlXPathNewFloat(depth);
}

}  // namespace

void XPathPlaces::begin(const xmlNode* context, std::uint64_t tree) {
  if (tree != std::exchange(tree_, tree))
    for (auto& known : known_) known.clear();
  context_ = context;
}

std::int64_t XPathPlaces::depth() {
  std::int64_t ancestors = 0;
  if (context_ == nullptr) return ancestors;
  for (const xmlNode* node = context_->parent; node != nullptr; node = node->parent, ++walked_)
    if (node->type == XML_ELEMENT_NODE) ++ancestors;
  return ancestors;
}

std::int64_t XPathPlaces::place_of(const xmlNode* element, bool of_type, bool from_last) {
  const auto counts = [&](const xmlNode* node) {
    return node->type == XML_ELEMENT_NODE && (!of_type || xmlStrEqual(node->name, element->name) != 0);
  };
  auto& all = known_[from_last ? 1 : 0];
  if (all.size() > kMostKnown) all.clear();
  const Siblings siblings(element->parent, of_type ? static_cast<const void*>(element->name) : nullptr);
  const auto found = all.find(siblings);
  const xmlNode* const known = found == all.end() ? nullptr : found->second.element;
  if (known == element) return found->second.place;
  // Walks to both sides at once, to the end from which it counts or to the known one.
  const auto toward_origin = [&](const xmlNode* node) { return from_last ? node->next : node->prev; };
  const auto away = [&](const xmlNode* node) { return from_last ? node->prev : node->next; };
  const xmlNode *near = toward_origin(element), *far = away(element);
  std::int64_t near_count = 0, far_count = 0, place = 0;
  while (place == 0) {
    ++walked_;
    if (near == nullptr) {
      place = near_count + 1;
    } else if (near == known) {
      place = found->second.place + near_count + 1;
    } else {
      near_count += counts(near);
      near = toward_origin(near);
    }
    if (far == nullptr || place != 0) continue;
    if (far == known) place = found->second.place - far_count - 1;
    far_count += counts(far);
    far = away(far);
  }
  all.insert_or_assign(siblings, Known{element, place});
  return place;
}

void register_places(xmlXPathContextPtr context) {
  const auto add = [context](const char* name, xmlXPathFunction function) {
    xmlXPathRegisterFunc(context, xml_text(name), function);
  };
  add("nth-child", nth_function<false, false>);
  add("nth-last-child", nth_function<false, true>);
  add("nth-of-type", nth_function<true, false>);
  add("nth-last-of-type", nth_function<true, true>);
  xmlXPathRegisterVariableLookup(context, variable, context);
}

}  // namespace trawl::extract
