#include "scraper/cli/spider/test_reader.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/spider/start_reader.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

using extract::ItemTable;
using Kind = YamlNode::Kind;

std::size_t table_named(const YamlEntry& entry, const std::vector<ItemTable>& tables) {
  std::vector<std::string_view> names;
  for (const ItemTable& table : tables) names.push_back(table.name);
  const auto found = std::find(names.begin(), names.end(), entry.key);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  throw ConfigError(entry.where, fmt::format("no entry of 'pages' has a table '{}'{}", entry.key,
                                             did_you_mean(entry.key, names)));
}

void check_fields(const YamlNode& row, const ItemTable& table) {
  std::vector<std::string_view> names;
  for (const auto& [name, type] : table.fields) names.push_back(name);
  for (const YamlEntry& entry : row.entries) {
    if (std::find(names.begin(), names.end(), entry.key) == names.end())
      throw ConfigError(entry.where, fmt::format("the table '{}' has no field '{}'{}", table.name, entry.key,
                                                 did_you_mean(entry.key, names)));
  }
}

ExpectedTable expected_of(const YamlEntry& entry, const std::vector<ItemTable>& tables) {
  constexpr std::int64_t kMostRows = 1'000'000;
  ExpectedTable expected;
  expected.table = table_named(entry, tables);
  if (entry.value.kind == Kind::scalar) {
    const std::int64_t count = whole_number(entry.value, entry.key, kMostRows);
    if (count < 0) throw ConfigError(entry.value.where, "there are no fewer than 0 rows");
    expected.count = static_cast<std::size_t>(count);
    return expected;
  }
  for (const YamlNode* row : elements_of(entry.value)) {
    check_fields(*row, tables[expected.table]);
    expected.rows.push_back(*row);
  }
  return expected;
}

std::string url_of(const YamlNode& text) {
  try {
    return parse_seed(text.text).href();
  } catch (const std::invalid_argument& error) {
    throw ConfigError(text.where, error.what());
  }
}

}  // namespace

std::vector<SpiderTest> read_tests(const YamlNode& tests, const std::string& spider_file, RulesRead& read) {
  std::vector<SpiderTest> all;
  for (const YamlNode* entry : elements_of(tests)) {
    SpiderTest test;
    test.where = entry->where;
    test.url = url_of(*value_of(*entry, "url"));
    test.type = text_in(*entry, "type");
    if (const YamlNode* file = value_of(*entry, "file"))
      test.file = file_beside(name_of(*file, "file"), spider_file);
    if (const YamlNode* stored = value_of(*entry, "stored"))
      test.stored = file_beside(name_of(*stored, "stored"), spider_file);
    if (const YamlNode* label = value_of(*entry, "label")) {
      test.label = name_of(*label, "label");
      read.labels_asked.push_back({test.label, label->where});
    }
    for (const YamlEntry& expected : value_of(*entry, "expect")->entries)
      test.expect.push_back(expected_of(expected, read.spider.tables));
    all.push_back(std::move(test));
  }
  return all;
}

}  // namespace trawl::cli
