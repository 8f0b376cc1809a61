#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trawl::page {

/// The elements of HTML, SVG and MathML that reading a page or building its tree treats specially; `unknown`
/// is any other.
enum class Element : std::uint8_t {
  unknown,
  a,
  address,
  annotation_xml,
  applet,
  area,
  article,
  aside,
  audio,
  b,
  base,
  basefont,
  bgsound,
  big,
  blockquote,
  body,
  br,
  button,
  caption,
  center,
  code,
  col,
  colgroup,
  dd,
  desc,
  details,
  dialog,
  dir,
  div,
  dl,
  dt,
  em,
  embed,
  fieldset,
  figcaption,
  figure,
  font,
  footer,
  foreign_object,
  form,
  frame,
  frameset,
  h1,
  h2,
  h3,
  h4,
  h5,
  h6,
  head,
  header,
  hgroup,
  hr,
  html,
  i,
  iframe,
  image,
  img,
  input,
  keygen,
  legend,
  li,
  link,
  listing,
  main,
  malignmark,
  marquee,
  math,
  menu,
  meta,
  metadata,
  mglyph,
  mi,
  mn,
  mo,
  ms,
  mtext,
  nav,
  nobr,
  noembed,
  noframes,
  noscript,
  object,
  ol,
  optgroup,
  option,
  p,
  param,
  plaintext,
  pre,
  rb,
  rp,
  rt,
  rtc,
  ruby,
  s,
  script,
  search,
  section,
  select,
  small,
  source,
  span,
  strike,
  strong,
  style,
  sub,
  summary,
  sup,
  svg,
  table,
  tbody,
  td,
  template_,
  textarea,
  tfoot,
  th,
  thead,
  title,
  tr,
  track,
  tt,
  u,
  ul,
  var,
  video,
  wbr,
  xmp
};

/// How the tokenizer reads the content of an element.
enum class Content : std::uint8_t { markup, text_with_references, raw_text, script, plain_text };

/// How an element separates the visible text around it.
enum class Flow : std::uint8_t {
  joined,  ///< not at all: "a<b>b</b>" is one word
  apart,   ///< by a space
  block    ///< by a line end
};

struct ElementTraits {
  Content content = Content::markup;
  Flow flow = Flow::joined;
  /// Whether its start tag ends SVG and MathML content
  /// (https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign).
  bool leaves_foreign = false;
};

/// The element with that tag name, ignoring the case of ASCII letters.
Element element_of(std::string_view name);
/// The same for the name of `size` bytes, at least 1, at `at`. Requires: sixteen bytes are readable there.
Element element_of_first(const char* at, std::size_t size);
/// The element's name in lower case; "" for `unknown`.
std::string_view name_of(Element element);
/// 1 to 6 for h1 to h6, otherwise 0.
inline int heading_level(Element element) {
  const int level = static_cast<int>(element) - static_cast<int>(Element::h1) + 1;
  return level >= 1 && level <= 6 ? level : 0;
}

/// Indexed by element.
extern const std::array<ElementTraits, 256> kElementTraits;
inline const ElementTraits& traits_of(Element element) {
  return kElementTraits[static_cast<std::size_t>(element)];
}

}  // namespace trawl::page
