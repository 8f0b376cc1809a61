#include "storage/tables/item_writer.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "storage/tables/item_values.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kCount = R"sql(
INSERT INTO counters(crawl_id, kind, name, value) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET value = value + excluded.value)sql";

/// Names are the same as in item_schema.cpp.
constexpr const char* kLookedForBefore = R"sql(
SELECT 1 FROM field_health
WHERE crawl_id < ? AND "table" = ? COLLATE NOCASE AND field = ? COLLATE NOCASE LIMIT 1)sql";

std::vector<ItemValue> fitted_to(const DeclaredTable& table, const std::vector<ItemValue>& values) {
  std::vector<ItemValue> all;
  all.reserve(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    all.push_back(i < values.size() ? fitted(values[i], table.columns[i].type) : ItemValue());
  return all;
}

/// The same for two rows of a table exactly if their values are.
std::string looks_of(const std::vector<ItemValue>& values) {
  std::string looks;
  for (const ItemValue& value : values) looks.append(json_of(value)).append(1, ',');
  return looks;
}

/// Which row of before each of the rows is: first those that look the same, then the others in their order.
std::vector<std::optional<std::size_t>> paired(const std::vector<StoredItem>& before,
                                               const std::vector<const std::vector<ItemValue>*>& rows) {
  std::vector<std::optional<std::size_t>> pairs(rows.size());
  if (before.empty()) return pairs;
  std::unordered_map<std::string, std::vector<std::size_t>> by_looks;
  for (std::size_t i = before.size(); i-- > 0;) by_looks[looks_of(before[i].values)].push_back(i);
  std::vector<bool> is_taken(before.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto same = by_looks.find(looks_of(*rows[i]));
    if (same == by_looks.end() || same->second.empty()) continue;
    pairs[i] = same->second.back();
    same->second.pop_back();
    is_taken[*pairs[i]] = true;
  }
  std::size_t next = 0;
  for (auto& pair : pairs) {
    while (next < before.size() && is_taken[next]) ++next;
    if (!pair && next < before.size()) pair = next++;
  }
  return pairs;
}

}  // namespace

/// The items of one page on their way into the tables.
struct ItemWriter::Work {
  Work(const ItemPage& its_page, const std::vector<ItemRow>& its_items, std::size_t tables)
      : page(its_page), items(its_items), of_table(tables), asked(tables), counts(tables), repeats(tables) {}

  bool looks_for(std::size_t table) const { return !asked[table].empty() || !of_table[table].empty(); }
  /// Where nothing is known of a table, the rules look for all of its fields.
  bool looks_for(std::size_t table, std::size_t column) const {
    return asked[table].empty() || asked[table][column];
  }

  const ItemPage& page;
  const std::vector<ItemRow>& items;
  std::vector<std::vector<ItemValue>> values;      // of each item, fitted
  std::vector<std::int64_t> positions;             // of each item
  std::vector<std::int64_t> ids;                   // of the row of each item
  std::vector<std::vector<std::size_t>> of_table;  // the items of each table
  std::vector<std::vector<bool>> asked;            // of each table its columns, or none if that is not known
  std::vector<ItemCounts> counts;                  // of each table
  std::vector<std::int64_t> repeats;               // of each table: rows that a later one has replaced
  bool is_known_url = true;                        // there may be rows of earlier visits
  bool notes_changes = true;
};

ItemWriter::ItemWriter(Connection& connection, ItemPlace place)
    : connection_(connection),
      place_(place),
      health_(connection),
      changes_(connection),
      has_earlier_page_(connection, "SELECT 1 FROM pages WHERE url_id = ? AND id < ? LIMIT 1"),
      crawl_start_(connection, "SELECT started_at FROM crawls WHERE id = ?"),
      count_(connection, kCount),
      forget_page_of_changes_(connection, "UPDATE item_changes SET page_id = NULL WHERE page_id = ?") {}

void ItemWriter::declare(const std::vector<ItemTable>& tables) {
  rows_.clear();
  rows_list_.clear();
  tables_ = declare_item_tables(connection_, tables, place_);
  for (const DeclaredTable& table : tables_) rows_.push_back(&rows_list_.emplace_back(connection_, table));
}

void ItemWriter::begin_crawl(std::int64_t crawl_id) {
  health_.begin(crawl_id, tables_);
  new_fields_.clear();
  Statement select(connection_, kLookedForBefore);
  for (const DeclaredTable& table : tables_) {
    std::vector<bool>& fields = new_fields_.emplace_back();
    for (const ItemColumn& column : table.columns) {
      Rows rows = select.rows(crawl_id, table.name, column.name);
      fields.push_back(!rows.next());
    }
  }
}

