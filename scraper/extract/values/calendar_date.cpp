#include "scraper/extract/values/calendar_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "scraper/extract/values/locale_habits.hpp"

namespace trawl::extract {
namespace {

using Word = std::u32string_view;
using Kind = DateToken::Kind;

/// Words between the parts of a date: "of", ordinals, "de", and what stands for "year" and "day".
constexpr std::array kFillers =
    std::to_array<Word>({U"st", U"nd",  U"rd", U"th",  U"er", U"re", U"e",    U"ème", U"eme", U"º",  U"ª",
                         U"o",  U"ste", U"de", U"del", U"d",  U"of", U"the",  U"den", U"der", U"di", U"do",
                         U"da", U"i",   U"m",  U"g",   U"г",  U"го", U"року", U"р",   U"l",   U"ter"});
constexpr std::array kYearSigns = std::to_array<Word>({U"年", U"년"});
constexpr std::array kMonthSigns = std::to_array<Word>({U"月", U"월"});
constexpr std::array kDaySigns = std::to_array<Word>({U"日", U"일", U"号", U"號"});

bool contains(const auto& words, Word word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool exists(const CalendarDate& date) {
  using namespace std::chrono;
  if (date.year < 1000 || date.month < 0 || date.month > 12) return false;
  if (date.day == 0) return true;
  return year_month_day(year(date.year), month(static_cast<unsigned>(date.month)),
                        day(static_cast<unsigned>(date.day)))
      .ok();
}

CalendarDate made(int year, int month, int day) {
  CalendarDate date;
  date.year = year;
  date.month = month;
  date.day = day;
  return date;
}

/// The unused tokens, and what separates them.
class CalendarReader {
 public:
  CalendarReader(std::vector<DateToken>& tokens, const std::string& locale)
      : tokens_(tokens), locale_(locale) {}

  FoundCalendarDate read() {
    FoundCalendarDate found;
    for (std::size_t at = 0; at < tokens_.size();) {
      std::size_t end = at;
      const auto date = read_at(end);
      if (end == at) {
        ++at;
        continue;
      }
      found.has_failed = !date || found.is_found || !exists(*date);
      if (found.has_failed) return found;
      found.is_found = true;
      found.date = *date;
      for (; at < end; ++at) tokens_[at].is_used = true;
    }
    return found;
  }

 private:
  /// A token that is not used; a sign that matches nothing at the end.
  const DateToken& at(std::size_t index) const {
    static const DateToken none = [] {
      DateToken token;
      token.text = U" ";
      return token;
    }();
    return index < tokens_.size() && !tokens_[index].is_used ? tokens_[index] : none;
  }
  bool is_short(std::size_t index) const { return at(index).digits() == 1 || at(index).digits() == 2; }
  bool is_year(std::size_t index) const { return at(index).digits() == 4; }
  int month_at(std::size_t index) const {
    return at(index).kind == Kind::word ? month_named(at(index).text, locale_) : 0;
  }

  /// Skips signs of `signs` and words that only fill, as in "12. of", "12 de"; a clock in between, too.
  std::size_t after_fillers(std::size_t index, Word signs) const {
    for (; index < tokens_.size(); ++index) {
      const DateToken& token = tokens_[index];
      if (token.is_used) continue;
      const bool is_sign = token.kind == Kind::sign && signs.find(token.text[0]) != Word::npos;
      if (!is_sign && !(token.kind == Kind::word && contains(kFillers, token.text))) break;
    }
    return index;
  }

  /// A year of four digits, or of two for 1970 to 2069.
  std::optional<int> year_at(std::size_t index) const {
    if (is_year(index)) return at(index).value();
    if (at(index).digits() != 2) return std::nullopt;
    return full_year(at(index).value());
  }
  static int full_year(int short_year) {
    constexpr int kPivot = 70;
    return short_year + (short_year < kPivot ? 2000 : 1900);
  }

  /// Moves `end` behind the date that begins there. None for a date in doubt; `end` stays where none begins.
  std::optional<CalendarDate> read_at(std::size_t& end) const {
    if (at(end).digits() == 8) return read_compact(end);
    if (is_year(end)) return read_year_first(end);
    if (is_short(end)) return read_number_first(end);
    return month_at(end) != 0 ? read_month_first(end) : std::nullopt;
  }

  std::optional<CalendarDate> read_compact(std::size_t& end) const {
    const int value = at(end++).value();
    return made(value / 10'000, value / 100 % 100, value % 100);
  }

  /// "2024-03-12", "2024年3月12日", "2024. március 12.", "2024-Mar-12", "2024-03", "2024" alone.
  std::optional<CalendarDate> read_year_first(std::size_t& end) const {
    const int year = at(end).value();
    std::size_t next = end + 1;
    if (contains(kYearSigns, at(next).text)) {
      if (!is_short(next + 1) || !contains(kMonthSigns, at(next + 2).text)) return std::nullopt;
      const int month = at(next + 1).value();
      end = next + 3;
      if (!is_short(end)) return made(year, month, 0);
      const int day = at(end++).value();
      if (contains(kDaySigns, at(end).text)) ++end;
      return made(year, month, day);
    }
    if (const std::size_t name = after_fillers(next, U".,-/"); month_at(name) != 0) {
      end = name + 1;
      const std::size_t day = after_fillers(end, U".,-/");
      if (!is_short(day)) return made(year, month_at(name), 0);
      end = day + 1;
      return made(year, month_at(name), at(day).value());
    }
    const char32_t separator = at(next).text[0];
    if ((separator != U'-' && separator != U'/' && separator != U'.') || !is_short(next + 1)) {
      if (tokens_.size() != 1) return std::nullopt;
      end = next;
      return made(year, 0, 0);
    }
    const int month = at(next + 1).value();
    next += 2;
    if (!at(next).is_sign(separator) || !is_short(next + 1)) {
      if (separator == U'.' || at(next - 1).digits() != 2) return std::nullopt;
      end = next;
      return made(year, month, 0);
    }
    end = next + 2;
    return made(year, month, at(next + 1).value());
  }

  /// "12 March 2024", "12/03/2024", "03/2024".
  std::optional<CalendarDate> read_number_first(std::size_t& end) const {
    const int first = at(end).value();
    if (const std::size_t name = after_fillers(end + 1, U".,-/"); month_at(name) != 0) {
      const std::size_t last = after_fillers(name + 1, U".,-/'");
      const auto year = year_at(last);
      if (!year) return std::nullopt;
      end = last + 1;
      return made(*year, month_at(name), first);
    }
    const char32_t separator = at(end + 1).text[0];
    if (separator != U'-' && separator != U'/' && separator != U'.') return std::nullopt;
    if (is_year(end + 2)) {
      if (separator == U'.') return std::nullopt;
      const int year = at(end + 2).value();
      end += 3;
      return made(year, first, 0);
    }
    if (!is_short(end + 2) || !at(end + 3).is_sign(separator)) return std::nullopt;
    const std::size_t last = end + 4;
    if (!is_year(last) && at(last).digits() != 2) return std::nullopt;
    const int second = at(end + 2).value(), third = at(last).value();
    const bool has_year = is_year(last), may_lead = at(end).digits() == 2;
    end = last + 1;
    return settled(first, second, third, has_year, may_lead, separator);
  }

  /// Three numbers, of which the last is the year, or has two digits and may be the day. `may_lead`: the
  /// first may be a year.
  std::optional<CalendarDate> settled(int first, int second, int third, bool has_year, bool may_lead,
                                      char32_t separator) const {
    const int year = has_year ? third : full_year(third);
    const CalendarDate day_first = made(year, second, first), month_first = made(year, first, second);
    const CalendarDate year_first = made(full_year(first), second, third);
    const bool may_be_year_first = !has_year && may_lead && exists(year_first);
    const DateOrder order = locale_.empty() ? DateOrder::unknown : habits_of(locale_).date_order;
    const auto is_day = [](const CalendarDate& date) {
      return date.month > 0 && date.day > 0 && exists(date);
    };
    if (order == DateOrder::day_month_year && is_day(day_first)) return day_first;
    if (order == DateOrder::month_day_year && is_day(month_first)) return month_first;
    if (order == DateOrder::year_month_day && may_be_year_first) return year_first;
    if (separator == U'.' && order != DateOrder::month_day_year && is_day(day_first)) return day_first;
    std::vector<CalendarDate> possible;
    if (is_day(day_first)) possible.push_back(day_first);
    if (is_day(month_first) && first != second) possible.push_back(month_first);
    if (may_be_year_first && is_day(year_first)) possible.push_back(year_first);
    return possible.size() == 1 ? std::optional(possible[0]) : std::nullopt;
  }

  /// "March 12th, 2024", "March 2024".
  std::optional<CalendarDate> read_month_first(std::size_t& end) const {
    const int month = month_at(end);
    std::size_t next = after_fillers(end + 1, U".,-/'");
    if (is_year(next)) {
      const int year = at(next).value();
      end = next + 1;
      return made(year, month, 0);
    }
    if (!is_short(next)) return std::nullopt;
    const int day = at(next).value();
    next = after_fillers(next + 1, U".,-/'");
    const auto year = year_at(next);
    if (!year) return std::nullopt;
    end = next + 1;
    return made(*year, month, day);
  }

  std::vector<DateToken>& tokens_;
  const std::string& locale_;
};

}  // namespace

FoundCalendarDate take_calendar_date(std::vector<DateToken>& tokens, const std::string& locale) {
  return CalendarReader(tokens, locale).read();
}

}  // namespace trawl::extract
