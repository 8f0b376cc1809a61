#include "scraper/extract/values/people_text.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "fetch/text/blanks.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::extract {
namespace {

UChar32 icu(char32_t c) {
  return static_cast<UChar32>(c);
}

/// 0 for what is not seen.
char32_t plain_character(char32_t c) {
  constexpr char32_t kFullWidthFirst = 0xFF01, kFullWidthLast = 0xFF5E, kFullWidthShift = 0xFEE0;
  if (c >= kFullWidthFirst && c <= kFullWidthLast) c -= kFullWidthShift;
  if (c > ' ' && c < 0x7F) return c;
  if (text::is_unicode_blank(c)) return u_isUWhiteSpace(icu(c)) || c < ' ' ? U' ' : U'\0';
  if (const auto digit = u_charDigitValue(icu(c)); digit >= 0) return U'0' + static_cast<char32_t>(digit);
  switch (c) {
    case 0x2010:  // hyphens
    case 0x2011:
    case 0x2212:  // minus
    case 0x2796:
    case 0xFE63:
      return U'-';
    case 0x2012:  // dashes
    case 0x2014:
    case 0x2015:
      return U'\u2013';
    case 0x00B4:  // apostrophes
    case 0x02BC:
    case 0x2018:
    case 0x2019:
      return U'\'';
    default:
      return c;
  }
}

}  // namespace

std::u32string plain_text(std::string_view text) {
  std::u32string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const text::CodePoint point = text::first_code_point(text);
    text.remove_prefix(point.bytes);
    const char32_t c = plain_character(point.value);
    if (c == 0 || (c == U' ' && plain.empty())) continue;
    plain += c;
  }
  while (plain.ends_with(U' ')) plain.pop_back();
  return plain;
}

bool is_letter(char32_t c) {
  return u_isalpha(icu(c));
}
bool is_white_space(char32_t c) {
  return u_isUWhiteSpace(icu(c));
}
bool is_cased(char32_t c) {
  return u_hasBinaryProperty(icu(c), UCHAR_CASED);
}
bool is_upper_case(char32_t c) {
  return u_isupper(icu(c));
}
bool is_currency_sign(char32_t c) {
  return u_charType(icu(c)) == U_CURRENCY_SYMBOL;
}

std::u32string lowered(std::u32string_view text) {
  std::u32string result(text);
  for (char32_t& c : result) c = static_cast<char32_t>(u_tolower(icu(c)));
  return result;
}

char32_t without_accent(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* forms = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString parts;
  if (U_FAILURE(status) || !forms->getDecomposition(icu(c), parts)) return c;
  return static_cast<char32_t>(parts.char32At(0));
}

std::string lower_case(std::string_view text) {
  std::string result;
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())))
      .toLower(icu::Locale::getRoot())
      .toUTF8String(result);
}

std::string upper_case(std::string_view text) {
  std::string result;
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())))
      .toUpper(icu::Locale::getRoot())
      .toUTF8String(result);
}

}  // namespace trawl::extract
