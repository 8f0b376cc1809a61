#include "scraper/extract/rows/row_hash.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <variant>

namespace trawl::extract {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t next) {
  return (hash ^ next) * 0x9E37'79B9'7F4A'7C15U + (hash >> 29U);
}

std::uint64_t hash_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return std::hash<std::string>()(*text);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::hash<std::int64_t>()(*integer);
  if (const auto* number = std::get_if<double>(&value)) return std::hash<double>()(*number);
  return 1;
}

}  // namespace

RowHash::RowHash(const Spider& spider) {
  for (const ItemTable& table : spider.tables) {
    std::vector<std::size_t>& columns = columns_.emplace_back();
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
      const bool is_key =
          std::find(table.key.begin(), table.key.end(), table.fields[i].first) != table.key.end();
      if (table.key.empty() || is_key) columns.push_back(i);
    }
  }
}

void RowHash::add(const Item& item) {
  ++rows_;
  hash_ = mixed(hash_, item.table + 1);
  for (const std::size_t column : columns_[item.table]) hash_ = mixed(hash_, hash_of(item.values[column]));
}

}  // namespace trawl::extract
