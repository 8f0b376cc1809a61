#include "scraper/extract/values/decimal.hpp"

#include <charconv>
#include <cmath>
#include <system_error>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

/// Takes the digits in front.
std::string_view take_digits(std::string_view& rest) {
  const std::string_view digits = rest.substr(0, rest.find_first_not_of(text::kDigits));
  rest.remove_prefix(digits.size());
  return digits;
}

bool take(std::string_view& rest, char c) {
  if (!rest.starts_with(c)) return false;
  rest.remove_prefix(1);
  return true;
}

/// All of the text as a number; none if it is none, or too large.
template <class T>
std::optional<T> parsed(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::int64_t> Decimal::integer() const {
  std::string_view kept = text::trimmed_front(digits, "0");
  int power = exponent;
  for (; power < 0 && kept.ends_with('0'); ++power) kept.remove_suffix(1);
  if (kept.empty()) return 0;
  constexpr int kMostDigits = 19;
  if (power < 0 || kept.size() + static_cast<std::size_t>(power) > kMostDigits) return std::nullopt;
  std::string text = is_negative ? "-" : "";
  text += kept;
  text.append(static_cast<std::size_t>(power), '0');
  return parsed<std::int64_t>(text);
}

std::optional<double> Decimal::real() const {
  std::string text = is_negative ? "-" : "";
  text += digits;
  text += 'e';
  text += std::to_string(exponent);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  // Out of range is too large or too small; zero is near enough to the latter.
  const bool is_small = exponent + static_cast<int>(text::trimmed_front(digits, "0").size()) < 0;
  return is_small ? std::optional(0.0) : std::nullopt;
}

std::optional<Decimal> json_decimal(std::string_view text) {
  Decimal number;
  number.is_negative = take(text, '-');
  const std::string_view whole = take_digits(text);
  if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return std::nullopt;
  number.digits = whole;
  if (take(text, '.')) {
    const std::string_view fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
    number.digits += fraction;
    number.exponent = -static_cast<int>(fraction.size());
  }
  if (take(text, 'e') || take(text, 'E')) {
    const bool is_minus = take(text, '-');
    if (!is_minus) take(text, '+');
    const std::string_view power = take_digits(text);
    constexpr int kLargest = 100'000;
    if (power.empty()) return std::nullopt;
    const int value = parsed<int>(power).value_or(kLargest);
    number.exponent += is_minus ? -std::min(value, kLargest) : std::min(value, kLargest);
  }
  return text.empty() ? std::optional(number) : std::nullopt;
}

}  // namespace trawl::extract