ItemWriter::Work ItemWriter::begin(const ItemPage& page, const std::vector<ItemRow>& items,
                                   const std::vector<FieldHealth>& health) const {
  Work work(page, items, tables_.size());
  for (const FieldHealth& one : health) {
    auto& asked = work.asked.at(one.table);
    asked.resize(tables_[one.table].columns.size());
    asked.at(one.field) = true;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto& of_table = work.of_table.at(items[i].table);
    of_table.push_back(i);
    work.positions.push_back(std::ssize(of_table));
    work.values.push_back(fitted_to(tables_[items[i].table], items[i].values));
  }
  work.ids.resize(items.size());
  return work;
}

std::vector<std::int64_t> ItemWriter::write(const ItemPage& page, const std::vector<ItemRow>& items,
                                            const std::vector<FieldHealth>& health) {
  Work work = begin(page, items, health);
  {
    Rows earlier = has_earlier_page_.rows(page.url_id, page.id);
    work.is_known_url = earlier.next();
  }
  write_tables(work);
  health_.add(page.id, page.crawl_id, tables_, health, work.repeats);
  return std::move(work.repeats);
}

void ItemWriter::rewrite(const ItemPage& page, const std::vector<ItemRow>& items,
                         const std::vector<FieldHealth>& health) {
  health_.remove(page.id, page.crawl_id);
  std::vector<std::vector<StoredItem>> before;
  for (ItemRows* rows : rows_) before.push_back(rows->of_page(page.id));
  Work work = begin(page, items, health);
  work.notes_changes = false;
  write_tables(work);
  health_.add(page.id, page.crawl_id, tables_, health, work.repeats);
  const std::set<std::pair<std::size_t, std::int64_t>> found = [&] {
    std::set<std::pair<std::size_t, std::int64_t>> rows;
    for (std::size_t i = 0; i < items.size(); ++i) rows.emplace(items[i].table, work.ids[i]);
    return rows;
  }();
  for (std::size_t table = 0; table < tables_.size(); ++table)
    for (const StoredItem& item : before[table])
      if (!rows_[table]->is_loose(item.values) && !found.contains({table, item.id}))
        rows_[table]->forget_page(item.id);
}

void ItemWriter::write_tables(Work& work) {
  for (std::size_t table = 0; table < tables_.size(); ++table) {  // parents come first
    std::vector<std::size_t> loose;
    std::unordered_map<std::int64_t, std::size_t> keyed;  // the last item of each row
    for (const std::size_t item : work.of_table[table]) {
      if (rows_[table]->is_loose(work.values[item])) {
        loose.push_back(item);
        continue;
      }
      write_keyed(work, item);
      const auto [same, is_new] = keyed.try_emplace(work.ids[item], item);
      if (!is_new && work.values[same->second] != work.values[item]) ++work.repeats[table];
      same->second = item;
    }
    write_loose(work, table, loose);
    count(work.page.crawl_id, table, work.counts[table]);
  }
}

void ItemWriter::write_keyed(Work& work, std::size_t item) {
  const std::size_t index = work.items[item].table;
  ItemRows& rows = *rows_[index];
  std::vector<ItemValue>& values = work.values[item];
  const ItemSight sight = sight_of(work, item);
  const auto before = rows.with_key(sight.parent_id, values);
  if (!before) {
    work.ids[item] = rows.insert(sight, values);
    ++work.counts[index].added;
    return;
  }
  work.ids[item] = before->id;
  const ChangeSight changed(work.page.id, work.page.crawl_id, work.page.seen_at);
  const bool is_change = work.notes_changes && before->first_seen < start_of(work.page.crawl_id);
  for (std::size_t column = 0; column < values.size(); ++column) {
    if (!work.looks_for(index, column)) values[column] = before->values[column];
    if (values[column] != before->values[column])
      work.counts[index].values_changed += changes_.note(tables_[index], column, *before, values, changed,
                                                         is_change && !is_new(index, column));
  }
  if (values != before->values) rows.set_values(before->id, values);
  rows.set_sight(before->id, sight);
}

