#include "storage/tables/item_values.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/json.hpp"

namespace trawl::storage {
namespace {

constexpr std::int64_t kExactDoubles = std::int64_t{1} << 53;

ItemValue fitted_number(double number, ItemType type) {
  if (std::isnan(number)) return std::monostate{};
  if (type == ItemType::real) return number;
  if (type != ItemType::integer && type != ItemType::boolean) return fmt::format("{}", number);
  if (std::abs(number) > static_cast<double>(kExactDoubles) || number != std::trunc(number))
    return std::monostate{};
  return static_cast<std::int64_t>(number);
}

ItemValue fitted_integer(std::int64_t number, ItemType type) {
  if (type == ItemType::real) return static_cast<double>(number);
  if (type == ItemType::integer || type == ItemType::boolean) return number;
  return std::to_string(number);
}

bool holds_text(ItemType type) {
  return type == ItemType::text || type == ItemType::date || type == ItemType::json;
}

}  // namespace

ItemValue fitted(const ItemValue& value, ItemType type) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fitted_integer(*integer, type);
  if (const auto* real = std::get_if<double>(&value)) return fitted_number(*real, type);
  if (const auto* text = std::get_if<std::string>(&value);
      text != nullptr && holds_text(type) && !text->empty())
    return *text;
  return std::monostate{};
}

ItemValue item_value(const Rows& rows, int column) {
  Value value = rows.value(column);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (auto* text = std::get_if<std::string>(&value)) return std::move(*text);
  return std::monostate{};
}

void bind_item_value(Statement& statement, int index, const ItemValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return statement.bind_from(index, *integer);
  if (const auto* real = std::get_if<double>(&value)) return statement.bind_from(index, *real);
  if (const auto* text = std::get_if<std::string>(&value)) return statement.bind_from(index, *text);
  statement.bind_from(index, std::optional<std::int64_t>());
}

std::string json_of(const ItemValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  const auto* const text = std::get_if<std::string>(&value);
  if (text == nullptr) return "null";
  std::string json;
  text::append_json_string(json, *text);
  return json;
}

}  // namespace trawl::storage
