#include "fetch/text/time.hpp"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace trawl::storage {

std::string iso_time(EpochSeconds time) {
  using namespace std::chrono;
  const sys_time<milliseconds> instant{milliseconds(std::llround(time * 1000))};
  const auto midnight = floor<days>(instant);
  const year_month_day date(midnight);
  const hh_mm_ss clock(instant - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

EpochSeconds wall_clock() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace trawl::storage
