#include "fetch/text/http_date.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "fetch/text/ascii.hpp"
#include "fetch/text/time.hpp"

namespace trawl::text {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> kLongWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                        "Friday", "Saturday", "Sunday"};

/// Reads a text from its front. After the first mismatch every further read fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  Scanner& literal(std::string_view expected) {
    is_good_ = is_good_ && starts_with_ignoring_case(rest_, expected);
    if (is_good_) rest_.remove_prefix(expected.size());
    return *this;
  }
  Scanner& number(std::size_t least, std::size_t most, int& value) {
    std::size_t digits = 0;
    int read = 0;
    while (digits < std::min(most, rest_.size()) && is_digit(rest_[digits]))
      read = read * 10 + (rest_[digits++] - '0');
    is_good_ = is_good_ && digits >= least;
    if (!is_good_) return *this;
    value = read;
    rest_.remove_prefix(digits);
    return *this;
  }
  Scanner& one_of(std::span<const std::string_view> names) {
    const auto found = std::find_if(names.begin(), names.end(), [this](std::string_view name) {
      return starts_with_ignoring_case(rest_, name);
    });
    is_good_ = is_good_ && found != names.end();
    if (is_good_) rest_.remove_prefix(found->size());
    return *this;
  }
  Scanner& month(int& value) {
    const int found = month_of(rest_);
    is_good_ = is_good_ && found != 0;
    if (!is_good_) return *this;
    value = found;
    rest_.remove_prefix(3);
    return *this;
  }
  Scanner& time_of_day(std::size_t least_digits, CivilTime& time) {
    number(least_digits, 2, time.hour).literal(":").number(least_digits, 2, time.minute).literal(":");
    return number(least_digits, 2, time.second);
  }
  bool at_blank() const { return rest_.starts_with(' '); }
  bool is_good() const { return is_good_; }
  bool is_at_end() const { return is_good_ && rest_.empty(); }
  /// Good, and no digit follows the number that was read last.
  bool is_past_number() const { return is_good_ && (rest_.empty() || !is_digit(rest_[0])); }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<CivilTime> read_fixdate(std::string_view text) {
  CivilTime time;
  Scanner scan(text);
  scan.one_of(kWeekdays).literal(", ").number(1, 2, time.day).literal(" ").month(time.month).literal(" ");
  scan.number(4, 4, time.year).literal(" ").time_of_day(2, time).literal(" GMT");
  return scan.is_at_end() ? std::optional(time) : std::nullopt;
}

/// "Sunday, 06-Nov-94 08:49:37 GMT"
std::optional<CivilTime> read_rfc850_date(std::string_view text, double now) {
  CivilTime time;
  Scanner scan(text);
  scan.one_of(kLongWeekdays).literal(", ").number(1, 2, time.day).literal("-").month(time.month).literal("-");
  scan.number(2, 2, time.year).literal(" ").time_of_day(2, time).literal(" GMT");
  if (!scan.is_at_end()) return std::nullopt;
  constexpr double kFiftyYears = 50 * 365.25 * 86'400;
  time.year += 2000;
  if (const auto at = time.epoch_seconds(); at && static_cast<double>(*at) > now + kFiftyYears)
    time.year -= 100;
  return time;
}

/// "Sun Nov  6 08:49:37 1994"
std::optional<CivilTime> read_asctime_date(std::string_view text) {
  CivilTime time;
  Scanner scan(text);
  scan.one_of(kWeekdays).literal(" ").month(time.month).literal(" ");
  if (scan.at_blank()) scan.literal(" ");
  scan.number(1, 2, time.day).literal(" ").time_of_day(2, time).literal(" ").number(4, 4, time.year);
  return scan.is_at_end() ? std::optional(time) : std::nullopt;
}

/// RFC 6265 section 5.1.1, delimiter.
bool is_cookie_date_delimiter(char c) {
  return c == '\t' || (c >= ' ' && c <= '/') || (c >= ';' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

/// The parts of a cookie's date that were found so far. The first of each kind counts.
class CookieDate {
 public:
  void take(std::string_view token) {
    if (!has_time_ && (has_time_ = is_time(token))) return;
    if (!has_day_ && (has_day_ = is_number(token, 1, 2, time_.day))) return;
    if (time_.month == 0 && Scanner(token).month(time_.month).is_good()) return;
    if (!has_year_) has_year_ = is_number(token, 2, 4, time_.year);
  }

  std::optional<std::int64_t> epoch_seconds() const {
    constexpr int kFirstYear = 1601;
    CivilTime time = time_;
    if (time.year < 70) time.year += 2000;
    if (time.year < 100) time.year += 1900;
    if (!has_time_ || !has_year_ || time.year < kFirstYear || time.second > 59) return std::nullopt;
    return time.epoch_seconds();
  }

 private:
  bool is_time(std::string_view token) {
    CivilTime found = time_;
    if (!Scanner(token).time_of_day(1, found).is_past_number()) return false;
    time_ = found;
    return true;
  }
  static bool is_number(std::string_view token, std::size_t least, std::size_t most, int& value) {
    int found = 0;
    if (!Scanner(token).number(least, most, found).is_past_number()) return false;
    value = found;
    return true;
  }

  CivilTime time_{.month = 0, .day = 0};
  bool has_time_ = false, has_day_ = false, has_year_ = false;
};

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view text, double now) {
  auto time = read_fixdate(text);
  if (!time) time = read_rfc850_date(text, now);
  if (!time) time = read_asctime_date(text);
  return time ? time->epoch_seconds() : std::nullopt;
}

std::optional<std::int64_t> parse_cookie_date(std::string_view text) {
  CookieDate date;
  while (!text.empty()) {
    const auto end = std::find_if(text.begin(), text.end(), is_cookie_date_delimiter);
    const auto token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    if (!token.empty()) date.take(token);
    text.remove_prefix(std::min(token.size() + 1, text.size()));
  }
  return date.epoch_seconds();
}

}  // namespace trawl::text
