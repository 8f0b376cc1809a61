#include "scraper/page/html/character_references.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::page {
namespace {

struct NamedReference {
  std::string_view name;
  char32_t first;
  char32_t second = 0;
  bool bare = false;
};

constexpr NamedReference kNamed[] = {
#include "scraper/page/html/named_references.inc"
};

static_assert(std::ranges::is_sorted(kNamed, {}, &NamedReference::name));

constexpr std::size_t kLongestName = 31;
constexpr std::size_t kLongestBareName = 6;

/// The characters for the numbers 0x80 to 0x9F, which browsers read as windows-1252. 0: the number itself.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// For each first letter, the index of its first name in kNamed; one more entry marks the end.
constexpr auto kFirstLetter = [] {
  std::array<std::uint16_t, 'z' - 'A' + 2> starts{};
  std::size_t at = 0;
  for (std::size_t letter = 0; letter < starts.size(); ++letter) {
    while (at < std::size(kNamed) && static_cast<std::size_t>(kNamed[at].name[0] - 'A') < letter) ++at;
    starts[letter] = static_cast<std::uint16_t>(at);
  }
  return starts;
}();

/// https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
char32_t meaning_of(char32_t number, ReferencePlace place) {
  if (place != ReferencePlace::xml && number >= 0x80 && number <= 0x9F && kWindows1252[number - 0x80] != 0)
    return kWindows1252[number - 0x80];
  if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) return U'\uFFFD';
  return number;
}

const NamedReference* find_named(std::string_view name) {
  const std::size_t letter = static_cast<std::size_t>(name[0] - 'A');
  const NamedReference* const last = kNamed + kFirstLetter[letter + 1];
  const NamedReference* const found = std::lower_bound(
      kNamed + kFirstLetter[letter], last, name,
      [](const NamedReference& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != last && found->name == name ? found : nullptr;
}

std::size_t append_named(const NamedReference& reference, std::size_t taken, std::string& out) {
  text::append_utf8(out, reference.first);
  if (reference.second != 0) text::append_utf8(out, reference.second);
  return taken;
}

std::size_t read_numeric(std::string_view text, ReferencePlace place, std::string& out) {
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const std::size_t first = hex ? 3 : 2;
  std::size_t at = first;
  char32_t number = 0;
  for (; at < text.size(); ++at) {
    const int digit = text::hex_digit_value(text[at]);
    if (digit < 0 || (!hex && digit > 9)) break;
    number = std::min<char32_t>(number * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
  }
  const bool is_closed = at < text.size() && text[at] == ';';
  if (at == first || (place == ReferencePlace::xml && !is_closed)) return 0;
  text::append_utf8(out, meaning_of(number, place));
  return is_closed ? at + 1 : at;
}

std::size_t read_named(std::string_view text, ReferencePlace place, std::string& out) {
  const std::size_t limit = std::min(text.size(), kLongestName + 2);
  std::size_t end = 1;
  while (end < limit && text::is_alphanumeric(text[end])) ++end;
  if (end < limit && text[end] == ';') {
    if (const NamedReference* whole = find_named(text.substr(1, end - 1)))
      return append_named(*whole, end + 1, out);
  }
  if (place == ReferencePlace::xml) return 0;
  for (std::size_t length = std::min(end - 1, kLongestBareName); length >= 2; --length) {
    const NamedReference* bare = find_named(text.substr(1, length));
    if (bare == nullptr || !bare->bare) continue;
    const char after = length + 1 < text.size() ? text[length + 1] : '\0';
    const bool part_of_query = after == '=' || text::is_alphanumeric(after);
    if (place == ReferencePlace::attribute && part_of_query) return 0;
    return append_named(*bare, length + 1, out);
  }
  return 0;
}

}  // namespace

std::size_t read_reference(std::string_view text, ReferencePlace place, std::string& out) {
  if (text.size() < 2) return 0;
  if (text[1] == '#') return read_numeric(text, place, out);
  return text::is_letter(text[1]) ? read_named(text, place, out) : 0;
}

std::string decode_references(std::string_view text, ReferencePlace place) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t ampersand = text.find('&');
    out += text.substr(0, ampersand);
    if (ampersand == std::string_view::npos) break;
    text.remove_prefix(ampersand);
    const std::size_t taken = read_reference(text, place, out);
    if (taken == 0) out += '&';
    text.remove_prefix(std::max<std::size_t>(taken, 1));
  }
  return out;
}

}  // namespace trawl::page
