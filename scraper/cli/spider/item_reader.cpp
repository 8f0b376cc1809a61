#include "scraper/cli/spider/item_reader.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/spider/field_forms.hpp"
#include "scraper/cli/spider/field_reader.hpp"
#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

using extract::Field;
using extract::ItemRule;
using extract::ItemTable;
using extract::Language;

/// Of a table, all entries together. SQLite has room for 2,000 columns.
constexpr std::size_t kMostFields = 500;

std::string_view word_of(extract::FieldType type) {
  for (const auto& [word, known] : type_words()) {
    if (known == type) return word;
  }
  return "";
}

extract::Selector read_select(const YamlNode& select) {
  extract::Selector selector =
      select.kind == YamlNode::Kind::map ? selectors_in(select).front() : short_selector(select);
  const bool finds_text =
      selector.language == Language::css &&
      (selector.text.ends_with("::text") || selector.text.find("::attr(") != selector.text.npos);
  if (finds_text)
    throw ConfigError(select.where, "'select' chooses elements: ::text and ::attr(name) are for fields");
  return selector;
}

bool is_json(const std::optional<Language>& row) {
  return row == Language::json || row == Language::json_ld;
}

}  // namespace

ItemRule ItemReader::read(const YamlNode& entry) {
  return read(entry, std::nullopt);
}

ItemRule ItemReader::read(const YamlNode& entry, const std::optional<Outer>& outer) {
  ItemRule rule;
  rule.table = table_of(*value_of(entry, "table"), outer);
  rules_.push_back(value_of(entry, "table")->where);
  const YamlNode* const select = value_of(entry, "select");
  std::optional<Language> row;
  if (select != nullptr) {
    rule.select = read_select(*select);
    row = rule.select->language;
    if (outer && is_json(outer->row) && !is_json(row))
      throw ConfigError(select->where,
                        "the rows around it are JSON: select by a JSONPath, which begins with '$'");
  } else if (outer) {
    throw ConfigError(entry.where,
                      fmt::format("the table '{}' stands in rows of '{}': it needs 'select'",
                                  text_in(entry, "table"), read_.spider.tables[outer->table].name));
  }
  std::vector<std::string> names;
  for (const YamlEntry& field : value_of(entry, "fields")->entries) {
    rule.fields.push_back(read_field(field, row));
    const std::string name = text::lowered(field.key);
    if (std::find(names.begin(), names.end(), name) != names.end())
      throw ConfigError(field.where, fmt::format("two fields '{}': SQLite ignores case", field.key));
    names.push_back(name);
    add_field(rule.table, rule.fields.back(), field.where);
  }
  if (const YamlNode* key = value_of(entry, "key")) {
    add_key(rule.table, *key);
    rule.key = read_.spider.tables[rule.table].key;
    for (const YamlNode* name : elements_of(*key)) check_key_field(rule, name->text, name->where);
  }
  if (const YamlNode* inner = value_of(entry, "items")) {
    const Outer here{rule.table, row};
    for (const YamlNode* nested : elements_of(*inner)) rule.nested.push_back(read(*nested, here));
  }
  return rule;
}

void ItemReader::finish(ItemRule& rule) {
  rule.key = read_.spider.tables[rule.table].key;
  for (const std::string& name : rule.key) check_key_field(rule, name, rules_[finished_]);
  ++finished_;
  for (ItemRule& nested : rule.nested) finish(nested);
}

std::size_t ItemReader::table_of(const YamlNode& name, const std::optional<Outer>& outer) {
  check_item_name(name.text, name.where, "table");
  auto& tables = read_.spider.tables;
  const auto found = std::find_if(tables.begin(), tables.end(), [&name](const ItemTable& table) {
    return text::equal_ignoring_case(table.name, name.text);
  });
  const std::optional<std::size_t> parent = outer ? std::optional(outer->table) : std::nullopt;
  if (found == tables.end()) {
    tables.emplace_back().name = name.text;
    tables.back().parent = parent;
    keys_.emplace_back();
    read_.first_seen[name.text] = name.where;
    return tables.size() - 1;
  }
  const int line = read_.first_seen[found->name].line;
  if (found->name != name.text)
    throw ConfigError(name.where, fmt::format("'{}' is the table '{}' of line {}: SQLite ignores case",
                                              name.text, found->name, line));
  if (found->parent != parent)
    throw ConfigError(name.where,
                      fmt::format("the table '{}' stands in another place on line {}; a nested table has "
                                  "rows of one other table alone",
                                  name.text, line));
  return static_cast<std::size_t>(found - tables.begin());
}

void ItemReader::add_field(std::size_t index, const Field& field, const Where& where) {
  ItemTable& table = read_.spider.tables[index];
  const auto type = column_type(field);
  const auto found = std::find_if(table.fields.begin(), table.fields.end(), [&field](const auto& known) {
    return text::equal_ignoring_case(known.first, field.name);
  });
  if (found == table.fields.end()) {
    if (table.fields.size() == kMostFields)
      throw ConfigError(where,
                        fmt::format("'{}' is one field too many for the table '{}': {} at most; name another "
                                    "table, or take an object as one field of the type json",
                                    field.name, table.name, kMostFields));
    table.fields.emplace_back(field.name, type);
    read_.first_seen[table.name + "\n" + field.name] = where;
    return;
  }
  const int line = read_.first_seen[table.name + "\n" + found->first].line;
  if (found->first != field.name)
    throw ConfigError(where, fmt::format("'{}' is the field '{}' of line {}: SQLite ignores case", field.name,
                                         found->first, line));
  if (found->second != type)
    throw ConfigError(where, fmt::format("'{}' is {} here, but {} on line {}", field.name, word_of(type),
                                         word_of(found->second), line));
}

void ItemReader::add_key(std::size_t index, const YamlNode& key) {
  std::vector<std::string> names;
  for (const YamlNode* name : elements_of(key)) {
    if (std::find(names.begin(), names.end(), name->text) != names.end())
      throw ConfigError(name->where, fmt::format("'{}' stands twice in the key", name->text));
    names.push_back(name->text);
  }
  ItemTable& table = read_.spider.tables[index];
  if (!table.key.empty() && table.key != names)
    throw ConfigError(key.where,
                      fmt::format("the key of '{}' is {} here, but {} on line {}", table.name,
                                  fmt::join(names, ", "), fmt::join(table.key, ", "), keys_[index].line));
  table.key = std::move(names);
  keys_[index] = key.where;
}

void ItemReader::check_key_field(const ItemRule& rule, const std::string& name, const Where& where) const {
  std::vector<std::string_view> fields;
  for (const Field& field : rule.fields) fields.push_back(field.name);
  if (std::find(fields.begin(), fields.end(), name) != fields.end()) return;
  throw ConfigError(where, fmt::format("'{}' is in the key of '{}', but no field here has that name{}", name,
                                       read_.spider.tables[rule.table].name, did_you_mean(name, fields)));
}

}  // namespace trawl::cli
