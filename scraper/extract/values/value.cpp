#include "scraper/extract/values/value.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"
#include "scraper/extract/json/json_document.hpp"
#include "scraper/extract/values/date_reader.hpp"
#include "scraper/extract/values/locale_habits.hpp"
#include "scraper/extract/values/number_reader.hpp"
#include "scraper/extract/values/people_text.hpp"

namespace trawl::extract {
namespace {

constexpr std::array kTrueWords = std::to_array<std::string_view>({"1",
                                                                   "true",
                                                                   "t",
                                                                   "yes",
                                                                   "y",
                                                                   "on",
                                                                   "✓",
                                                                   "✔",
                                                                   "☑",
                                                                   "✅",
                                                                   "ja",
                                                                   "wahr",
                                                                   "oui",
                                                                   "vrai",
                                                                   "sí",
                                                                   "si",
                                                                   "sì",
                                                                   "verdadero",
                                                                   "vero",
                                                                   "sim",
                                                                   "verdadeiro",
                                                                   "waar",
                                                                   "да",
                                                                   "はい",
                                                                   "是",
                                                                   "enabled",
                                                                   "checked",
                                                                   "available",
                                                                   "in stock",
                                                                   "instock",
                                                                   "limitedavailability",
                                                                   "instoreonly",
                                                                   "onlineonly"});
constexpr std::array kFalseWords = std::to_array<std::string_view>({"0",
                                                                    "false",
                                                                    "f",
                                                                    "no",
                                                                    "n",
                                                                    "off",
                                                                    "✗",
                                                                    "✘",
                                                                    "☐",
                                                                    "❌",
                                                                    "nein",
                                                                    "falsch",
                                                                    "non",
                                                                    "faux",
                                                                    "falso",
                                                                    "não",
                                                                    "nee",
                                                                    "onwaar",
                                                                    "нет",
                                                                    "いいえ",
                                                                    "否",
                                                                    "disabled",
                                                                    "unchecked",
                                                                    "unavailable",
                                                                    "not available",
                                                                    "out of stock",
                                                                    "outofstock",
                                                                    "sold out",
                                                                    "soldout",
                                                                    "discontinued"});

ReadValue bad_type() {
  ReadValue read;
  read.is_bad_type = true;
  return read;
}

template <class T>
ReadValue value_or_bad_type(std::optional<T> value) {
  return value ? ReadValue(Value(*std::move(value))) : bad_type();
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

ReadValue read_boolean(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  if (text.size() > kLongest) return bad_type();
  const std::string lower = lower_case(text);
  std::string_view word = lower;
  for (const std::string_view vocabulary : {"https://schema.org/", "http://schema.org/"})
    if (word.starts_with(vocabulary)) word.remove_prefix(vocabulary.size());
  if (contains(kTrueWords, word)) return Value(std::int64_t{1});
  if (contains(kFalseWords, word)) return Value(std::int64_t{0});
  return bad_type();
}

/// Whether the text begins with a scheme (RFC 3986 section 3.1) other than http and https.
bool has_other_scheme(std::string_view text) {
  const std::string_view scheme = text.substr(0, text.find(':'));
  if (scheme.size() == text.size() || scheme.empty() || !text::is_letter(scheme[0])) return false;
  const bool is_scheme = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return text::is_alphanumeric(c) || c == '+' || c == '-' || c == '.';
  });
  return is_scheme && !text::equal_ignoring_case(scheme, "http") &&
         !text::equal_ignoring_case(scheme, "https");
}

ReadValue read_url(std::string_view text, const ValuePlace& place) {
  if (has_other_scheme(text)) return Value(std::string(text));
  auto url = fetch::Url::parse(text, place.base);
  return url ? ReadValue(Value(std::move(*url).href())) : bad_type();
}

}  // namespace

ReadValue read_value(std::string_view text, FieldType type, const std::string& locale,
                     const ValuePlace& place, Writer writer) {
  text = text::trimmed_blanks(text);
  if (text.empty()) return {};
  const bool is_json = writer == Writer::json_number;
  switch (type) {
    case FieldType::integer: {
      const auto number = is_json ? json_decimal(text) : read_number(text, locale, true);
      return value_or_bad_type(number ? number->integer() : std::nullopt);
    }
    case FieldType::number: {
      const auto number = is_json ? json_decimal(text) : read_number(text, locale);
      return value_or_bad_type(number ? number->real() : std::nullopt);
    }
    case FieldType::date:
      return value_or_bad_type(read_date(text, locale, place.fetched_at));
    case FieldType::boolean:
      return read_boolean(text);
    case FieldType::url:
      return read_url(text, place);
    case FieldType::json:
      return JsonDocument::parse(text) ? ReadValue(Value(std::string(text))) : bad_type();
    case FieldType::text:
    case FieldType::html:
      break;
  }
  return Value(std::string(text));
}

bool is_locale(const std::string& name) {
  return is_known_locale(name);
}

}  // namespace trawl::extract
