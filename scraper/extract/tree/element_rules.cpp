#include "scraper/extract/tree/element_rules.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

using enum Element;

constexpr std::array<std::uint32_t, 256> rules() {
  std::array<std::uint32_t, 256> all{};
  const auto give = [&all](std::uint32_t rule, std::initializer_list<Element> elements) {
    for (const Element element : elements) all[static_cast<std::size_t>(element)] |= rule;
  };
  give(kSpecial,
       {address,   applet, area,      article,  aside,      base,     basefont, bgsound, blockquote, body,
        br,        button, caption,   center,   col,        colgroup, dd,       details, dir,        div,
        dl,        dt,     embed,     fieldset, figcaption, figure,   footer,   form,    frame,      frameset,
        h1,        h2,     h3,        h4,       h5,         h6,       head,     header,  hgroup,     hr,
        html,      iframe, img,       input,    keygen,     li,       link,     listing, main,       marquee,
        menu,      meta,   nav,       noembed,  noframes,   noscript, object,   ol,      p,          param,
        plaintext, pre,    script,    search,   section,    select,   source,   style,   summary,    table,
        tbody,     td,     template_, textarea, tfoot,      th,       thead,    title,   tr,         track,
        ul,        wbr,    xmp});
  give(kBounds, {applet, caption, html, table, td, th, marquee, object, select, template_});
  give(kBoundsButton, {button});
  give(kBoundsList, {ol, ul});
  give(kBoundsTable, {html, table, template_});
  give(kImpliedEnd, {dd, dt, li, optgroup, option, p, rb, rp, rt, rtc});
  give(kThoroughEnd, {caption, colgroup, tbody, td, tfoot, th, thead, tr});
  give(kVoid, {area, base, basefont, bgsound, br, col, embed, frame, hr, img, input, keygen, link, meta,
               param, source, track, wbr});
  give(kTablePart, {table, tbody, tfoot, thead, tr});
  give(kInHead, {base, basefont, bgsound, link, meta, noframes, script, style, template_, title});
  give(kNotInBody, {caption, col, colgroup, frame, head, tbody, td, tfoot, th, thead, tr});
  give(kBlock | kBlockEnd, {address, article, aside,    blockquote, center, details, dialog,  dir,
                            div,     dl,      fieldset, figcaption, figure, footer,  header,  hgroup,
                            main,    menu,    nav,      ol,         search, section, summary, ul});
  give(kBlock, {p});
  give(kBlockEnd, {button, listing, pre, select});
  give(kFormatting, {a, b, big, code, em, font, i, nobr, s, small, strike, strong, tt, u});
  return all;
}

struct Spelling {
  std::string_view lower, written;
};

/// https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign, in order of `lower`.
constexpr Spelling kSvgNames[] = {{"altglyph", "altGlyph"},
                                  {"altglyphdef", "altGlyphDef"},
                                  {"altglyphitem", "altGlyphItem"},
                                  {"animatecolor", "animateColor"},
                                  {"animatemotion", "animateMotion"},
                                  {"animatetransform", "animateTransform"},
                                  {"clippath", "clipPath"},
                                  {"feblend", "feBlend"},
                                  {"fecolormatrix", "feColorMatrix"},
                                  {"fecomponenttransfer", "feComponentTransfer"},
                                  {"fecomposite", "feComposite"},
                                  {"feconvolvematrix", "feConvolveMatrix"},
                                  {"fediffuselighting", "feDiffuseLighting"},
                                  {"fedisplacementmap", "feDisplacementMap"},
                                  {"fedistantlight", "feDistantLight"},
                                  {"fedropshadow", "feDropShadow"},
                                  {"feflood", "feFlood"},
                                  {"fefunca", "feFuncA"},
                                  {"fefuncb", "feFuncB"},
                                  {"fefuncg", "feFuncG"},
                                  {"fefuncr", "feFuncR"},
                                  {"fegaussianblur", "feGaussianBlur"},
                                  {"feimage", "feImage"},
                                  {"femerge", "feMerge"},
                                  {"femergenode", "feMergeNode"},
                                  {"femorphology", "feMorphology"},
                                  {"feoffset", "feOffset"},
                                  {"fepointlight", "fePointLight"},
                                  {"fespecularlighting", "feSpecularLighting"},
                                  {"fespotlight", "feSpotLight"},
                                  {"fetile", "feTile"},
                                  {"feturbulence", "feTurbulence"},
                                  {"foreignobject", "foreignObject"},
                                  {"glyphref", "glyphRef"},
                                  {"lineargradient", "linearGradient"},
                                  {"radialgradient", "radialGradient"},
                                  {"textpath", "textPath"}};

