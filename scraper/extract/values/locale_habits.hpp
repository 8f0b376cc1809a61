#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// In which order the numbers of a date stand.
enum class DateOrder { unknown, day_month_year, month_day_year, year_month_day };

/// How people of one language or country write numbers and dates, from the Unicode CLDR that comes with ICU.
struct LocaleHabits {
  LocaleHabits() {}
  char32_t decimal_separator = 0;  ///< 0: unknown
  DateOrder date_order = DateOrder::unknown;
  std::vector<std::pair<std::u32string, int>> months;  ///< names and abbreviations, in lower case; 1 to 12
};

/// Of "de", "de-CH", "pt_BR"; of "" and of unknown names nothing is known. Lives as long as the thread.
/// Thread: any; each remembers what it has looked up.
const LocaleHabits& habits_of(const std::string& locale);

/// Whether the language of "de-CH" is known.
bool is_known_locale(const std::string& locale);

/// 1 to 12 for the name or abbreviation of a month, in lower case and without a point at its end; else 0.
/// Knows the languages of Europe; names that mean different months in two of them (Polish and Croatian
/// "listopad") only with the locale, but those of English, German, French, Spanish, Italian, Dutch and
/// Portuguese, in this order, come before others. Accents may be missing.
int month_named(std::u32string_view name, const std::string& locale);

}  // namespace trawl::extract
