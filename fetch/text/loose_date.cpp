#include "fetch/text/loose_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "fetch/text/blanks.hpp"
#include "fetch/text/date_scanner.hpp"
#include "fetch/text/loose_clock.hpp"

namespace trawl::text {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};

/// Whether `word` is `name` or an abbreviation of it: its first three letters, or one more ("sept", "thur").
/// Words of other languages begin alike and mean something else: French "mardi" is a Tuesday.
bool abbreviates(std::string_view word, std::string_view name) {
  return word == name || ((word.size() == 3 || word.size() == 4) && name.starts_with(word));
}

/// 1 to 12, or 0.
int month_named(std::string_view word) {
  const auto found =
      std::find_if(kMonths.begin(), kMonths.end(), [word](auto name) { return abbreviates(word, name); });
  return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

bool is_weekday(std::string_view word) {
  return word == "tues" || word == "thurs" || word == "weds" ||
         std::any_of(kWeekdays.begin(), kWeekdays.end(),
                     [word](auto name) { return abbreviates(word, name); });
}

/// Takes a weekday in English, or a word of any language with a comma behind it.
bool take_weekday(DateScanner& scan) {
  const std::string_view word = scan.foreign_word();
  if (word.empty()) return false;
  scan.take(word);
  const bool is_one = scan.front() == ',' || is_weekday(word);
  scan.skip(" .,");
  return is_one;
}

bool take_month(DateScanner& scan, LooseMoment& moment) {
  const std::string_view word = scan.word();
  moment.month = month_named(word);
  return moment.month != 0 && scan.take(word);
}

/// "4" or "4th".
bool take_day(DateScanner& scan, LooseMoment& moment) {
  if (!scan.take_short(moment.day)) return false;
  moment.has_day = true;
  const std::string_view ordinal = scan.word();
  if (ordinal == "st" || ordinal == "nd" || ordinal == "rd" || ordinal == "th") scan.take(ordinal);
  return true;
}

/// Four digits, or two for 1970 to 2069.
bool take_year(DateScanner& scan, LooseMoment& moment) {
  const std::size_t digits = scan.digits();
  if (digits != 2 && digits != 4) return false;
  constexpr int kPivot = 70;
  moment.year = scan.number(digits);
  if (digits == 2) moment.year += moment.year < kPivot ? 2000 : 1900;
  return true;
}

/// Sets the month and the day; the day does not exist if the year is shorter.
void set_day_of_year(LooseMoment& moment, int day) {
  using namespace std::chrono;
  const year_month_day date{sys_days{year{moment.year} / January / 1} + days{day - 1}};
  moment.month = static_cast<int>(static_cast<unsigned>(date.month()));
  moment.day = date.year() == year{moment.year} ? static_cast<int>(static_cast<unsigned>(date.day())) : 0;
  moment.has_day = true;
}

constexpr std::string_view kApart = " .,-/";

/// "2003", "2003-12", "2003-12-31", "2003/12/31", "2003-365", "2003-dec-31".
bool read_year_first(DateScanner& scan, LooseMoment& moment) {
  moment.year = scan.number(4);
  if (scan.is_at_end()) return true;
  if (DateScanner ahead = scan; ahead.skip(kApart) && is_letter(ahead.front())) {
    scan = ahead;
    return take_month(scan, moment) && scan.skip(kApart) && take_day(scan, moment);
  }
  const std::string separator(1, scan.front());
  if (!scan.take("-") && !scan.take("/") && !scan.take(".")) return false;
  if (scan.digits() == 3) {
    set_day_of_year(moment, scan.number(3));
    return true;
  }
  if (!scan.take_short(moment.month)) return false;
  if (scan.is_at_end()) return true;
  moment.has_day = scan.take(separator) && scan.take_short(moment.day);
  return moment.has_day;
}

/// "20031231", and the clock in "20031231101455" and "20031231 101455".
void read_compact(DateScanner& scan, LooseMoment& moment) {
  moment.year = scan.number(4);
  moment.month = scan.number(2);
  moment.day = scan.number(2);
  moment.has_day = true;
  if (DateScanner ahead = scan; ahead.take(" ") && (ahead.digits() == 4 || ahead.digits() == 6)) scan = ahead;
  moment.has_clock = scan.digits() != 0;
  if (!moment.has_clock) return;
  moment.hour = scan.number(2);
  moment.minute = scan.number(2);
  if (scan.digits() != 0) moment.second = scan.number(2);
}

/// "4 jul 2024", "04-jul-24".
bool read_day_first(DateScanner& scan, LooseMoment& moment) {
  if (!take_day(scan, moment)) return false;
  scan.skip(kApart);
  if (!take_month(scan, moment)) return false;
  scan.skip(kApart);
  return take_year(scan, moment);
}

/// "jul 4, 2024", and "jul 4 16:29:06 pst 2004", in which asctime() has the time before the year.
bool read_month_first(DateScanner& scan, LooseMoment& moment) {
  if (!take_month(scan, moment)) return false;
  scan.skip(kApart);
  if (!take_day(scan, moment)) return false;
  DateScanner ahead = scan;
  LooseMoment with_clock = moment;
  if (ahead.take(" ") && read_clock(ahead, with_clock, false) && read_zone(ahead, with_clock)) {
    ahead.skip(" ");
    scan = ahead;
    moment = with_clock;
  }
  return (moment.has_clock || scan.skip(kApart)) && take_year(scan, moment);
}

bool read_calendar(DateScanner& scan, LooseMoment& moment) {
  switch (scan.digits()) {
    case 0:
      return read_month_first(scan, moment);
    case 1:
    case 2:
      return read_day_first(scan, moment);
    case 4:
      return read_year_first(scan, moment);
    case 8:
    case 12:
    case 14:
      read_compact(scan, moment);
      return true;
    default:
      return false;
  }
}

/// Takes what stands between a date and its time. Returns whether the time is ISO 8601's.
bool take_joint(DateScanner& scan) {
  if (scan.take("t")) return true;
  if (!scan.take(" - ")) scan.skip(" ,");
  scan.take("at ");
  return scan.take("t ");
}

/// Reads all of the text, or gives none.
std::optional<LooseMoment> read_moment(DateScanner scan, bool has_weekday) {
  LooseMoment moment;
  if (has_weekday && !take_weekday(scan)) return std::nullopt;
  if (!read_calendar(scan, moment)) return std::nullopt;
  if (!moment.has_clock) {
    const bool is_iso = take_joint(scan);
    const bool has_clock = is_digit(scan.front());
    if (has_clock ? !read_clock(scan, moment, is_iso) : is_iso) return std::nullopt;
  }
  if (!read_zone(scan, moment) || !scan.is_at_end()) return std::nullopt;
  const bool says_more = has_weekday || moment.has_clock || moment.offset != 0;
  return says_more && !moment.has_day ? std::nullopt : std::optional(moment);
}

}  // namespace

std::optional<std::int64_t> parse_loose_date(std::string_view text) {
  constexpr std::size_t kLongest = 200;
  if (text.size() > kLongest) text = trimmed_blanks(text);
  if (text.size() > kLongest) return std::nullopt;
  const std::string tidy = tidied_date(text);
  // A word in front may be the month of "mar, 18 2022", but it is the weekday of "mar, 18 apr 2022".
  for (const bool has_weekday : {true, false}) {
    if (const auto moment = read_moment(DateScanner(tidy), has_weekday)) return moment->epoch_seconds();
  }
  return std::nullopt;
}

}  // namespace trawl::text