void ItemWriter::write_loose(Work& work, std::size_t table, const std::vector<std::size_t>& items) {
  ItemRows& rows = *rows_[table];
  std::vector<StoredItem> before = loose_before(work, table);
  std::vector<const std::vector<ItemValue>*> values;
  for (const std::size_t item : items) values.push_back(&work.values[item]);
  const auto pairs = paired(before, values);
  std::vector<bool> is_kept(before.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const ItemSight sight = sight_of(work, items[i]);
    if (!pairs[i]) {
      work.ids[items[i]] = rows.insert(sight, *values[i]);
      ++work.counts[table].added;
      continue;
    }
    const StoredItem& same = before[*pairs[i]];
    is_kept[*pairs[i]] = true;
    work.ids[items[i]] = same.id;
    if (same.values != *values[i]) rows.set_values(same.id, *values[i]);
    rows.set_sight(same.id, sight);
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (is_kept[i] || !work.page.is_whole) continue;
    remove(table, before[i]);
    ++work.counts[table].removed;
  }
}

/// The rows that the loose ones of the page stand for.
std::vector<StoredItem> ItemWriter::loose_before(const Work& work, std::size_t table) {
  std::vector<StoredItem> before;
  const bool has_say = work.page.is_whole || !work.of_table[table].empty();
  if (work.is_known_url && has_say) before = rows_[table]->loose_of_url(work.page.url_id);
  const auto& parent = tables_[table].parent;
  if (!parent || tables_[*parent].key.empty() || !work.looks_for(table)) return before;
  std::set<std::int64_t> known, parents;
  for (const StoredItem& item : before) known.insert(item.id);
  for (const std::size_t item : work.of_table[*parent]) parents.insert(work.ids[item]);
  for (const std::int64_t id : parents)
    for (StoredItem& item : rows_[table]->loose_of_parent(id))
      if (known.insert(item.id).second) before.push_back(std::move(item));
  return before;
}

ItemSight ItemWriter::sight_of(const Work& work, std::size_t item) const {
  ItemSight sight;
  sight.page_id = work.page.id;
  sight.crawl_id = work.page.crawl_id;
  sight.url = work.page.url;
  sight.seen_at = work.page.seen_at;
  sight.position = work.positions[item];
  if (tables_[work.items[item].table].parent && work.items[item].parent)
    sight.parent_id = work.ids.at(*work.items[item].parent);
  return sight;
}

void ItemWriter::withdraw(std::int64_t page_id, std::int64_t crawl_id) {
  if (tables_.empty()) return;
  for (std::size_t table = tables_.size(); table-- > 0;) {
    ItemCounts counts;
    for (StoredItem& item : rows_[table]->of_page(page_id)) {
      if (rows_[table]->is_loose(item.values) || item.first_seen == item.last_seen) {
        remove(table, item);
        --counts.added;
        continue;
      }
      counts.values_changed -= changes_.undo(tables_[table], item, page_id);
      rows_[table]->set_values(item.id, item.values);
      rows_[table]->forget_page(item.id);
    }
    count(crawl_id, table, counts);
  }
  forget_page_of_changes_.run(page_id);
  health_.remove(page_id, crawl_id);
}

std::int64_t ItemWriter::remove_pageless(std::int64_t crawl_id, int most) {
  std::int64_t all = 0;
  for (std::size_t table = 0; table < tables_.size(); ++table) {
    const std::vector<StoredItem> pageless = rows_[table]->pageless(most);
    for (const StoredItem& item : pageless) remove(table, item);
    ItemCounts counts;
    counts.removed = std::ssize(pageless);
    count(crawl_id, table, counts);
    all += std::ssize(pageless);
  }
  return all;
}

void ItemWriter::remove(std::size_t table, const StoredItem& item) {
  if (!tables_[table].key.empty()) changes_.remove(tables_[table], item.id);
  for (std::size_t nested = table + 1; nested < tables_.size(); ++nested)
    if (tables_[nested].parent == table) rows_[nested]->forget_parent(item.id);
  rows_[table]->remove(item.id);
}

void ItemWriter::count(std::int64_t crawl_id, std::size_t table, const ItemCounts& counts) {
  const auto add = [&](std::string_view kind, std::int64_t value) {
    if (value != 0) count_.run(crawl_id, kind, tables_[table].name, value);
  };
  add("items added", counts.added);
  add("items removed", counts.removed);
  add("values changed", counts.values_changed);
}

/// What a new field finds is its first sight, not a change, also in a row that is known.
bool ItemWriter::is_new(std::size_t table, std::size_t column) const {
  return table < new_fields_.size() && new_fields_[table][column];
}

const std::string& ItemWriter::start_of(std::int64_t crawl_id) {
  const auto [start, is_new] = starts_.try_emplace(crawl_id);
  if (is_new) {
    Rows rows = crawl_start_.rows(crawl_id);
    if (rows.next()) start->second = rows.text(0);
  }
  return start->second;
}

}  // namespace trawl::storage
