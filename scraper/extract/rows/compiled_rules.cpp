#include "scraper/extract/rows/compiled_rules.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace trawl::extract {
namespace {

std::shared_ptr<const CompiledSelector> compiled(const Selector& selector) {
  return selector.compiled ? selector.compiled : compile(selector.language, selector.text);
}

std::size_t column_of(const ItemTable& table, const std::string& name) {
  const auto field = std::find_if(table.fields.begin(), table.fields.end(),
                                  [&name](const auto& column) { return column.first == name; });
  if (field == table.fields.end())
    throw std::invalid_argument(fmt::format("the table {} has no field {}", table.name, name));
  return static_cast<std::size_t>(field - table.fields.begin());
}

const ItemTable& table_of(const Spider& spider, const ItemRule& rule) {
  if (rule.table >= spider.tables.size())
    throw std::invalid_argument("a rule names a table that is not there");
  return spider.tables[rule.table];
}

/// Filters that look at several texts, or choose among them.
bool joins_texts(const Filter& filter) {
  constexpr std::array<std::string_view, 4> kNames{"join", "first", "last", "slice"};
  return std::find(kNames.begin(), kNames.end(), filter.name) != kNames.end();
}

}  // namespace

CompiledField::CompiledField(const Field& field, std::size_t its_column)
    : rule(&field),
      column(its_column),
      filters(field.filters),
      wants_all(field.many || std::any_of(field.filters.begin(), field.filters.end(), joins_texts)),
      wants_markup(filters.wants_markup() || field.type == FieldType::html) {
  for (const Selector& selector : field.selectors) {
    selectors.push_back(compiled(selector));
    sources.add(selectors.back()->source());
  }
}

CompiledItems::CompiledItems(const Spider& spider, const ItemRule& item_rule)
    : rule(&item_rule), table(&table_of(spider, item_rule)) {
  if (rule->select) {
    select = compiled(*rule->select);
    sources.add(select->source());
  }
  for (const Field& field : rule->fields) {
    fields.emplace_back(field, column_of(*table, field.name));
    sources.add(fields.back().sources);
  }
  for (const std::string& name : rule->key.empty() ? table->key : rule->key)
    key.push_back(column_of(*table, name));
  for (const ItemRule& inner : rule->nested) {
    nested.emplace_back(spider, inner);
    sources.add(nested.back().sources);
  }
}

CompiledPage::CompiledPage(const Spider& spider, const PageRule& page_rule)
    : rule(&page_rule), match(page_rule.match) {
  for (const ItemRule& item_rule : rule->items) {
    items.emplace_back(spider, item_rule);
    sources.add(items.back().sources);
  }
}

CompiledFollow::CompiledFollow(const FollowRule& follow)
    : rule(&follow), on(follow.on), pattern(follow.url_pattern) {
  if (!rule->selector) return;
  selector = compiled(*rule->selector);
  sources.add(selector->source());
}

}  // namespace trawl::extract