constexpr Spelling kSvgAttributes[] = {{"attributename", "attributeName"},
                                       {"attributetype", "attributeType"},
                                       {"basefrequency", "baseFrequency"},
                                       {"baseprofile", "baseProfile"},
                                       {"calcmode", "calcMode"},
                                       {"clippathunits", "clipPathUnits"},
                                       {"diffuseconstant", "diffuseConstant"},
                                       {"edgemode", "edgeMode"},
                                       {"filterunits", "filterUnits"},
                                       {"glyphref", "glyphRef"},
                                       {"gradienttransform", "gradientTransform"},
                                       {"gradientunits", "gradientUnits"},
                                       {"kernelmatrix", "kernelMatrix"},
                                       {"kernelunitlength", "kernelUnitLength"},
                                       {"keypoints", "keyPoints"},
                                       {"keysplines", "keySplines"},
                                       {"keytimes", "keyTimes"},
                                       {"lengthadjust", "lengthAdjust"},
                                       {"limitingconeangle", "limitingConeAngle"},
                                       {"markerheight", "markerHeight"},
                                       {"markerunits", "markerUnits"},
                                       {"markerwidth", "markerWidth"},
                                       {"maskcontentunits", "maskContentUnits"},
                                       {"maskunits", "maskUnits"},
                                       {"numoctaves", "numOctaves"},
                                       {"pathlength", "pathLength"},
                                       {"patterncontentunits", "patternContentUnits"},
                                       {"patterntransform", "patternTransform"},
                                       {"patternunits", "patternUnits"},
                                       {"pointsatx", "pointsAtX"},
                                       {"pointsaty", "pointsAtY"},
                                       {"pointsatz", "pointsAtZ"},
                                       {"preservealpha", "preserveAlpha"},
                                       {"preserveaspectratio", "preserveAspectRatio"},
                                       {"primitiveunits", "primitiveUnits"},
                                       {"refx", "refX"},
                                       {"refy", "refY"},
                                       {"repeatcount", "repeatCount"},
                                       {"repeatdur", "repeatDur"},
                                       {"requiredextensions", "requiredExtensions"},
                                       {"requiredfeatures", "requiredFeatures"},
                                       {"specularconstant", "specularConstant"},
                                       {"specularexponent", "specularExponent"},
                                       {"spreadmethod", "spreadMethod"},
                                       {"startoffset", "startOffset"},
                                       {"stddeviation", "stdDeviation"},
                                       {"stitchtiles", "stitchTiles"},
                                       {"surfacescale", "surfaceScale"},
                                       {"systemlanguage", "systemLanguage"},
                                       {"tablevalues", "tableValues"},
                                       {"targetx", "targetX"},
                                       {"targety", "targetY"},
                                       {"textlength", "textLength"},
                                       {"viewbox", "viewBox"},
                                       {"viewtarget", "viewTarget"},
                                       {"xchannelselector", "xChannelSelector"},
                                       {"ychannelselector", "yChannelSelector"},
                                       {"zoomandpan", "zoomAndPan"}};

static_assert(std::ranges::is_sorted(kSvgNames, {}, &Spelling::lower));
static_assert(std::ranges::is_sorted(kSvgAttributes, {}, &Spelling::lower));

template <std::size_t Size>
std::string_view written(const Spelling (&table)[Size], std::string_view lower) {
  const auto* const found = std::ranges::lower_bound(table, lower, {}, &Spelling::lower);
  return found != std::end(table) && found->lower == lower ? found->written : lower;
}

/// The public identifiers of quirks mode begin so.
constexpr std::string_view kQuirkyBegins[] = {
    "+//silmaril//dtd html pro v0r11 19970101//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html ",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer ",
    "-//netscape comm. corp.//dtd ",
    "-//o'reilly and associates//dtd html ",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sun microsystems corp.//dtd hotjava ",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental ",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html"};
constexpr std::string_view kQuirkyIds[] = {"-//w3o//dtd w3 html strict 3.0//en//",
                                           "-/w3c/dtd html 4.0 transitional/en", "html"};
constexpr std::string_view kQuirkySystem = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";

/// Takes a quoted text from the front.
std::string_view take_quoted(std::string_view& rest) {
  rest = text::trimmed_front(rest, text::kAsciiSpace);
  if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return {};
  const std::size_t end = std::min(rest.find(rest[0], 1), rest.size());
  const std::string_view quoted = rest.substr(1, end - 1);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return quoted;
}

}  // namespace

constinit const std::array<std::uint32_t, 256> kRules = rules();

std::string_view svg_name(std::string_view lower) {
  return written(kSvgNames, lower);
}

std::string_view foreign_attribute_name(std::string_view lower, bool is_svg) {
  if (is_svg) return written(kSvgAttributes, lower);
  return lower == "definitionurl" ? "definitionURL" : lower;
}

bool means_quirks(std::string_view doctype) {
  const std::string lower = text::lowered(doctype);
  std::string_view rest = text::trimmed_front(lower, text::kAsciiSpace);
  const std::string_view name = rest.substr(0, rest.find_first_of(text::kAsciiSpace));
  if (name != "html") return true;
  rest = text::trimmed_front(rest.substr(name.size()), text::kAsciiSpace);
  if (rest.starts_with("system")) {
    rest.remove_prefix(6);
    return take_quoted(rest) == kQuirkySystem;
  }
  if (!rest.starts_with("public")) return !rest.empty();
  rest.remove_prefix(6);
  const std::string_view id = take_quoted(rest);
  rest = text::trimmed_front(rest, text::kAsciiSpace);
  const bool has_system = !rest.empty();
  if (take_quoted(rest) == kQuirkySystem) return true;
  const auto begins = [id](std::string_view quirky) { return id.starts_with(quirky); };
  if (std::ranges::find(kQuirkyIds, id) != std::end(kQuirkyIds) || std::ranges::any_of(kQuirkyBegins, begins))
    return true;
  const bool is_html_4 = id.starts_with("-//w3c//dtd html 4.01 frameset//") ||
                         id.starts_with("-//w3c//dtd html 4.01 transitional//");
  return is_html_4 && !has_system;
}

}  // namespace trawl::extract
