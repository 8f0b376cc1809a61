#include "scraper/cli/settings/units.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::cli {
namespace {

constexpr std::pair<std::string_view, double> kDurations[] = {
    {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr std::pair<std::string_view, double> kRates[] = {{"/s", 1}, {"/m", 60}, {"/h", 3'600}};
constexpr std::string_view kSizes = "kmgt";

/// Above this, a double cannot hold every integer.
constexpr double kMost = 9e15;

/// Removes a number without sign or exponent from the front.
std::optional<double> take_number(std::string_view& text) {
  const std::size_t length = std::min(text.find_first_not_of("0123456789."), text.size());
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + length, number, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + length) return std::nullopt;
  text.remove_prefix(length);
  return number;
}

/// Removes the letters before the next digit from the front.
std::string_view take_unit(std::string_view& text) {
  const std::string_view unit = text.substr(0, text.find_first_of("0123456789."));
  text.remove_prefix(unit.size());
  return unit;
}

template <std::size_t N>
std::optional<double> factor_of(std::string_view unit,
                                const std::pair<std::string_view, double> (&units)[N]) {
  for (const auto& [name, factor] : units) {
    if (name == unit) return factor;
  }
  return std::nullopt;
}

std::optional<double> milliseconds_of(std::string_view text) {
  double sum = 0;
  for (bool first = true; first || !text.empty(); first = false) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const std::string_view unit = take_unit(text);
    const bool bare = first && unit.empty() && text.empty();
    const auto factor = factor_of(bare ? "s" : unit, kDurations);
    if (!factor) return std::nullopt;
    sum += *number * *factor;
  }
  return sum;
}

std::optional<double> bytes_of(std::string_view text) {
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  std::string unit = text::lowered(text);
  if (unit == "b") unit.clear();
  const std::size_t power = unit.empty() ? 0 : kSizes.find(unit[0]) + 1;
  const bool known =
      unit.empty() || (power > 0 && (unit.size() == 1 || unit.substr(1) == "b" || unit.substr(1) == "ib"));
  if (!known) return std::nullopt;
  return *number * std::pow(1024, static_cast<double>(power));
}

/// The number with at most `decimals` decimals and no trailing zeros.
std::string short_number(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::chrono::milliseconds parse_duration(std::string_view text) {
  const auto value = milliseconds_of(text);
  if (!value || *value > kMost) {
    throw std::invalid_argument(fmt::format(
        "'{}' is not a duration: expected a number and a unit, such as 500ms, 2s, 5m or 1h", text));
  }
  return std::chrono::milliseconds(std::llround(*value));
}

std::int64_t parse_size(std::string_view text) {
  const auto value = bytes_of(text);
  if (!value || *value > kMost) {
    throw std::invalid_argument(fmt::format(
        "'{}' is not a size: expected bytes or a number and a unit, such as 512k, 10M or 2G", text));
  }
  return std::llround(*value);
}

std::string size_text(std::int64_t bytes) {
  if (bytes < 1'024) return fmt::format("{}", bytes);
  constexpr double kRoundsUp = 1'023.95;  // from here on one decimal would show 1024
  double value = static_cast<double>(bytes);
  char unit = ' ';
  for (const char next : {'k', 'M', 'G', 'T'}) {
    if (value < kRoundsUp) break;
    value /= 1'024;
    unit = next;
  }
  return short_number(value, 1) + unit;
}

double parse_rate(std::string_view text) {
  std::string_view rest = text;
  const auto number = take_number(rest);
  const auto divisor = factor_of(rest.empty() ? "/s" : rest, kRates);
  if (!number || !divisor) {
    throw std::invalid_argument(
        fmt::format("'{}' is not a rate: expected a number and a unit of time, such as 10/s or 30/m", text));
  }
  return *number / *divisor;
}

}  // namespace trawl::cli
