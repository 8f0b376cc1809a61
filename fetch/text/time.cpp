#include "fetch/text/time.hpp"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::text {
namespace {

using namespace std::chrono;

/// Writes a number that is not negative with so many digits, and what follows it.
void append(std::string& text, std::int64_t number, std::size_t digits, char after) {
  const std::size_t begin = text.size();
  text.resize(begin + digits, '0');
  for (std::size_t at = begin + digits; number > 0 && at > begin; number /= 10)
    text[--at] = static_cast<char>('0' + number % 10);
  text += after;
}

/// "2026-01-31T23:59:59Z", with the fraction that the duration has. Each page has several of these, and
/// fmt takes ten thousand instructions.
template <class Duration>
std::string written(sys_time<Duration> moment) {
  const auto midnight = floor<days>(moment);
  const year_month_day date(midnight);
  const hh_mm_ss clock(moment - midnight);
  constexpr int kLastYear = 9'999;
  const int year = static_cast<int>(date.year());
  std::string text;
  if (year < 0 || year > kLastYear) {
    text = fmt::format("{:04}-", year);
  } else {
    append(text, year, 4, '-');
  }
  append(text, static_cast<unsigned>(date.month()), 2, '-');
  append(text, static_cast<unsigned>(date.day()), 2, 'T');
  append(text, clock.hours().count(), 2, ':');
  append(text, clock.minutes().count(), 2, ':');
  append(text, clock.seconds().count(), 2, clock.fractional_width > 0 ? '.' : 'Z');
  if constexpr (clock.fractional_width > 0)
    append(text, clock.subseconds().count(), clock.fractional_width, 'Z');
  return text;
}

}  // namespace

EpochSeconds epoch_now() {
  return duration<double>(system_clock::now().time_since_epoch()).count();
}

std::string iso_time(EpochSeconds time) {
  return written(sys_time<milliseconds>(milliseconds(std::llround(time * 1000))));
}

std::string iso_seconds(std::int64_t epoch_seconds) {
  return written(sys_seconds(seconds(epoch_seconds)));
}

std::string duration_text(milliseconds duration) {
  const std::int64_t all = duration.count();
  if (all < 1'000) return all == 0 ? "0s" : fmt::format("{}ms", all);
  std::string text;
  if (const std::int64_t hours = all / 3'600'000; hours > 0) text += fmt::format("{}h", hours);
  if (const std::int64_t minutes = all / 60'000 % 60; minutes > 0) text += fmt::format("{}m", minutes);
  if (const std::int64_t rest = all % 60'000; rest > 0)
    text += fmt::format("{:g}s", static_cast<double>(rest) / 1'000);
  return text;
}

std::optional<std::int64_t> CivilTime::epoch_seconds() const {
  const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  constexpr int kLeapSecond = 60;
  if (!date.ok() || hour > 23 || minute > 59 || second > kLeapSecond) return std::nullopt;
  const sys_seconds at = sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
  return at.time_since_epoch().count();
}

int month_of(std::string_view name) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (int month = 1; month <= 12; ++month) {
    if (starts_with_ignoring_case(name, kMonths.substr(3 * static_cast<std::size_t>(month - 1), 3)))
      return month;
  }
  return 0;
}

}  // namespace trawl::text
