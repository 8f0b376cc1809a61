#include "scraper/cli/settings/sql_parameter.hpp"

#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::cli {
namespace {

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// 007 is a name, not a number.
bool begins_as_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || !text::is_digit(text[0])) return false;
  return text[0] != '0' || text.size() == 1 || !text::is_digit(text[1]);
}

storage::Value value_of(std::string_view text) {
  if (text.size() >= 2 && text.starts_with('\'') && text.ends_with('\'')) {
    std::string inner;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      inner += text[i];
      if (text[i] == '\'' && text[i + 1] == '\'' && i + 2 < text.size()) ++i;
    }
    return inner;
  }
  if (begins_as_number(text)) {
    if (const auto integer = whole<std::int64_t>(text)) return *integer;
    const bool is_real = text.find_first_of(".eE") != std::string_view::npos;
    if (const auto real = is_real ? whole<double>(text) : std::nullopt) return *real;
  }
  return std::string(text);
}

}  // namespace

storage::QueryParameter parse_sql_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  std::string_view name = text.substr(0, equals);
  if (!name.empty() && std::string_view(":@$").find(name[0]) != std::string_view::npos) name.remove_prefix(1);
  if (equals == std::string_view::npos || name.empty())
    throw std::invalid_argument(fmt::format("'{}' is no parameter; write NAME=VALUE", text));
  return {std::string(name), value_of(text.substr(equals + 1))};
}

}  // namespace trawl::cli
