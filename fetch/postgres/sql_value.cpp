#include "fetch/postgres/sql_value.hpp"

#include <bit>
#include <cassert>

namespace trawl::fetch {
namespace {

// All numbers of the binary form are big-endian.
template <class Unsigned>
std::string big_endian(Unsigned value) {
  std::string bytes(sizeof value, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * (bytes.size() - 1 - i))));
  return bytes;
}

std::string wire_form(std::int64_t value) {
  return big_endian(static_cast<std::uint64_t>(value));
}
std::string wire_form(double value) {
  return big_endian(std::bit_cast<std::uint64_t>(value));
}

constexpr std::uint32_t number_of(SqlType type) {
  return static_cast<std::uint32_t>(type);
}

std::uint32_t array_of(SqlType element) {
  switch (element) {
    case SqlType::boolean:
      return 1000;
    case SqlType::bigint:
      return 1016;
    case SqlType::text:
      return 1009;
    case SqlType::real:
      return 1022;
    case SqlType::uuid:
      return 2951;
  }
  return 0;
}

}  // namespace

SqlValue::SqlValue(bool value) : number(number_of(SqlType::boolean)), bytes(std::string(1, value ? 1 : 0)) {}
SqlValue::SqlValue(std::int64_t value) : number(number_of(SqlType::bigint)), bytes(wire_form(value)) {}
SqlValue::SqlValue(double value) : number(number_of(SqlType::real)), bytes(wire_form(value)) {}
SqlValue::SqlValue(std::string value) : number(number_of(SqlType::text)), bytes(std::move(value)) {}

SqlValue sql_null(SqlType type) {
  return SqlValue(number_of(type), std::nullopt);
}

void SqlArray::add(std::int64_t value) {
  assert(element_ == SqlType::bigint);
  add(std::string_view(wire_form(value)));
}

void SqlArray::add(double value) {
  assert(element_ == SqlType::real);
  add(std::string_view(wire_form(value)));
}

void SqlArray::add(std::string_view value) {
  elements_ += big_endian(static_cast<std::uint32_t>(value.size()));
  elements_ += value;
  ++count_;
}

void SqlArray::add_null() {
  elements_ += big_endian(~std::uint32_t{0});
  has_null_ = true;
  ++count_;
}

SqlValue SqlArray::value() && {
  // Dimensions, whether there are NULLs, the type of the elements; then size and first index.
  std::string bytes = big_endian(std::uint32_t{count_ > 0}) + big_endian(std::uint32_t{has_null_}) +
                      big_endian(number_of(element_));
  if (count_ > 0) bytes += big_endian(count_) + big_endian(std::uint32_t{1});
  bytes += elements_;
  return SqlValue(array_of(element_), std::move(bytes));
}

SqlStatement::SqlStatement(std::string sql, std::vector<SqlValue> values)
    : text(std::move(sql)), parameters(std::move(values)) {}

}  // namespace trawl::fetch
