#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::text {

/// Seconds since 1970-01-01T00:00:00Z.
using EpochSeconds = double;

EpochSeconds epoch_now();

/// "2026-01-31T23:59:59.123Z"
std::string iso_time(EpochSeconds time);

/// "2026-01-31T23:59:59Z"
std::string iso_seconds(std::int64_t epoch_seconds);

/// "500ms", "1.5s", "1h30m", "24h"; "0s" for none.
std::string duration_text(std::chrono::milliseconds duration);

/// A moment of the Gregorian calendar in UTC, as people write it.
struct CivilTime {
  int year = 0, month = 1, day = 1;
  int hour = 0, minute = 0, second = 0;

  /// None for a day or a time of day that does not exist. A leap second, 60, exists.
  std::optional<std::int64_t> epoch_seconds() const;
};

/// 1 to 12 when `name` begins with the first three letters of an English month in any case, else 0.
int month_of(std::string_view name);

}  // namespace trawl::text
