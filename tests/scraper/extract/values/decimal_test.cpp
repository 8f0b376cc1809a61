#include "scraper/extract/values/decimal.hpp"

#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

std::optional<std::int64_t> integer(std::string_view text) {
  const auto number = extract::json_decimal(text);
  return number ? number->integer() : std::nullopt;
}

std::optional<double> real(std::string_view text) {
  const auto number = extract::json_decimal(text);
  return number ? number->real() : std::nullopt;
}

}  // namespace

TEST_CASE("a decimal is an integer if it has no fraction and fits into 64 bits") {
  CHECK(integer("0") == 0);
  CHECK(integer("-0") == 0);
  CHECK(integer("12.00") == 12);
  CHECK(integer("1.5e1") == 15);
  CHECK(integer("1500e-2") == 15);
  CHECK(integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(integer("0e99") == 0);
  for (const char* none : {"9223372036854775808", "-9223372036854775809", "1.5", "1e-1", "1e19", "1e99999"}) {
    CAPTURE(none);
    CHECK(integer(none) == std::nullopt);
  }
}

TEST_CASE("a decimal becomes the nearest double, unless it is too large") {
  CHECK(real("0.1") == 0.1);
  CHECK(real("-1.25e2") == -125);
  CHECK(real("1e-999") == 0);
  CHECK(real("0.0000e5") == 0);
  CHECK(real("1e308") == 1e308);
  CHECK(real("1e309") == std::nullopt);
  CHECK(real("-1e999999999999") == std::nullopt);
}

TEST_CASE("what is no JSON number is no decimal") {
  for (const char* none : {"", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "1 ", "NaN", "1,5"}) {
    CAPTURE(none);
    CHECK(!extract::json_decimal(none));
  }
}
