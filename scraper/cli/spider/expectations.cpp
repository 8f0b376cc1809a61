#include "scraper/cli/spider/expectations.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scraper/cli/spider/form.hpp"

namespace trawl::cli {
namespace {

using extract::FieldType;
using extract::Item;
using extract::ItemTable;
using extract::Value;
using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

/// More lines of one test tell nobody more.
constexpr std::size_t kMostLines = 40;

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  return end.ec == std::errc() && end.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

bool is_near(double a, double b) {
  return a == b ||
         std::abs(a - b) <= 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(a), std::abs(b));
}

bool equals(const YamlNode& expected, const Json& found);

bool equals_list(const std::vector<YamlNode>& expected, const Json& found) {
  if (!found.is_array() || found.size() != expected.size()) return false;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!equals(expected[i], found[i])) return false;
  }
  return true;
}

bool equals_map(const std::vector<YamlEntry>& expected, const Json& found) {
  if (!found.is_object() || found.size() != expected.size()) return false;
  return std::all_of(expected.begin(), expected.end(), [&found](const YamlEntry& entry) {
    const auto member = found.find(entry.key);
    return member != found.end() && equals(entry.value, *member);
  });
}

/// Recursion ends with the depth that parse_yaml() allows.
bool equals(const YamlNode& expected, const Json& found) {
  switch (expected.kind) {
    case Kind::null:
      return found.is_null();
    case Kind::list:
      return equals_list(expected.items, found);
    case Kind::map:
      return equals_map(expected.entries, found);
    case Kind::scalar:
      break;
  }
  if (found.is_string()) return found.get_ref<const std::string&>() == expected.text;
  if (found.is_boolean()) return expected.text == (found.get<bool>() ? "true" : "false");
  const auto number = number_of(expected.text);
  return found.is_number() && number && is_near(*number, found.get<double>());
}

bool equals_json(const YamlNode& expected, const std::string& found) {
  const Json json = Json::parse(found, nullptr, false);
  if (json.is_discarded()) return expected.kind == Kind::scalar && expected.text == found;
  return equals(expected, json) || (expected.kind == Kind::scalar && expected.text == found);
}

bool equals_number(const YamlNode& expected, double found, FieldType type) {
  if (expected.kind != Kind::scalar) return false;
  if (type == FieldType::boolean) {
    for (const auto& [word, value] : on_off_words()) {
      if (word == expected.text) return value == (found != 0);
    }
  }
  const auto number = number_of(expected.text);
  return number && is_near(*number, found);
}

bool is_equal(const YamlNode& expected, const Value& found, FieldType type) {
  if (std::holds_alternative<std::monostate>(found)) return expected.kind == Kind::null;
  if (const auto* whole = std::get_if<std::int64_t>(&found))
    return equals_number(expected, static_cast<double>(*whole), type);
  if (const auto* number = std::get_if<double>(&found)) return equals_number(expected, *number, type);
  const std::string& text = std::get<std::string>(found);
  if (type == FieldType::json) return equals_json(expected, text);
  return expected.kind == Kind::scalar && expected.text == text;
}

Json json_of(const YamlNode& node) {
  Json json;
  if (node.kind == Kind::scalar) json = node.text;
  if (node.kind == Kind::list) json = Json::array();
  if (node.kind == Kind::map) json = Json::object();
  for (const YamlNode& item : node.items) json.push_back(json_of(item));
  for (const YamlEntry& entry : node.entries) json[entry.key] = json_of(entry.value);
  return json;
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_of_expected(const YamlNode& value) {
  if (value.kind == Kind::null) return "null";
  return value.kind == Kind::scalar ? value.text : dump(json_of(value));
}

std::string text_of_found(const Value& value, FieldType type) {
  if (std::holds_alternative<std::monostate>(value)) return "null";
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return type == FieldType::boolean ? (*whole != 0 ? "true" : "false") : fmt::format("{}", *whole);
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  return std::get<std::string>(value);
}

Json json_of_found(const Value& value, FieldType type) {
  if (std::holds_alternative<std::monostate>(value)) return nullptr;
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return type == FieldType::boolean ? Json(*whole != 0) : Json(*whole);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  const std::string& text = std::get<std::string>(value);
  Json json = type == FieldType::json ? Json::parse(text, nullptr, false) : Json(text);
  return json.is_discarded() ? Json(text) : json;
}

class Comparison {
 public:
  explicit Comparison(const ItemTable& table) : table_(table) {}

  void compare(const ExpectedTable& expected, const std::vector<const Item*>& found) {
    const std::size_t count = expected.count.value_or(expected.rows.size());
    if (count != found.size())
      say(fmt::format("{}: {} expected, {} found", table_.name, rows_text(count), found.size()));
    if (expected.count) return;
    for (std::size_t i = 0; i < std::max(expected.rows.size(), found.size()); ++i) {
      if (i >= found.size()) {
        say(fmt::format("- {} row {}: {}", table_.name, i + 1, dump(json_of(expected.rows[i]))));
      } else if (i >= expected.rows.size()) {
        say(fmt::format("+ {} row {}: {}", table_.name, i + 1, row_text(*found[i])));
      } else {
        compare_row(i, expected.rows[i], *found[i]);
      }
    }
  }

  std::vector<std::string> lines;

 private:
  static std::string rows_text(std::size_t count) {
    return fmt::format("{} row{}", count, count == 1 ? "" : "s");
  }

  void say(std::string line) {
    if (lines.size() < kMostLines) lines.push_back(std::move(line));
    if (lines.size() == kMostLines) lines.back() = "…";
  }

  void compare_row(std::size_t index, const YamlNode& expected, const Item& found) {
    bool is_first = true;
    for (const YamlEntry& entry : expected.entries) {
      const auto field = std::find_if(table_.fields.begin(), table_.fields.end(),
                                      [&entry](const auto& one) { return one.first == entry.key; });
      const auto column = static_cast<std::size_t>(field - table_.fields.begin());
      if (is_equal(entry.value, found.values.at(column), field->second)) continue;
      if (is_first) say(fmt::format("{} row {}:", table_.name, index + 1));
      is_first = false;
      say(fmt::format("  - {}: {}", entry.key, text_of_expected(entry.value)));
      say(fmt::format("  + {}: {}", entry.key, text_of_found(found.values[column], field->second)));
    }
  }

  std::string row_text(const Item& item) const {
    Json json = Json::object();
    for (std::size_t i = 0; i < table_.fields.size(); ++i)
      json[table_.fields[i].first] = json_of_found(item.values.at(i), table_.fields[i].second);
    return dump(json);
  }

  const ItemTable& table_;
};

}  // namespace

std::vector<std::string> differences(const SpiderTest& test, const extract::Spider& spider,
                                     const std::vector<Item>& items) {
  std::vector<std::string> lines;
  for (const ExpectedTable& expected : test.expect) {
    std::vector<const Item*> found;
    for (const Item& item : items) {
      if (item.table == expected.table) found.push_back(&item);
    }
    Comparison comparison(spider.tables.at(expected.table));
    comparison.compare(expected, found);
    lines.insert(lines.end(), comparison.lines.begin(), comparison.lines.end());
  }
  return lines;
}

}  // namespace trawl::cli
