#include "scraper/cli/spider/field_reader.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "scraper/cli/spider/field_forms.hpp"
#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/spider/rules_read.hpp"
#include "scraper/extract/filters/filter.hpp"
#include "scraper/extract/values/value.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli {
namespace {

using extract::Field;
using extract::FieldType;
using extract::Filter;
using extract::Language;
using extract::Selector;
using Kind = YamlNode::Kind;

/// A name alone, or a name with its arguments.
std::vector<Filter> filters_of(const YamlNode& entry) {
  std::vector<Filter> filters;
  if (entry.kind != Kind::map) {
    filters.emplace_back().name = entry.text;
    return filters;
  }
  for (const YamlEntry& named : entry.entries) {
    Filter& filter = filters.emplace_back();
    filter.name = named.key;
    for (const YamlNode* argument : elements_of(named.value)) filter.arguments.push_back(argument->text);
  }
  return filters;
}

void read_filters(const YamlNode& list, Field& field) {
  for (const YamlNode* entry : elements_of(list)) {
    for (Filter& filter : filters_of(*entry)) {
      try {
        extract::check_filter(filter);
      } catch (const extract::FilterError& error) {
        throw ConfigError(entry->where, error.what());
      }
      field.filters.push_back(std::move(filter));
    }
  }
}

FieldType type_of(const YamlNode* word) {
  if (word == nullptr) return FieldType::text;
  for (const auto& [name, type] : type_words()) {
    if (name == word->text) return type;
  }
  return FieldType::text;
}

void read_locale(const YamlNode& locale, Field& field) {
  if (field.type != FieldType::number && field.type != FieldType::integer && field.type != FieldType::date)
    throw ConfigError(locale.where, "'locale' is for the types int, number and date");
  if (!extract::is_locale(locale.text))
    throw ConfigError(locale.where,
                      fmt::format("'{}' is no language; write one such as de or en-US", locale.text));
  field.locale = locale.text;
}

/// Other types depend on the page, or hold any text.
void check_default(const YamlNode& text, const Field& field) {
  const auto is_typed = {FieldType::integer, FieldType::number, FieldType::boolean, FieldType::date,
                         FieldType::json};
  if (field.many || std::find(is_typed.begin(), is_typed.end(), field.type) == is_typed.end()) return;
  extract::ValuePlace place;
  place.fetched_at = text::EpochSeconds(0);
  if (!extract::read_value(text.text, field.type, field.locale, place).is_bad_type) return;
  const auto& words = type_words();
  const auto word =
      std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.second == field.type; });
  throw ConfigError(text.where,
                    fmt::format("the default '{}' is not of the type {}", text.text, word->first));
}

std::vector<Selector> read_selectors(const YamlNode& value) {
  if (value.kind == Kind::map) return selectors_in(value);
  std::vector<Selector> selectors;
  for (const YamlNode* one : elements_of(value)) {
    if (one->kind != Kind::map) {
      selectors.push_back(short_selector(*one));
    } else {
      for (Selector& selector : selectors_in(*one)) selectors.push_back(std::move(selector));
    }
  }
  return selectors;
}

/// "; write '$.price'", for a word that was meant as a member.
std::string path_advice(const Selector& selector) {
  if (selector.text.find_first_of(" .#[:>/*@") == selector.text.npos)
    return fmt::format("; write '$.{}'", selector.text);
  return "; write a JSONPath, which begins with '$'";
}

/// A row of JSON has no elements, and an element has no members.
void check_row(const Field& field, const Where& where, const std::optional<Language>& row) {
  if (!row) return;
  const bool is_json = row == Language::json || row == Language::json_ld;
  for (const Selector& selector : field.selectors) {
    const bool is_css = selector.language == Language::css;
    if (is_json && (is_css || selector.language == Language::xpath))
      throw ConfigError(where, fmt::format("'{}' is {}, but the rows are JSON{}", selector.text,
                                           is_css ? "CSS" : "XPath", path_advice(selector)));
    if (!is_json && selector.language == Language::json)
      throw ConfigError(where, fmt::format("'{}' is a JSONPath, but the rows are elements", selector.text));
  }
}

}  // namespace

Field read_field(const YamlEntry& entry, const std::optional<Language>& row) {
  check_item_name(entry.key, entry.where, "field");
  const YamlNode& value = entry.value;
  Field field;
  field.name = entry.key;
  field.selectors = read_selectors(value);
  if (value.kind == Kind::map) {
    field.type = type_of(value_of(value, "type"));
    field.many = is_on(value_of(value, "many"));
    field.required = is_on(value_of(value, "required"));
    if (const YamlNode* locale = value_of(value, "locale")) read_locale(*locale, field);
    if (const YamlNode* filters = value_of(value, "filters")) read_filters(*filters, field);
    if (const YamlNode* text = value_of(value, "default")) {
      check_default(*text, field);
      field.fallback = text->text;
    }
  }
  check_row(field, value.where, row);
  return field;
}

FieldType column_type(const Field& field) {
  return field.many ? FieldType::json : field.type;
}

void check_item_name(const std::string& name, const Where& where, std::string_view what) {
  const bool is_table = what == "table";
  std::string why = is_table ? storage::problem_of_table_name(name) : storage::problem_of_field_name(name);
  if (is_table && storage::is_own_name(name)) why = "is that of a table or view of every crawl file";
  if (!why.empty()) throw ConfigError(where, fmt::format("the name of the {} '{}' {}", what, name, why));
}

}  // namespace trawl::cli
