#include "scraper/extract/values/number_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "scraper/extract/values/people_text.hpp"

namespace trawl::extract {
namespace {

using Word = std::u32string_view;

/// ISO 4217 codes of currencies in everyday use.
constexpr std::array kCodes = std::to_array<Word>(
    {U"AED", U"ARS", U"AUD", U"BGN", U"BHD", U"BRL", U"CAD", U"CHF", U"CLP", U"CNY", U"COP",
     U"CZK", U"DKK", U"EGP", U"EUR", U"GBP", U"HKD", U"HRK", U"HUF", U"IDR", U"ILS", U"INR",
     U"ISK", U"JOD", U"JPY", U"KES", U"KRW", U"KWD", U"MAD", U"MXN", U"MYR", U"NGN", U"NOK",
     U"NZD", U"OMR", U"PEN", U"PHP", U"PKR", U"PLN", U"RMB", U"RON", U"RSD", U"RUB", U"SAR",
     U"SEK", U"SGD", U"THB", U"TND", U"TRY", U"TWD", U"UAH", U"USD", U"VND", U"ZAR"});
constexpr std::array kCurrencyWords = std::to_array<Word>(
    {U"rs", U"rp",     U"rm",  U"kr",   U"kč",     U"zł",   U"lei",   U"ft",     U"fr",      U"sfr",
     U"tl", U"лв",     U"руб", U"грн",  U"din",    U"euro", U"euros", U"dollar", U"dollars", U"pound",
     U"us", U"pounds", U"yen", U"yuan", U"rupees", U"r",    U"元",    U"円",     U"원"});

constexpr std::array kPowers = std::to_array<std::pair<Word, int>>({
    {U"thousand", 3},  {U"tausend", 3},    {U"tsd", 3},      {U"mila", 3},       {U"duizend", 3},
    {U"тыс", 3},       {U"million", 6},    {U"millions", 6}, {U"millionen", 6},  {U"millón", 6},
    {U"millones", 6},  {U"milhão", 6},     {U"milhões", 6},  {U"milione", 6},    {U"milioni", 6},
    {U"miljoen", 6},   {U"mio", 6},        {U"mln", 6},      {U"mn", 6},         {U"млн", 6},
    {U"billion", 9},   {U"billions", 9},   {U"bn", 9},       {U"mrd", 9},        {U"mld", 9},
    {U"milliarde", 9}, {U"milliarden", 9}, {U"milliard", 9}, {U"milliards", 9},  {U"miliardo", 9},
    {U"miliardi", 9},  {U"miljard", 9},    {U"млрд", 9},     {U"billionen", 12}, {U"trillion", 12},
    {U"lakh", 5},      {U"lakhs", 5},      {U"crore", 7},    {U"crores", 7},
});
/// These need no space behind them.
constexpr std::array kSignPowers = std::to_array<std::pair<char32_t, int>>(
    {{U'千', 3}, {U'천', 3}, {U'万', 4}, {U'萬', 4}, {U'만', 4}, {U'億', 8}, {U'亿', 8}, {U'억', 8}});

constexpr std::array kRatioWords = std::to_array<Word>(
    {U"of", U"out", U"von", U"aus", U"pro", U"per", U"sur", U"de", U"su", U"di", U"van", U"av", U"из"});

constexpr std::array kFractions = std::to_array<std::pair<char32_t, std::string_view>>({{U'½', "5"},
                                                                                        {U'¼', "25"},
                                                                                        {U'¾', "75"},
                                                                                        {U'⅛', "125"},
                                                                                        {U'⅜', "375"},
                                                                                        {U'⅝', "625"},
                                                                                        {U'⅞', "875"},
                                                                                        {U'⅕', "2"},
                                                                                        {U'⅖', "4"},
                                                                                        {U'⅗', "6"},
                                                                                        {U'⅘', "8"},
                                                                                        {U'⅒', "1"}});
bool contains(const auto& words, Word word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool is_currency_word(Word word) {
  return contains(kCodes, word) || contains(kCurrencyWords, lowered(word));
}

bool has_three_decimals(Word currency) {
  return contains(std::to_array<Word>({U"BHD", U"JOD", U"KWD", U"OMR", U"TND"}), currency);
}

int power_of_ten(Word word, bool is_attached) {
  if (word.empty()) return 0;
  if (is_attached && (word == U"k" || word == U"K")) return 3;
  if (is_attached && word == U"M") return 6;
  for (const auto& [sign, power] : kSignPowers)
    if (word[0] == sign) return power;
  const std::u32string lower = lowered(word);
  const auto known =
      std::find_if(kPowers.begin(), kPowers.end(), [&](const auto& entry) { return entry.first == lower; });
  return known == kPowers.end() ? 0 : known->second;
}

std::string_view fraction_digits(char32_t c) {
  const auto known =
      std::find_if(kFractions.begin(), kFractions.end(), [c](const auto& entry) { return entry.first == c; });
  return known == kFractions.end() ? std::string_view() : known->second;
}

int superscript_digit(char32_t c) {
  constexpr Word kSuperscripts = U"⁰¹²³⁴⁵⁶⁷⁸⁹";
  const std::size_t found = kSuperscripts.find(c);
  return c == 0 || found == Word::npos ? -1 : static_cast<int>(found);
}

bool is_ratio_word(Word lower_case_word) {
  return contains(kRatioWords, lower_case_word);
}

}  // namespace trawl::extract
