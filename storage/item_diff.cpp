#include "storage/item_diff.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "storage/export/formats.hpp"
#include "storage/file/database.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::storage {
namespace {

/// An item table with a key, and the names of its columns.
struct KeyedTable {
  std::int64_t id = 0;
  std::string name;
  std::vector<std::string> key, fields;
};

std::vector<KeyedTable> keyed_tables(Connection& connection, const std::string& schema) {
  std::vector<KeyedTable> tables;
  Statement select(connection, fmt::format(R"sql(
SELECT t.name, c.name, c.key_position, t.id FROM {0}.item_tables AS t JOIN {0}.item_columns AS c ON c.table_id = t.id
WHERE EXISTS (SELECT 1 FROM {0}.item_columns WHERE table_id = t.id AND key_position IS NOT NULL)
  AND EXISTS (SELECT 1 FROM {0}.sqlite_schema WHERE type = 'table' AND name = t.name)
ORDER BY t.id, c.key_position IS NULL, c.key_position, c.id)sql",
                                           schema));
  Rows rows = select.rows();
  while (rows.next()) {
    if (tables.empty() || tables.back().id != rows.integer(3)) {
      tables.emplace_back().name = rows.text(0);
      tables.back().id = rows.integer(3);
    }
    (rows.is_null(2) ? tables.back().fields : tables.back().key).push_back(quoted_name(rows.text(1)));
  }
  return tables;
}

/// "key" as people see it, of the columns of `alias`.
std::string key_sql(const KeyedTable& table, std::string_view alias) {
  if (table.key.size() == 1) return fmt::format("{}.{}", alias, table.key[0]);
  std::string columns;
  for (const std::string& column : table.key)
    columns += fmt::format("{}{}.{}", columns.empty() ? "" : ", ", alias, column);
  return "json_array(" + columns + ")";
}

class ItemComparison {
 public:
  ItemComparison(const CrawlSide& before, const CrawlSide& after, DiffCounts& counts,
                 const std::function<void(const Difference&)>& tell)
      : before_(before),
        after_(after),
        counts_(counts),
        tell_(tell),
        connection_(open_for_reading(after.file)) {}

  void within_one_file() {
    for (const KeyedTable& table : keyed_tables(connection_, "main")) {
      const std::string rows = fmt::format("SELECT {}, NULL, NULL, NULL FROM main.{} AS t WHERE ",
                                           key_sql(table, "t"), quoted_name(table.name));
      const std::string of_after =
          fmt::format("(SELECT started_at FROM crawls WHERE id = {})", after_.crawl_id);
      const std::string of_before =
          fmt::format("(SELECT started_at FROM crawls WHERE id = {})", before_.crawl_id);
      run(table, "new", counts_.items_added, rows + "t._first_seen >= " + of_after);
      run(table, "gone", counts_.items_gone,
          rows + "t._last_seen < " + of_after + " AND t._last_seen >= " + of_before);
      run(table, "changed", counts_.items_changed,
          fmt::format(R"sql(
SELECT c.key, f.name, c.old, c.new FROM item_changes AS c JOIN item_columns AS f ON f.id = c.column_id
WHERE f.table_id = {} AND c.crawl_id > {} AND c.crawl_id <= {} ORDER BY c.id)sql",
                      table.id, before_.crawl_id, after_.crawl_id));
    }
  }

  void between_files() {
    {
      Statement attach(connection_, "ATTACH DATABASE ? AS older");
      const std::string path = std::filesystem::absolute(before_.file).string();
      attach.run(path);
    }
    const auto theirs = keyed_tables(connection_, "older");
    for (const KeyedTable& table : keyed_tables(connection_, "main")) {
      for (const KeyedTable& other : theirs)
        if (other.name == table.name && other.key == table.key) compare(table, other);
    }
  }

 private:
  void compare(const KeyedTable& table, const KeyedTable& other) {
    const std::string name = quoted_name(table.name);
    std::string same;
    for (const std::string& column : table.key)
      same += fmt::format("{}a.{} = b.{}", same.empty() ? "" : " AND ", column, column);
    constexpr const char* kOnly = R"sql(
SELECT {}, NULL, NULL, NULL FROM {} AS b WHERE NOT EXISTS (SELECT 1 FROM {} AS a WHERE {}))sql";
    const std::string key = key_sql(table, "b"), mine = "main." + name, theirs = "older." + name;
    run(table, "new", counts_.items_added, fmt::format(kOnly, key, mine, theirs, same));
    run(table, "gone", counts_.items_gone, fmt::format(kOnly, key, theirs, mine, same));
    for (const std::string& field : table.fields) {
      if (std::find(other.fields.begin(), other.fields.end(), field) == other.fields.end()) continue;
      run(table, "changed", counts_.items_changed,
          fmt::format(
              "SELECT {0}, {1}, a.{2}, b.{2} FROM {3} AS b JOIN {4} AS a ON {5} WHERE a.{2} IS NOT b.{2}",
              key, "'" + doubled(field.substr(1, field.size() - 2)) + "'", field, mine, theirs, same));
    }
  }

  static std::string doubled(const std::string& text) {
    std::string result;
    for (const char c : text) result.append(c == '\'' ? 2 : 1, c);
    return result;
  }

  /// Rows of a key, a field and its two values.
  void run(const KeyedTable& table, const char* change, std::int64_t& count, const std::string& sql) {
    Statement select(connection_, sql);
    Rows rows = select.rows();
    while (rows.next()) {
      ++count;
      if (!tell_) continue;
      Difference difference;
      difference.change = change;
      difference.what = table.name;
      difference.which = cell_text(rows.value(0));
      difference.field = cell_text(rows.value(1));
      difference.old = cell_text(rows.value(2));
      difference.now = cell_text(rows.value(3));
      tell_(difference);
    }
  }

  const CrawlSide& before_;
  const CrawlSide& after_;
  DiffCounts& counts_;
  const std::function<void(const Difference&)>& tell_;
  Connection connection_;
};

}  // namespace

void compare_items(const CrawlSide& before, const CrawlSide& after, DiffCounts& counts,
                   const std::function<void(const Difference&)>& tell) {
  std::error_code none;
  ItemComparison comparison(before, after, counts, tell);
  if (std::filesystem::equivalent(before.file, after.file, none)) {
    comparison.within_one_file();
  } else {
    comparison.between_files();
  }
}

}  // namespace trawl::storage
