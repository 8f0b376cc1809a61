#include "fetch/text/time.hpp"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::text {
namespace {

using namespace std::chrono;

/// "2026-01-31T23:59:59", with the fraction that the duration has.
template <class Duration>
std::string written(sys_time<Duration> moment) {
  const auto midnight = floor<days>(moment);
  const year_month_day date(midnight);
  const hh_mm_ss clock(moment - midnight);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if constexpr (clock.fractional_width > 0)
    text += fmt::format(".{:0{}}", clock.subseconds().count(), clock.fractional_width);
  return text += 'Z';
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
