#include "scraper/extract/values/locale_habits.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>

#include <unicode/datefmt.h>
#include <unicode/dcfmtsym.h>
#include <unicode/dtfmtsym.h>
#include <unicode/smpdtfmt.h>
#include <unicode/uloc.h>

#include "scraper/extract/values/people_text.hpp"

namespace trawl::extract {
namespace {

constexpr std::array kFirstLanguages{"en", "en_GB", "de", "de_AT", "fr", "es", "it", "nl", "pt", "pt_PT"};
constexpr std::array kOtherLanguages{"sv",      "da", "nb", "fi", "is", "pl", "cs", "sk", "sl", "hr",
                                     "sr_Latn", "bg", "ru", "uk", "be", "el", "hu", "ro", "tr", "et",
                                     "lv",      "lt", "ca", "eu", "gl", "sq", "id", "vi"};

std::u32string code_points(const icu::UnicodeString& text) {
  std::u32string result;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    result += static_cast<char32_t>(text.char32At(i));
  return result;
}

std::u32string without_accents(std::u32string_view text) {
  std::u32string result(text);
  for (char32_t& c : result) c = without_accent(c);
  return result;
}

/// "janv." → "janv"; "" for what is no word: Chinese and Japanese months are numbers.
std::u32string month_name(const icu::UnicodeString& text) {
  std::u32string name = lowered(code_points(text));
  while (name.ends_with(U'.')) name.pop_back();
  const bool is_word = name.size() >= 3 && std::all_of(name.begin(), name.end(), is_letter);
  return is_word ? name : std::u32string();
}

std::vector<std::pair<std::u32string, int>> months_of(const icu::Locale& locale) {
  std::vector<std::pair<std::u32string, int>> months;
  UErrorCode status = U_ZERO_ERROR;
  const icu::DateFormatSymbols symbols(locale, status);
  if (U_FAILURE(status)) return months;
  using Symbols = icu::DateFormatSymbols;
  for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
    for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
      int32_t count = 0;
      const icu::UnicodeString* names = symbols.getMonths(count, context, width);
      for (int32_t i = 0; i < std::min(count, 12); ++i)
        if (auto name = month_name(names[i]); !name.empty()) months.emplace_back(std::move(name), i + 1);
    }
  }
  return months;
}

DateOrder date_order_of(const icu::Locale& locale) {
  const std::unique_ptr<icu::DateFormat> format(
      icu::DateFormat::createDateInstance(icu::DateFormat::kShort, locale));
  const auto* simple = dynamic_cast<const icu::SimpleDateFormat*>(format.get());
  if (!simple) return DateOrder::unknown;
  icu::UnicodeString pattern;
  simple->toPattern(pattern);
  const int32_t day = pattern.indexOf(u'd'), month = std::max(pattern.indexOf(u'M'), pattern.indexOf(u'L'));
  const int32_t year = std::max(pattern.indexOf(u'y'), pattern.indexOf(u'u'));
  if (day < 0 || month < 0 || year < 0) return DateOrder::unknown;
  if (year < month && month < day) return DateOrder::year_month_day;
  if (day < month && month < year) return DateOrder::day_month_year;
  return month < day && day < year ? DateOrder::month_day_year : DateOrder::unknown;
}

LocaleHabits looked_up(const std::string& name) {
  LocaleHabits habits;
  if (!is_known_locale(name)) return habits;
  const icu::Locale locale = icu::Locale::createCanonical(name.c_str());
  UErrorCode status = U_ZERO_ERROR;
  const icu::DecimalFormatSymbols symbols(locale, status);
  if (U_SUCCESS(status))
    habits.decimal_separator = static_cast<char32_t>(
        symbols.getConstSymbol(icu::DecimalFormatSymbols::kDecimalSeparatorSymbol).char32At(0));
  habits.date_order = date_order_of(locale);
  habits.months = months_of(locale);
  return habits;
}

using MonthNames = std::unordered_map<std::u32string, int>;

/// Adds names that are not there; one that is there as another month becomes 0, which is no month.
void add_months(MonthNames& all, const std::vector<std::pair<std::u32string, int>>& names) {
  for (const auto& [name, month] : names) {
    for (const std::u32string& spelt : {name, without_accents(name)}) {
      const auto [known, is_new] = all.emplace(spelt, month);
      if (!is_new && known->second != month) known->second = 0;
    }
  }
}

MonthNames all_months() {
  MonthNames first, others;
  for (const char* language : kFirstLanguages) {
    MonthNames names;
    add_months(names, months_of(icu::Locale(language)));
    first.merge(names);
  }
  first.merge(MonthNames{{U"sept", 9}, {U"maerz", 3}, {U"jaenner", 1}, {U"sett", 9}, {U"setiembre", 9}});
  for (const char* language : kOtherLanguages) add_months(others, months_of(icu::Locale(language)));
  first.merge(others);
  return first;
}

}  // namespace

const LocaleHabits& habits_of(const std::string& locale) {
  // Spider files name few locales, so nothing is ever dropped.
  thread_local std::map<std::string, LocaleHabits> known;
  const auto found = known.find(locale);
  if (found != known.end()) return found->second;
  return known.emplace(locale, looked_up(locale)).first->second;
}

bool is_known_locale(const std::string& locale) {
  if (locale.size() < 2) return false;
  UErrorCode status = U_ZERO_ERROR;
  char canonical[ULOC_FULLNAME_CAPACITY], language[ULOC_LANG_CAPACITY];
  uloc_canonicalize(locale.c_str(), canonical, sizeof canonical, &status);
  if (status != U_ZERO_ERROR) return false;
  uloc_getLanguage(canonical, language, sizeof language, &status);
  if (status != U_ZERO_ERROR) return false;
  const char* const* languages = uloc_getISOLanguages();
  for (; *languages; ++languages)
    if (std::string_view(language) == *languages) return true;
  return false;
}

int month_named(std::u32string_view name, const std::string& locale) {
  static const MonthNames all = all_months();
  if (!locale.empty())
    for (const auto& [own, month] : habits_of(locale).months)
      if (own == name) return month;
  const auto found = all.find(std::u32string(name));
  return found == all.end() ? 0 : found->second;
}

}  // namespace trawl::extract
