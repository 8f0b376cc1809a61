#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "scraper/page/html/html_elements.hpp"

/// What the standard's tree construction says of each element, as bits
/// (https://html.spec.whatwg.org/multipage/parsing.html#the-stack-of-open-elements).
namespace trawl::extract {

using page::Element;

inline constexpr std::uint32_t kSpecial = 1U << 0;
inline constexpr std::uint32_t kBounds = 1U << 1;        ///< ends "has an element in scope"
inline constexpr std::uint32_t kBoundsButton = 1U << 2;  ///< ends button scope besides
inline constexpr std::uint32_t kBoundsList = 1U << 3;    ///< ends list item scope besides
inline constexpr std::uint32_t kBoundsTable = 1U << 4;   ///< ends table scope, and nothing else does
inline constexpr std::uint32_t kImpliedEnd = 1U << 5;    ///< "generate implied end tags" closes it
inline constexpr std::uint32_t kThoroughEnd = 1U << 6;   ///< the same, "thoroughly", closes it besides
inline constexpr std::uint32_t kVoid = 1U << 8;          ///< has no content and no end tag
inline constexpr std::uint32_t kTablePart = 1U << 9;  ///< what stands in it by mistake moves before the table
inline constexpr std::uint32_t kMathText = 1U << 10;  ///< MathML text integration point
inline constexpr std::uint32_t kHtmlIntegration = 1U << 11;  ///< SVG or MathML element that contains HTML

inline constexpr std::uint32_t kScope = kBounds;
inline constexpr std::uint32_t kButtonScope = kBounds | kBoundsButton;
inline constexpr std::uint32_t kListScope = kBounds | kBoundsList;
// What "in body" does alike with several elements.
inline constexpr std::uint32_t kInHead = 1U << 12;      ///< the start tag is read as in the head
inline constexpr std::uint32_t kNotInBody = 1U << 13;   ///< the start tag is left out
inline constexpr std::uint32_t kBlock = 1U << 14;       ///< the start tag ends a paragraph
inline constexpr std::uint32_t kBlockEnd = 1U << 15;    ///< the end tag ends all that stands in it
inline constexpr std::uint32_t kFormatting = 1U << 16;  ///< goes on in what comes after a mistake

/// The rules for an HTML element.
extern const std::array<std::uint32_t, 256> kRules;
inline std::uint32_t rules_of(Element element) {
  return kRules[static_cast<std::size_t>(element)];
}

/// The name of an SVG element as the standard writes it ("linearGradient"); the name itself if it has no
/// capitals. Requires: `lower` is in lower case and outlives the result.
std::string_view svg_name(std::string_view lower);
/// The same for the name of an attribute of SVG ("viewBox") or MathML ("definitionURL").
std::string_view foreign_attribute_name(std::string_view lower, bool is_svg);

/// White space and U+0000, which a body drops.
inline constexpr std::string_view kBlank{"\t\n\f\r \0", 6};

/// Whether a document with this doctype is read in quirks mode, where a table does not end a paragraph
/// (https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode). `doctype` is what stands
/// behind "<!doctype".
bool means_quirks(std::string_view doctype);

}  // namespace trawl::extract
