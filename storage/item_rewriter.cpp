#include "storage/item_rewriter.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/tables/health_table.hpp"
#include "storage/tables/item_names.hpp"
#include "storage/tables/item_values.hpp"

namespace trawl::storage {
namespace {

constexpr int kRemovedAtOnce = 1'000;
constexpr int kSamples = 3;
/// SQLite's functions take 127 arguments.
constexpr std::size_t kMostArguments = 100;
/// Earlier versions know no items.
constexpr std::int64_t kItems = 5;

/// The item tables of the file, each followed by its columns.
constexpr const char* kKnown = R"sql(
SELECT t.name, '', t.id AS place, 0 AS next FROM main.item_tables AS t
UNION ALL
SELECT t.name, c.name, t.id, c.id FROM main.item_tables AS t JOIN main.item_columns AS c ON c.table_id = t.id
ORDER BY place, next)sql";

/// What a copy needs beside the tables of items; `is_filled`: with its rows.
struct Companion {
  std::string_view name;
  bool is_filled;
};
constexpr std::array kCompanions{Companion{"item_tables", true},   Companion{"item_columns", true},
                                 Companion{"item_changes", false}, Companion{"item_pages", false},
                                 Companion{"field_health", false}, Companion{"counters", false}};

/// Makes a temporary table or index as one of the file is. In SQL it stands before that of the file.
void copy_definition(Connection& connection, const std::string& sql) {
  for (const std::string_view what : {"CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX "}) {
    if (!sql.starts_with(what)) continue;
    connection.execute(std::string(what) + "temp." + sql.substr(what.size()));
    return;
  }
}

/// The definitions of a table and its indexes, the table first.
std::vector<std::string> definitions_of(Connection& connection, const std::string& table) {
  std::vector<std::string> definitions;
  Statement select(connection,
                   "SELECT sql FROM main.sqlite_master WHERE tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL "
                   "AND type IN ('table', 'index') ORDER BY type = 'index'");
  Rows rows = select.rows(table);
  while (rows.next()) definitions.push_back(rows.text(0));
  return definitions;
}

void copy_table(Connection& connection, const std::string& name, bool is_filled) {
  for (const std::string& definition : definitions_of(connection, name))
    copy_definition(connection, definition);
  if (is_filled)
    connection.execute(fmt::format("INSERT INTO temp.{0} SELECT * FROM main.{0}", quoted_name(name)));
}

bool has_table(Connection& connection, const std::string& name) {
  Statement select(connection, R"sql(
SELECT 1 FROM main.item_tables AS t JOIN main.sqlite_master AS m ON m.name = t.name COLLATE NOCASE WHERE t.name = ?)sql");
  Rows rows = select.rows(name);
  return rows.next();
}

Connection open_copy(const std::filesystem::path& file, const std::vector<ItemTable>& tables) {
  Connection connection = open_for_reading(file);
  if (connection.integer("PRAGMA user_version") < kItems)
    throw Error(ErrorKind::read_only,
                file.string() +
                    ": an older trawl has written it; --write without --fail-on brings it up to date first");
  // The file stays as it is, since it was opened for reading.
  connection.execute("PRAGMA query_only = OFF; PRAGMA foreign_keys = OFF; PRAGMA temp_store = FILE");
  Transaction transaction(connection, Transaction::Kind::deferred);
  for (const Companion& table : kCompanions) copy_table(connection, std::string(table.name), table.is_filled);
  for (const ItemTable& table : tables)
    if (has_table(connection, table.name)) copy_table(connection, table.name, true);
  transaction.commit();
  return connection;
}

}  // namespace

struct ItemRewriter::Impl {
  Impl(const std::filesystem::path& file, const std::vector<ItemTable>& tables, ItemPlace its_place)
      : place(its_place),
        lock(place == ItemPlace::file ? std::make_unique<FileLock>(file) : nullptr),
        connection(lock ? open_for_writing(file, *lock, false) : open_copy(file, tables)),
        items(connection, place) {
    Transaction transaction(connection, kind());
    items.declare(tables);
    transaction.commit();
  }

