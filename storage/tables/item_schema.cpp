#include "storage/tables/item_schema.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "storage/file/error.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::storage {
namespace {

struct TypeRow {
  ItemType type;
  std::string_view name;    ///< as in `item_columns` and in spider files
  std::string_view column;  ///< of a STRICT table
};

constexpr std::array kTypes{
    TypeRow{ItemType::text, "text", "TEXT"},   TypeRow{ItemType::integer, "int", "INTEGER"},
    TypeRow{ItemType::real, "number", "REAL"}, TypeRow{ItemType::boolean, "bool", "INTEGER"},
    TypeRow{ItemType::date, "date", "TEXT"},   TypeRow{ItemType::json, "json", "TEXT"},
};

const TypeRow& row_of(ItemType type) {
  return *std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& row) { return row.type == type; });
}

constexpr const char* kSystemColumns = R"sql(
  _id INTEGER PRIMARY KEY,
  _page_id INTEGER REFERENCES pages(id),             -- the newest page that has the row
  _crawl_id INTEGER NOT NULL REFERENCES crawls(id),  -- and its crawl
  _url TEXT,
  _position INTEGER NOT NULL,                        -- among the rows of that page, from 1
  _first_seen TEXT NOT NULL,
  _last_seen TEXT NOT NULL)sql";

/// Of a table in the file, also those whose fields are gone. SQLite refuses more than 2,000, ours among them.
constexpr std::size_t kMostColumns = 1'900;

/// A column of the file.
struct StoredColumn {
  std::int64_t id = 0;
  std::string type;
};

class Declaration {
 public:
  Declaration(Connection& connection, const std::vector<ItemTable>& tables, ItemPlace place)
      : connection_(connection), tables_(tables), schema_(place == ItemPlace::file ? "main" : "temp") {}

  std::vector<DeclaredTable> declare() {
    for (std::size_t i = 0; i < tables_.size(); ++i) check_names(i);
    for (const ItemTable& table : tables_) {
      DeclaredTable declared;
      static_cast<ItemTable&>(declared) = table;
      for (const std::string& name : table.key) declared.key_columns.push_back(column_named(table, name));
      declared.is_keyed_by_parent = table.parent && !tables_[*table.parent].key.empty();
      if (const auto id = id_of(table.name)) {
        declared.id = *id;
        if (is_taken(table.name)) {
          check_and_grow(declared);
        } else {
          forget_columns(*id);
          check_parent(declared);
          create(declared);
        }
      } else {
        Statement(connection_, "INSERT INTO item_tables(name, parent_id) VALUES (?, ?)")
            .run(table.name, parent_id(declared));
        declared.id = connection_.last_insert_id();
        create(declared);
      }
      declared_.push_back(std::move(declared));
    }
    return std::move(declared_);
  }

 private:
  [[noreturn]] void refuse(const std::string& table, const std::string& what) const {
    throw Error(ErrorKind::items, fmt::format("{}: table {}: {}", connection_.file(), table, what));
  }

  /// What a person can do about a table that was otherwise before.
  static std::string change(std::string_view what, std::string_view before, std::string_view now,
                            std::string_view advice) {
    return fmt::format("{} was {} in this file, and is {} now; {}", what, before, now, advice);
  }

  static std::string start_over(const std::string& table, std::string_view or_else = "name another table") {
    return fmt::format("{}, crawl into another file, or start the table over: sqlite3 FILE 'DROP TABLE {}'",
                       or_else, quoted_name(table));
  }

