#include "scraper/page/html/html_elements.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "scraper/page/html/sixteen_bytes.hpp"

namespace trawl::page {
namespace {

struct KnownElement {
  std::string_view name;
  Element element;
  ElementTraits traits = {};
};

constexpr KnownElement kElements[] = {
    {"", Element::unknown},
    {"a", Element::a},
    {"address", Element::address, {Content::markup, Flow::block}},
    {"annotation-xml", Element::annotation_xml},
    {"applet", Element::applet},
    {"area", Element::area},
    {"article", Element::article, {Content::markup, Flow::block}},
    {"aside", Element::aside, {Content::markup, Flow::block}},
    {"audio", Element::audio, {Content::markup, Flow::apart}},
    {"b", Element::b, {Content::markup, Flow::joined, true}},
    {"base", Element::base},
    {"basefont", Element::basefont},
    {"bgsound", Element::bgsound},
    {"big", Element::big, {Content::markup, Flow::joined, true}},
    {"blockquote", Element::blockquote, {Content::markup, Flow::block, true}},
    {"body", Element::body, {Content::markup, Flow::block, true}},
    {"br", Element::br, {Content::markup, Flow::block, true}},
    {"button", Element::button, {Content::markup, Flow::apart}},
    {"caption", Element::caption, {Content::markup, Flow::block}},
    {"center", Element::center, {Content::markup, Flow::block, true}},
    {"code", Element::code, {Content::markup, Flow::joined, true}},
    {"col", Element::col},
    {"colgroup", Element::colgroup},
    {"dd", Element::dd, {Content::markup, Flow::block, true}},
    {"desc", Element::desc},
    {"details", Element::details, {Content::markup, Flow::block}},
    {"dialog", Element::dialog, {Content::markup, Flow::block}},
    {"dir", Element::dir, {Content::markup, Flow::block}},
    {"div", Element::div, {Content::markup, Flow::block, true}},
    {"dl", Element::dl, {Content::markup, Flow::block, true}},
    {"dt", Element::dt, {Content::markup, Flow::block, true}},
    {"em", Element::em, {Content::markup, Flow::joined, true}},
    {"embed", Element::embed, {Content::markup, Flow::joined, true}},
    {"fieldset", Element::fieldset, {Content::markup, Flow::block}},
    {"figcaption", Element::figcaption, {Content::markup, Flow::block}},
    {"figure", Element::figure, {Content::markup, Flow::block}},
    {"font", Element::font},
    {"footer", Element::footer, {Content::markup, Flow::block}},
    {"foreignobject", Element::foreign_object},
    {"form", Element::form, {Content::markup, Flow::block}},
    {"frame", Element::frame},
    {"frameset", Element::frameset, {Content::markup, Flow::block}},
    {"h1", Element::h1, {Content::markup, Flow::block, true}},
    {"h2", Element::h2, {Content::markup, Flow::block, true}},
    {"h3", Element::h3, {Content::markup, Flow::block, true}},
    {"h4", Element::h4, {Content::markup, Flow::block, true}},
    {"h5", Element::h5, {Content::markup, Flow::block, true}},
    {"h6", Element::h6, {Content::markup, Flow::block, true}},
    {"head", Element::head, {Content::markup, Flow::block, true}},
    {"header", Element::header, {Content::markup, Flow::block}},
    {"hgroup", Element::hgroup, {Content::markup, Flow::block}},
    {"hr", Element::hr, {Content::markup, Flow::block, true}},
    {"html", Element::html, {Content::markup, Flow::block}},
    {"i", Element::i, {Content::markup, Flow::joined, true}},
    {"iframe", Element::iframe, {Content::raw_text, Flow::apart}},
    {"image", Element::image},
    {"img", Element::img, {Content::markup, Flow::joined, true}},
    {"input", Element::input, {Content::markup, Flow::apart}},
    {"keygen", Element::keygen},
    {"legend", Element::legend, {Content::markup, Flow::block}},
    {"li", Element::li, {Content::markup, Flow::block, true}},
    {"link", Element::link},
    {"listing", Element::listing, {Content::markup, Flow::block, true}},
    {"main", Element::main, {Content::markup, Flow::block}},
    {"malignmark", Element::malignmark},
    {"marquee", Element::marquee},
    {"math", Element::math},
    {"menu", Element::menu, {Content::markup, Flow::block, true}},
    {"meta", Element::meta, {Content::markup, Flow::joined, true}},
    {"metadata", Element::metadata},
    {"mglyph", Element::mglyph},
    {"mi", Element::mi},
    {"mn", Element::mn},
    {"mo", Element::mo},
    {"ms", Element::ms},
    {"mtext", Element::mtext},
    {"nav", Element::nav, {Content::markup, Flow::block}},
    {"nobr", Element::nobr, {Content::markup, Flow::joined, true}},
    {"noembed", Element::noembed, {Content::raw_text}},
    {"noframes", Element::noframes, {Content::raw_text}},
    {"noscript", Element::noscript},
    {"object", Element::object, {Content::markup, Flow::apart}},
    {"ol", Element::ol, {Content::markup, Flow::block, true}},
    {"optgroup", Element::optgroup, {Content::markup, Flow::block}},
    {"option", Element::option, {Content::markup, Flow::block}},
    {"p", Element::p, {Content::markup, Flow::block, true}},
    {"param", Element::param},
    {"plaintext", Element::plaintext, {Content::plain_text, Flow::block}},
    {"pre", Element::pre, {Content::markup, Flow::block, true}},
    {"rb", Element::rb},
    {"rp", Element::rp},
    {"rt", Element::rt},
    {"rtc", Element::rtc},
    {"ruby", Element::ruby, {Content::markup, Flow::joined, true}},
    {"s", Element::s, {Content::markup, Flow::joined, true}},
    {"script", Element::script, {Content::script}},
    {"search", Element::search, {Content::markup, Flow::block}},
    {"section", Element::section, {Content::markup, Flow::block}},
    {"select", Element::select, {Content::markup, Flow::apart}},
    {"small", Element::small, {Content::markup, Flow::joined, true}},
    {"source", Element::source},
    {"span", Element::span, {Content::markup, Flow::joined, true}},
    {"strike", Element::strike, {Content::markup, Flow::joined, true}},
    {"strong", Element::strong, {Content::markup, Flow::joined, true}},
    {"style", Element::style, {Content::raw_text}},
    {"sub", Element::sub, {Content::markup, Flow::joined, true}},
    {"summary", Element::summary, {Content::markup, Flow::block}},
    {"sup", Element::sup, {Content::markup, Flow::joined, true}},
    {"svg", Element::svg},
    {"table", Element::table, {Content::markup, Flow::block, true}},
    {"tbody", Element::tbody, {Content::markup, Flow::block}},
    {"td", Element::td, {Content::markup, Flow::apart}},
    {"template", Element::template_},
    {"textarea", Element::textarea, {Content::text_with_references, Flow::apart}},
    {"tfoot", Element::tfoot, {Content::markup, Flow::block}},
    {"th", Element::th, {Content::markup, Flow::apart}},
    {"thead", Element::thead, {Content::markup, Flow::block}},
    {"title", Element::title, {Content::text_with_references}},
    {"tr", Element::tr, {Content::markup, Flow::block}},
    {"track", Element::track},
    {"tt", Element::tt, {Content::markup, Flow::joined, true}},
    {"u", Element::u, {Content::markup, Flow::joined, true}},
    {"ul", Element::ul, {Content::markup, Flow::block, true}},
    {"var", Element::var, {Content::markup, Flow::joined, true}},
    {"video", Element::video, {Content::markup, Flow::apart}},
    {"wbr", Element::wbr},
    {"xmp", Element::xmp, {Content::raw_text, Flow::block}},
};

constexpr std::size_t kLongestName = SixteenBytes::kSize;
constexpr std::size_t kHalf = kLongestName / 2;
/// Of bytes that have this bit, the next lower one makes letters small. It makes no other byte a letter, and
/// digits and "-" have not this bit.
constexpr std::uint64_t kCaseMark = 0x4040'4040'4040'4040;
constexpr int kSlotBits = 10;
/// Found by trial: gives each name a slot of its own.
constexpr std::uint64_t kSpread = 0x090B20BB257E8455;

/// A name in lower case in two machine words, padded with zeros.
struct PackedName {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  constexpr bool operator==(const PackedName&) const = default;
  constexpr std::size_t slot() const {
    return static_cast<std::size_t>((low ^ 3 * high) * kSpread >> (64 - kSlotBits));
  }
};

constexpr PackedName packed(std::string_view name) {
  PackedName name_in_words;
  for (std::size_t i = 0; i < name.size(); ++i) {
    (i < 8 ? name_in_words.low : name_in_words.high) |= std::uint64_t{static_cast<unsigned char>(name[i])}
                                                        << i % 8 * 8;
  }
  return name_in_words;
}

struct Index {
  std::array<PackedName, std::size(kElements)> names{};
  std::array<std::uint8_t, 1 << kSlotBits> slots{};  ///< index of the name; 0 in free slots
};

/// A hash table of the names, built at compile time; one lookup finds a name or shows that there is none.
constexpr Index kIndex = [] {
  Index index;
  for (std::size_t i = 1; i < std::size(kElements); ++i) {
    index.names[i] = packed(kElements[i].name);
    std::uint8_t& slot = index.slots[index.names[i].slot()];
    if (slot != 0) throw "two names share a slot: find another kSpread";
    slot = static_cast<std::uint8_t>(i);
  }
  return index;
}();

constexpr bool in_order_of_enum() {
  for (std::size_t i = 0; i < std::size(kElements); ++i) {
    if (static_cast<std::size_t>(kElements[i].element) != i) return false;
  }
  return true;
}
static_assert(in_order_of_enum());

}  // namespace

Element element_of(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return Element::unknown;
  char room[kLongestName] = {};
  std::copy(name.begin(), name.end(), room);
  return element_of_first(room, name.size());
}

Element element_of_first(const char* at, std::size_t size) {
  if (size > kLongestName) return Element::unknown;
  PackedName wanted;
  if (size <= kHalf) {
    std::memcpy(&wanted.low, at, kHalf);
    wanted.low &= ~std::uint64_t{0} >> 8 * (kHalf - size);
    wanted.low |= (wanted.low & kCaseMark) >> 1;
  } else {
    const auto [low, high] = SixteenBytes(at).first(size).lower_case().halves();
    wanted = {low, high};
  }
  const std::uint8_t place = kIndex.slots[wanted.slot()];
  return kIndex.names[place] == wanted ? static_cast<Element>(place) : Element::unknown;
}

std::string_view name_of(Element element) {
  return kElements[static_cast<std::size_t>(element)].name;
}

constinit const std::array<ElementTraits, 256> kElementTraits = [] {
  std::array<ElementTraits, 256> traits{};
  for (const KnownElement& known : kElements) traits[static_cast<std::size_t>(known.element)] = known.traits;
  return traits;
}();

}  // namespace trawl::page