  /// A transaction of a copy takes no lock of the file.
  Transaction::Kind kind() const {
    return place == ItemPlace::file ? Transaction::Kind::immediate : Transaction::Kind::deferred;
  }

  TableDifference difference(const DeclaredTable& table);
  void add_samples(const DeclaredTable& table, const std::string& kind, const std::string& from,
                   TableDifference& difference);
  void add_changed(const DeclaredTable& table, TableDifference& difference);
  std::string what(const DeclaredTable& table) const;
  bool is_old(const std::string& table, const std::string& column);
  /// Whether the rules name that table, and that column of it unless it is "".
  bool declares(const std::string& table, const std::string& column) const;

  const ItemPlace place;
  std::unique_ptr<FileLock> lock;  // null: of a copy
  Connection connection;
  ItemWriter items;
  std::int64_t last_crawl = 0;
};

ItemRewriter::ItemRewriter(const std::filesystem::path& file, const std::vector<ItemTable>& tables,
                           ItemPlace place)
    : impl_(std::make_unique<Impl>(file, tables, place)) {}

ItemRewriter::~ItemRewriter() {
  if (impl_->place == ItemPlace::copy) return;
  try {
    leave_wal(impl_->connection);
  } catch (const Error&) {
    // The file stays in WAL mode, which is just as complete.
  }
}

void ItemRewriter::rewrite(std::span<const RewrittenPage> pages) {
  Transaction transaction(impl_->connection, impl_->kind());
  for (const RewrittenPage& one : pages) {
    impl_->items.rewrite(one.page, one.items, one.field_health);
    impl_->last_crawl = one.page.crawl_id;
  }
  transaction.commit();
}

void ItemRewriter::finish() {
  for (bool is_done = false; !is_done;) {
    Transaction transaction(impl_->connection, impl_->kind());
    is_done = impl_->items.remove_pageless(impl_->last_crawl, kRemovedAtOnce) == 0;
    transaction.commit();
  }
}

void ItemRewriter::keep_options(std::int64_t crawl_id, const std::string& json) {
  Statement(impl_->connection, "UPDATE crawls SET config = ? WHERE id = ?").run(json, crawl_id);
}

std::vector<ItemLeftover> ItemRewriter::leftovers() {
  std::vector<ItemLeftover> all;
  Statement select(impl_->connection, kKnown);
  Rows rows = select.rows();
  while (rows.next()) {
    ItemLeftover one;
    one.table = rows.text(0);
    one.column = rows.text(1);
    if (impl_->declares(one.table, one.column) || !has_table(impl_->connection, one.table)) continue;
    // A table that is not named at all is one entry.
    if (!one.column.empty() && !impl_->declares(one.table, "")) continue;
    one.count = impl_->connection.integer(fmt::format("SELECT count({}) FROM main.{}",
                                                      one.column.empty() ? "*" : quoted_name(one.column),
                                                      quoted_name(one.table)));
    if (one.count > 0) all.push_back(std::move(one));
  }
  return all;
}

std::vector<TableDifference> ItemRewriter::differences() {
  std::vector<TableDifference> all;
  for (const DeclaredTable& table : impl_->items.tables()) all.push_back(impl_->difference(table));
  return all;
}

/// What tells a person which row it is.
std::string ItemRewriter::Impl::what(const DeclaredTable& table) const {
  std::string columns;
  std::size_t added = 0;
  const auto add = [&](std::size_t column) {
    if (++added > kMostArguments) return;
    columns += (columns.empty() ? "n." : ", n.") + quoted_name(table.columns[column].name);
  };
  if (!table.key_columns.empty()) {
    for (const std::size_t column : table.key_columns) add(column);
  } else {
    for (std::size_t column = 0; column < table.columns.size(); ++column) add(column);
  }
  return columns.empty() ? "''" : "coalesce(" + columns + ", '')";
}

