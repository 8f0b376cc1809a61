#include "fetch/text/loose_clock.hpp"

#include <array>
#include <utility>

namespace trawl::text {
namespace {

/// Minutes from UTC of the zones that have one meaning, or one that a standard names (RFC 822 section 5.1).
constexpr std::array<std::pair<std::string_view, int>, 40> kZones{
    {{"z", 0},      {"ut", 0},      {"utc", 0},     {"gmt", 0},    {"wet", 0},    {"est", -300},
     {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420}, {"mdt", -360}, {"pst", -480},
     {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"west", 60},  {"bst", 60},
     {"cet", 60},   {"met", 60},    {"mez", 60},    {"cest", 120}, {"mest", 120}, {"mesz", 120},
     {"eet", 120},  {"eest", 180},  {"sast", 120},  {"msk", 180},  {"msd", 240},  {"awst", 480},
     {"hkt", 480},  {"sgt", 480},   {"jst", 540},   {"kst", 540},  {"acst", 570}, {"acdt", 630},
     {"aest", 600}, {"aedt", 660},  {"nzst", 720},  {"nzdt", 780}}};

/// Takes "pm", "a.m." or the like. Returns 'a' or 'p', or none if nothing of that kind comes next.
std::optional<char> take_half_of_day(DateScanner& scan) {
  DateScanner ahead = scan;
  ahead.skip(" ");
  const char half = ahead.front();
  if (half != 'a' && half != 'p') return std::nullopt;
  ahead.take(half == 'a' ? "a" : "p");
  const bool has_points = ahead.take(".");
  if (!ahead.take("m") || !ahead.word().empty()) return std::nullopt;
  if (has_points) ahead.take(".");
  scan = ahead;
  return half;
}

/// The hour of a 12-hour clock; none for an hour that is not on it. "20:18 pm" means what it says.
std::optional<int> hour_of_day(int hour, char half) {
  constexpr int kNoon = 12;
  if (half == 'a') return hour > kNoon ? std::nullopt : std::optional(hour % kNoon);
  if (hour == 0) return std::nullopt;
  return hour < kNoon ? hour + kNoon : hour;
}

/// "+01:00", "-0500", "+1"; for a date without a time the first form alone.
bool read_offset(DateScanner& scan, LooseMoment& moment) {
  const bool is_west = scan.front() == '-';
  scan.take(is_west ? "-" : "+");
  int hours = 0, minutes = 0;
  const std::size_t digits = scan.digits();
  if (digits == 3 || digits == 4) {
    hours = scan.number(digits - 2);
    minutes = scan.number(2);
    if (digits == 3 && hours == 0) return false;  // a cut "+0100"
  } else if (!scan.take_short(hours)) {
    return false;
  }
  const bool has_colon = digits <= 2 && scan.take(":");
  if (has_colon && !scan.take_two_digits(minutes)) return false;
  constexpr int kMostHours = 15, kMostMinutes = 59;
  if (hours > kMostHours || minutes > kMostMinutes || (!has_colon && !moment.has_clock)) return false;
  moment.offset = (is_west ? -1 : 1) * (60 * hours + minutes);
  return true;
}

bool take_zone_name(DateScanner& scan, LooseMoment& moment) {
  const std::string_view word = scan.word();
  const auto offset = zone_offset(word);
  if (!offset) return false;
  moment.offset = *offset;
  return scan.take(word);
}

/// Skips what may follow a zone and says nothing new: "(pdt)", "[europe/paris]" (RFC 9557).
void skip_note(DateScanner& scan) {
  DateScanner ahead = scan;
  ahead.skip(" ");
  if ((ahead.take("(") && ahead.take_through(')')) || (ahead.take("[") && ahead.take_through(']')))
    scan = ahead;
}

}  // namespace

std::optional<int> zone_offset(std::string_view name) {
  const auto known =
      std::find_if(kZones.begin(), kZones.end(), [name](const auto& zone) { return zone.first == name; });
  return known == kZones.end() ? std::nullopt : std::optional(known->second);
}

bool read_clock(DateScanner& scan, LooseMoment& moment, bool is_iso) {
  bool has_minute = false, has_second = false;
  if (is_iso && (scan.digits() == 4 || scan.digits() == 6)) {
    has_second = scan.digits() == 6;
    has_minute = true;
    moment.hour = scan.number(2);
    moment.minute = scan.number(2);
    if (has_second) moment.second = scan.number(2);
  } else {
    const bool is_hour = is_iso && scan.digits() == 2;
    if (!scan.take_short(moment.hour)) return false;
    has_minute = scan.take(":");
    if (has_minute && !scan.take_two_digits(moment.minute)) return false;
    has_second = has_minute && scan.take(":");
    if (has_second && !scan.take_two_digits(moment.second)) return false;
    has_minute = has_minute || is_hour;
  }
  if (has_second && (scan.take(".") || scan.take(",")) && !scan.skip(kDigits)) return false;
  moment.has_clock = true;
  const auto half = take_half_of_day(scan);
  if (!half) return has_minute;
  const auto hour = hour_of_day(moment.hour, *half);
  moment.hour = hour.value_or(0);
  return hour.has_value();
}

bool read_zone(DateScanner& scan, LooseMoment& moment) {
  scan.skip(" ");
  if (scan.take("(")) return take_zone_name(scan, moment) && scan.take(")");
  if (is_letter(scan.front())) {
    const bool may_have_offset = !scan.take("etc/") && scan.word() != "z";
    if (!take_zone_name(scan, moment)) return false;
    DateScanner ahead = scan;
    ahead.skip(" ");
    const bool has_offset = ahead.front() == '+' || ahead.front() == '-';
    if (has_offset && may_have_offset && moment.offset == 0) {
      if (!read_offset(ahead, moment)) return false;
      scan = ahead;
    }
  } else if (scan.front() == '+' || scan.front() == '-') {
    if (!read_offset(scan, moment)) return false;
    if (DateScanner ahead = scan; ahead.skip(" ") && is_letter(ahead.front())) {
      ahead.take(ahead.word());
      scan = ahead;
    }
  }
  skip_note(scan);
  return true;
}

}  // namespace trawl::text
