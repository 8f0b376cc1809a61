#include "fetch/text/loose_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/time.hpp"

namespace trawl::text {
namespace {

/// Hours from UTC, in RFC 822 section 5.1 and in feeds.
constexpr std::array<std::pair<std::string_view, int>, 22> kZones{
    {{"z", 0},    {"ut", 0},   {"utc", 0},  {"gmt", 0},  {"est", -5},  {"edt", -4},  {"cst", -6}, {"cdt", -5},
     {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}, {"akst", -9}, {"hst", -10}, {"wet", 0},  {"west", 1},
     {"bst", 1},  {"cet", 1},  {"cest", 2}, {"eet", 2},  {"msk", 3},   {"jst", 9}}};

/// Unlike an HTTP date it has a zone, and its day may end at 24:00.
struct Moment : CivilTime {
  int offset = 0;  ///< from UTC, in minutes

  std::optional<std::int64_t> epoch_seconds() const {
    CivilTime time = *this;
    const bool ends_day = hour == 24 && minute == 0 && second == 0;
    if (ends_day) time.hour = 0;
    auto at = time.CivilTime::epoch_seconds();
    if (at) *at += (ends_day ? 86'400 : 0) - 60 * offset;
    return at;
  }
};

/// Reads a date from its front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }
  char front() const { return rest_.empty() ? '\0' : rest_[0]; }
  std::size_t digits_ahead() const {
    return static_cast<std::size_t>(std::find_if_not(rest_.begin(), rest_.end(), is_digit) - rest_.begin());
  }
  bool take(char c) {
    if (front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip(std::string_view any_of) { rest_ = trimmed_front(rest_, any_of); }
  /// Takes exactly this many digits, or none.
  std::optional<int> number(std::size_t digits) {
    if (digits_ahead() < digits || digits == 0 || digits > 9) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + (rest_[i] - '0');
    rest_.remove_prefix(digits);
    return value;
  }
  std::string word() {
    std::string found;
    while (is_letter(front())) {
      found += lower(front());
      rest_.remove_prefix(1);
    }
    return found;
  }

 private:
  std::string_view rest_;
};

/// "10:14:55.37", "10:14" or "10". False if something else comes next.
bool read_time(Scanner& scan, Moment& moment) {
  const auto hour = scan.number(std::min<std::size_t>(scan.digits_ahead(), 2));
  if (!hour) return false;
  moment.hour = *hour;
  const bool is_compact = scan.digits_ahead() >= 2;
  if (!scan.take(':') && !is_compact) return true;
  const auto minute = scan.number(std::min<std::size_t>(scan.digits_ahead(), 2));
  if (!minute) return false;
  moment.minute = *minute;
  if (!scan.take(':') && (!is_compact || scan.digits_ahead() < 2)) return true;
  const auto second = scan.number(std::min<std::size_t>(scan.digits_ahead(), 2));
  if (!second) return false;
  moment.second = *second;
  if (scan.front() == '.' || scan.front() == ',') {
    scan.skip(".,");
    scan.skip(kDigits);
  }
  return true;
}

/// "+01:00", "-0500", "GMT", "GMT+1", "Z" or nothing.
void read_zone(Scanner& scan, Moment& moment) {
  scan.skip(" \t(");
  const std::string name = scan.word();
  const auto known =
      std::find_if(kZones.begin(), kZones.end(), [&](const auto& zone) { return zone.first == name; });
  if (known != kZones.end()) moment.offset = 60 * known->second;
  const char sign = scan.front();
  if (sign != '+' && sign != '-') return;
  scan.skip("+-");
  const std::size_t digits = scan.digits_ahead();
  const auto hours = scan.number(digits == 3 ? 1 : std::min<std::size_t>(digits, 2));
  scan.take(':');
  const auto minutes = scan.number(std::min<std::size_t>(scan.digits_ahead(), 2));
  const int offset = hours.value_or(0) * 60 + minutes.value_or(0);
  moment.offset = sign == '-' ? -offset : offset;
}

void set_day_of_year(Moment& moment, int day) {
  using namespace std::chrono;
  const year_month_day date{sys_days{year{moment.year} / January / 1} + days{day - 1}};
  moment.month = static_cast<int>(static_cast<unsigned>(date.month()));
  moment.day = date.year() == year{moment.year} ? static_cast<int>(static_cast<unsigned>(date.day())) : 0;
}

/// "2003", "2003-12", "2003-12-31T10:14:55Z", "20031231", "2003-365".
std::optional<Moment> read_numeric_date(Scanner scan) {
  Moment moment;
  const auto year = scan.number(4);
  if (!year) return std::nullopt;
  moment.year = *year;
  const bool is_apart = scan.front() == '-' || scan.front() == '/' || scan.front() == '.';
  if (is_apart) scan.skip("-/.");
  const std::size_t digits = scan.digits_ahead();
  if (digits == 3) {
    set_day_of_year(moment, *scan.number(3));
  } else if (digits > 0) {
    moment.month = scan.number(std::min<std::size_t>(digits, 2)).value_or(0);
    if (is_apart) scan.skip("-/.");
    const auto day = scan.number(std::min<std::size_t>(scan.digits_ahead(), 2));
    moment.day = day.value_or(1);
  }
  scan.skip(" \t,");
  if (scan.front() == 'T' || scan.front() == 't') scan.word();
  if (is_digit(scan.front()) && !read_time(scan, moment)) return std::nullopt;
  read_zone(scan, moment);
  return moment;
}

int full_year(int year, std::size_t digits) {
  constexpr int kPivot = 70;  // two digits stand for 1970 to 2069
  if (digits > 2) return year;
  return year + (year < kPivot ? 2000 : 1900);
}

/// "Thu, 01 Jan 2004 19:48:21 GMT", "Jan 1, 2004", "Sun Jan 4 16:29:06 PST 2004": words and numbers, in any
/// of these orders.
std::optional<Moment> read_worded_date(Scanner scan) {
  Moment moment;
  bool has_month = false, has_day = false, has_year = false;
  constexpr std::string_view kBetween = " \t\r\n,.-/";
  for (scan.skip(kBetween); !scan.is_at_end(); scan.skip(kBetween)) {
    if (is_letter(scan.front())) {
      const int month = month_of(scan.word());
      if (!has_month && month != 0) {
        moment.month = month;
        has_month = true;
      }
      continue;
    }
    const std::size_t digits = scan.digits_ahead();
    if (digits == 0 || digits > 4) break;
    if (has_day && has_month && has_year) break;
    const int number = *scan.number(digits);
    if (!has_day && digits <= 2) {
      moment.day = number;
      has_day = true;
    } else {
      moment.year = full_year(number, digits);
      has_year = true;
    }
    if (has_day && has_month && (has_year || digits <= 2)) {
      scan.skip(" \t,-/");
      if (has_year) break;
      Scanner ahead = scan;  // asctime has the time before the year
      const std::size_t hours = ahead.digits_ahead();
      if (hours == 0 || hours > 2 || !ahead.number(hours) || ahead.front() != ':') continue;
      if (!read_time(scan, moment)) return std::nullopt;
      read_zone(scan, moment);
      scan.skip(" \t");
      const auto year = scan.number(scan.digits_ahead());
      if (!year) return std::nullopt;
      moment.year = full_year(*year, 4);
      return moment;
    }
  }
  if (!has_day || !has_month || !has_year) return std::nullopt;
  scan.skip(" \t,T");
  if (is_digit(scan.front()) && !read_time(scan, moment)) return std::nullopt;
  read_zone(scan, moment);
  return moment;
}

}  // namespace

std::optional<std::int64_t> parse_loose_date(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  const Scanner scan(trimmed_front(text, kHttpSpace).substr(0, kLongest));
  const std::size_t digits = scan.digits_ahead();
  const bool is_numeric = digits == 4 || digits == 6 || digits == 8 || digits == 14;
  const auto moment = is_numeric ? read_numeric_date(scan) : read_worded_date(scan);
  return moment ? moment->epoch_seconds() : std::nullopt;
}

}  // namespace trawl::text
