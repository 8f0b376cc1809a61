#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::extract {

/// A number as it was written, without a loss: digits × 10^exponent.
struct Decimal {
  Decimal() {}
  bool is_negative = false;
  std::string digits;  ///< ASCII, at least one
  int exponent = 0;

  /// None if it has a fraction or needs more than 64 bits.
  std::optional<std::int64_t> integer() const;
  /// The nearest double; none beyond the largest.
  std::optional<double> real() const;
};

/// A number of JSON (RFC 8259 section 6); none for another text.
std::optional<Decimal> json_decimal(std::string_view text);

}  // namespace trawl::extract
