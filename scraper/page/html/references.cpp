#include "scraper/page/html/references.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "scraper/page/css_urls.hpp"

namespace trawl::page {
namespace {

/// An attribute with a reference, and the elements that have it; "" for all.
struct Place {
  std::string_view attribute, elements;
  LinkKind kind;
};

// Of https://html.spec.whatwg.org/multipage/indices.html#attributes-3, of HTML 4.01
// (https://www.w3.org/TR/html401/index/attributes.html), and of what browsers once added.
constexpr std::array kPlaces{
    Place{"style", "", LinkKind::style},
    Place{"itemtype", "", LinkKind::itemtype},
    Place{"background", " body table thead tbody tfoot tr td th layer ilayer ", LinkKind::background},
    Place{"cite", " blockquote q del ins ", LinkKind::cite},
    Place{"longdesc", " img iframe frame ", LinkKind::longdesc},
    Place{"formaction", " button input ", LinkKind::formaction},
    Place{"profile", " head ", LinkKind::profile},
    Place{"manifest", " html ", LinkKind::manifest},
    Place{"lowsrc", " img ", LinkKind::lowsrc},
    Place{"usemap", " img input object ", LinkKind::usemap},
    Place{"archive", " applet object ", LinkKind::archive},
    Place{"classid", " object ", LinkKind::classid},
    Place{"codebase", " object ", LinkKind::codebase},
    Place{"pluginspage", " embed ", LinkKind::pluginspage},
    Place{"src", " applet bgsound ", LinkKind::object},
};

/// The lengths of those names, as bits.
constexpr unsigned kLengths = [] {
  unsigned lengths = 0;
  for (const Place& place : kPlaces) lengths |= 1U << place.attribute.size();
  return lengths;
}();
constexpr std::size_t kLongest = 11;

bool is_at(const Place& place, const Token& tag, const Attribute& attribute) {
  if (!text::equal_ignoring_case(place.attribute, attribute.name)) return false;
  if (place.elements.empty()) return true;
  const std::string element = " " + text::lowered(tag.text) + " ";
  return place.elements.find(element) != std::string_view::npos;
}

/// Images and parts of drawings, which SVG 2 names by href and SVG 1.1 by xlink:href.
void append_of_drawing(const Token& tag, std::vector<Reference>& references) {
  const bool is_image = tag.element == Element::image || text::equal_ignoring_case(tag.text, "feimage");
  if (!is_image && !text::equal_ignoring_case(tag.text, "use")) return;
  const Attribute* href = tag.find("href");
  if (href == nullptr) href = tag.find("xlink:href");
  if (href != nullptr) references.emplace_back(is_image ? LinkKind::image : LinkKind::use, href->raw);
}

bool is_post(const Token& tag) {
  return text::equal_ignoring_case(tag.raw("formmethod"), "post");
}

}  // namespace

void append_references(const Token& tag, std::vector<Reference>& references) {
  for (const Attribute& attribute : tag.attributes) {
    const std::size_t length = attribute.name.size();
    if (length > kLongest || (kLengths >> length & 1U) == 0) continue;
    for (const Place& place : kPlaces) {
      if (place.attribute.size() != length || !is_at(place, tag, attribute)) continue;
      if (place.kind == LinkKind::style && !may_have_css_urls(attribute.raw)) break;
      if (place.kind == LinkKind::formaction && is_post(tag)) break;
      references.emplace_back(place.kind, attribute.raw);
      break;
    }
  }
  if (tag.foreign) append_of_drawing(tag, references);
}

}  // namespace trawl::page