bool ItemRewriter::Impl::declares(const std::string& table, const std::string& column) const {
  const auto& tables = items.tables();
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const DeclaredTable& one) { return is_same_name(one.name, table); });
  if (found == tables.end()) return false;
  return column.empty() || std::any_of(found->columns.begin(), found->columns.end(),
                                       [&](const ItemColumn& one) { return is_same_name(one.name, column); });
}

bool ItemRewriter::Impl::is_old(const std::string& table, const std::string& column) {
  Statement select(connection, "SELECT 1 FROM pragma_table_info(?, 'main') WHERE name = ? COLLATE NOCASE");
  Rows rows = select.rows(table, column);
  return rows.next();
}

void ItemRewriter::Impl::add_samples(const DeclaredTable& table, const std::string& kind,
                                     const std::string& from, TableDifference& difference) {
  Statement select(connection,
                   fmt::format("SELECT n._url, {} FROM {} LIMIT {}", what(table), from, kSamples));
  Rows rows = select.rows();
  while (rows.next()) {
    ItemDifference& sample = difference.samples.emplace_back();
    sample.kind = kind;
    sample.url = rows.text(0);
    sample.what = rows.text(1);
  }
}

void ItemRewriter::Impl::add_changed(const DeclaredTable& table, TableDifference& difference) {
  const std::string name = quoted_name(table.name);
  const std::string both = fmt::format("temp.{0} AS n JOIN main.{0} AS o ON o._id = n._id", name);
  std::string any;
  int samples = 0;
  for (const ItemColumn& column : table.columns) {
    const std::string field = quoted_name(column.name);
    const std::string before = is_old(table.name, column.name) ? "o." + field : "NULL";
    const std::string differs = fmt::format("n.{} IS NOT {}", field, before);
    any += (any.empty() ? "" : " OR ") + differs;
    Statement select(connection, fmt::format("SELECT n._url, {}, {}, n.{} FROM {} WHERE {} LIMIT {}",
                                             what(table), before, field, both, differs, kSamples));
    Rows rows = select.rows();
    while (samples < 2 * kSamples && rows.next()) {
      ++samples;
      ItemDifference& sample = difference.samples.emplace_back();
      sample.kind = "changed";
      sample.url = rows.text(0);
      sample.what = rows.text(1);
      sample.field = column.name;
      sample.before = json_of(item_value(rows, 2));
      sample.now = json_of(item_value(rows, 3));
    }
  }
  if (!any.empty())
    difference.changed = connection.integer(fmt::format("SELECT count(*) FROM {} WHERE {}", both, any));
}

TableDifference ItemRewriter::Impl::difference(const DeclaredTable& table) {
  const std::string name = quoted_name(table.name);
  TableDifference difference;
  difference.table = table.name;
  difference.rows = connection.integer("SELECT count(*) FROM temp." + name);
  {
    Statement select(connection,
                     "SELECT ifnull(sum(value), 0) FROM temp.counters WHERE kind = ? AND name = ?");
    Rows rows = select.rows(kRepeats, table.name);
    if (rows.next()) difference.repeated = rows.integer(0);
  }
  if (!has_table(connection, table.name)) {
    difference.added = difference.rows;
    add_samples(table, "added", "temp." + name + " AS n", difference);
    return difference;
  }
  const auto only_in = [&](std::string_view one, std::string_view other) {
    return fmt::format("{0}.{2} AS n WHERE NOT EXISTS (SELECT 1 FROM {1}.{2} AS o WHERE o._id = n._id)", one,
                       other, name);
  };
  const std::string added = only_in("temp", "main"), removed = only_in("main", "temp");
  difference.added = connection.integer("SELECT count(*) FROM " + added);
  difference.removed = connection.integer("SELECT count(*) FROM " + removed);
  add_samples(table, "added", added, difference);
  // A column that is new is not in the file.
  DeclaredTable old = table;
  if (old.key_columns.empty())
    std::erase_if(old.columns, [&](const ItemColumn& column) { return !is_old(table.name, column.name); });
  add_samples(old, "removed", removed, difference);
  add_changed(table, difference);
  return difference;
}

}  // namespace trawl::storage