  void check_names(std::size_t index) const {
    const ItemTable& table = tables_[index];
    if (const std::string problem = problem_of_table_name(table.name); !problem.empty())
      refuse(table.name, "the name " + problem);
    for (std::size_t i = 0; i < index; ++i)
      if (is_same_name(tables_[i].name, table.name)) refuse(table.name, "it is declared twice");
    if (table.parent && *table.parent >= index) refuse(table.name, "it stands before its parent");
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string& name = table.columns[i].name;
      if (const std::string problem = problem_of_field_name(name); !problem.empty())
        refuse(table.name, fmt::format("the name of the field '{}' {}", name, problem));
      for (std::size_t k = 0; k < i; ++k)
        if (is_same_name(table.columns[k].name, name))
          refuse(table.name,
                 fmt::format("the fields {} and {} have the same name for SQL", table.columns[k].name, name));
    }
    for (const std::string& name : table.key) column_named(table, name);
    if (table.columns.size() > kMostColumns)
      refuse(table.name, fmt::format("it has {} fields, {} at most", table.columns.size(), kMostColumns));
    if (!id_of(table.name) && is_taken(table.name))
      refuse(table.name, "the file has something else of that name; name another table");
  }

  std::size_t column_named(const ItemTable& table, const std::string& name) const {
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (is_same_name(table.columns[i].name, name)) return i;
    refuse(table.name, fmt::format("the key names a field '{}', which it does not have", name));
  }

  std::optional<std::int64_t> id_of(const std::string& table) const {
    Statement select(connection_, "SELECT id FROM item_tables WHERE name = ?");
    Rows rows = select.rows(table);
    if (!rows.next()) return std::nullopt;
    return rows.integer(0);
  }

  /// Whether a table, view or index of the file has that name.
  bool is_taken(const std::string& name) const {
    Statement select(connection_, "SELECT 1 FROM main.sqlite_master WHERE name = ? COLLATE NOCASE");
    Rows rows = select.rows(name);
    return rows.next();
  }

  /// A person has dropped the table to start it over.
  void forget_columns(std::int64_t id) const {
    Statement(connection_,
              "DELETE FROM item_changes WHERE column_id IN (SELECT id FROM item_columns WHERE table_id = ?)")
        .run(id);
    Statement(connection_, "DELETE FROM item_columns WHERE table_id = ?").run(id);
    for (const std::string& nested : tables_nested_in(id))
      if (is_taken(nested))
        connection_.execute(fmt::format("UPDATE {} SET _parent_id = NULL", quoted_name(nested)));
  }

  std::vector<std::string> tables_nested_in(std::int64_t id) const {
    std::vector<std::string> names;
    Statement select(connection_, "SELECT name FROM item_tables WHERE parent_id = ?");
    Rows rows = select.rows(id);
    while (rows.next()) names.push_back(rows.text(0));
    return names;
  }

  std::optional<std::int64_t> parent_id(const DeclaredTable& table) const {
    if (!table.parent) return std::nullopt;
    return declared_[*table.parent].id;
  }

  void create(DeclaredTable& table) {
    std::string columns = kSystemColumns;
    if (table.parent)
      columns +=
          fmt::format(",\n  _parent_id INTEGER REFERENCES {}(_id)", quoted_name(tables_[*table.parent].name));
    for (const ItemColumn& column : table.columns) columns += ",\n  " + definition(column);
    connection_.execute(
        fmt::format("CREATE TABLE {}.{}({}\n) STRICT", schema_, quoted_name(table.name), columns));
    for (std::size_t i = 0; i < table.columns.size(); ++i) enter(table, i);
    create_indexes(table);
  }

  void create_indexes(const DeclaredTable& table) {
    const std::string name = quoted_name(table.name);
    index(fmt::format("INDEX {}._items_{}_by_page ON {}(_page_id)", schema_, table.id, name));
    if (table.parent)
      index(fmt::format("INDEX {}._items_{}_by_parent ON {}(_parent_id)", schema_, table.id, name));
    if (table.key.empty()) return;
    std::string key = table.is_keyed_by_parent ? "_parent_id" : "";
    for (const std::size_t column : table.key_columns)
      key += (key.empty() ? "" : ", ") + quoted_name(table.columns[column].name);
    index(fmt::format("UNIQUE INDEX {}._items_{}_by_key ON {}({})", schema_, table.id, name, key));
  }

  void index(const std::string& definition) { connection_.execute("CREATE " + definition); }

  static std::string definition(const ItemColumn& column) {
    return fmt::format("{} {}", quoted_name(column.name), row_of(column.type).column);
  }

  void enter(DeclaredTable& table, std::size_t index) {
    const ItemColumn& column = table.columns[index];
    const auto in_key = std::find(table.key_columns.begin(), table.key_columns.end(), index);
    std::optional<std::int64_t> place;
    if (in_key != table.key_columns.end()) place = in_key - table.key_columns.begin() + 1;
    Statement(connection_, "INSERT INTO item_columns(table_id, name, type, key_position) VALUES (?, ?, ?, ?)")
        .run(table.id, column.name, row_of(column.type).name, place);
    table.column_ids.push_back(connection_.last_insert_id());
  }

  void check_and_grow(DeclaredTable& table) {
    check_key(table);
    check_parent(table);
    check_room(table);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const ItemColumn& column = table.columns[i];
      const auto stored = stored_column(table.id, column.name);
      if (!stored) {
        connection_.execute(fmt::format("ALTER TABLE {}.{} ADD COLUMN {}", schema_, quoted_name(table.name),
                                        definition(column)));
        enter(table, i);
        continue;
      }
      const std::string_view type = row_of(column.type).name;
      if (stored->type != type)
        refuse(table.name, change("the field " + column.name, stored->type, type,
                                  start_over(table.name, "give the field another name")));
      table.column_ids.push_back(stored->id);
    }
  }

  void check_room(const DeclaredTable& table) const {
    Statement count(connection_, "SELECT count(*) FROM item_columns WHERE table_id = ?");
    Rows rows = count.rows(table.id);
    rows.next();
    auto columns = static_cast<std::size_t>(rows.integer(0));
    for (const ItemColumn& column : table.columns)
      if (!stored_column(table.id, column.name)) ++columns;
    if (columns > kMostColumns)
      refuse(table.name,
             fmt::format("it would have {} fields with those of earlier spider files, {} at most; {}",
                         columns, kMostColumns, start_over(table.name)));
  }

  std::optional<StoredColumn> stored_column(std::int64_t table_id, const std::string& name) const {
    Statement select(connection_, "SELECT id, type FROM item_columns WHERE table_id = ? AND name = ?");
    Rows rows = select.rows(table_id, name);
    if (!rows.next()) return std::nullopt;
    return StoredColumn{rows.integer(0), rows.text(1)};
  }

  static std::string key_text(const std::vector<std::string>& names) {
    return names.empty() ? "none" : fmt::format("({})", fmt::join(names, ", "));
  }

  void check_key(const DeclaredTable& table) const {
    std::vector<std::string> before;
    {
      Statement select(
          connection_,
          "SELECT name FROM item_columns WHERE table_id = ? AND key_position IS NOT NULL ORDER BY "
          "key_position");
      Rows rows = select.rows(table.id);
      while (rows.next()) before.push_back(rows.text(0));
    }
    const bool is_same =
        std::equal(before.begin(), before.end(), table.key.begin(), table.key.end(), is_same_name);
    if (!is_same)
      refuse(table.name, change("the key", key_text(before), key_text(table.key), start_over(table.name)));
  }

  void check_parent(const DeclaredTable& table) const {
    Statement select(connection_,
                     "SELECT t.parent_id, p.name FROM item_tables AS t LEFT JOIN item_tables AS p ON p.id = "
                     "t.parent_id WHERE t.id = ?");
    Rows rows = select.rows(table.id);
    rows.next();
    const std::string before = rows.text(1), now = table.parent ? tables_[*table.parent].name : "";
    if (!is_same_name(before, now))
      refuse(table.name, change("the table it is nested in", before.empty() ? "none" : before,
                                now.empty() ? "none" : now, start_over(table.name)));
  }

  Connection& connection_;
  const std::vector<ItemTable>& tables_;
  const std::string schema_;
  std::vector<DeclaredTable> declared_;
};

}  // namespace

std::vector<DeclaredTable> declare_item_tables(Connection& connection, const std::vector<ItemTable>& tables,
                                               ItemPlace place) {
  return Declaration(connection, tables, place).declare();
}

std::string_view name_of(ItemType type) {
  return row_of(type).name;
}

}  // namespace trawl::storage
