#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/export/formats.hpp"
#include "tests/storage/crawl_file.hpp"

namespace trawl::storage::testing {

inline ItemTable item_table(const std::string& name, std::vector<ItemColumn> columns,
                            std::vector<std::string> key = {},
                            std::optional<std::size_t> parent = std::nullopt) {
  ItemTable table;
  table.name = name;
  table.columns = std::move(columns);
  table.key = std::move(key);
  table.parent = parent;
  return table;
}

/// products(sku, price), with that key.
inline std::vector<ItemTable> products(const std::vector<std::string>& key = {"sku"}) {
  return {item_table("products", {{"sku", ItemType::text}, {"price", ItemType::real}}, key)};
}

inline ItemRow item(std::vector<ItemValue> values, std::size_t table = 0,
                    std::optional<std::size_t> parent = std::nullopt) {
  ItemRow row;
  row.table = table;
  row.values = std::move(values);
  row.parent = parent;
  return row;
}

inline FieldHealth health(std::size_t field, std::int64_t rows, std::int64_t matched, std::int64_t nulls,
                          std::int64_t bad_type, std::size_t table = 0) {
  FieldHealth one;
  one.table = table;
  one.field = field;
  one.rows = rows;
  one.matched = matched;
  one.nulls = nulls;
  one.bad_type = bad_type;
  return one;
}

/// Crawls of one file whose pages give items. Time is manual: a page is fetched a minute after the one
/// before.
class ItemCrawl {
 public:
  explicit ItemCrawl(std::vector<ItemTable> tables = products()) : tables_(std::move(tables)) { begin(); }

  std::filesystem::path file() const { return folder_ / "items.db"; }
  Store& store() { return *store_; }

  /// The next crawl of the file, with other tables if there are some.
  void next_crawl(const std::vector<ItemTable>& tables = {}) {
    const std::vector<ItemTable> before = tables_;
    if (!tables.empty()) tables_ = tables;
    try {
      begin();
    } catch (...) {
      tables_ = before;
      throw;
    }
  }

  /// Another process goes on with the crawl.
  void resume() { begin(std::nullopt); }

  /// A visit of the URL, not yet committed.
  Visit fetched(const std::string& path, std::vector<ItemRow> items, int status = 200) {
    Batch batch;
    batch.urls.push_back(new_url(path, ViaKind::seed));
    store_->commit(batch);
    Visit visit = visit_of(lease_from(*store_, 1, 1, 1e12).leases.at(0), status);
    visit.page->fetched_at = now_ += 60;
    visit.items = std::move(items);
    return visit;
  }
  void commit(Visit visit) {
    Batch batch;
    batch.visits.push_back(std::move(visit));
    store_->commit(batch);
  }
  void visit(const std::string& path, std::vector<ItemRow> items, int status = 200) {
    commit(fetched(path, std::move(items), status));
  }
  void withdraw(const std::string& path) {
    Visit visit;
    visit.url_id = integer("SELECT id FROM urls WHERE url LIKE '%" + path + "'");
    visit.host_id = 1;
    visit.is_withdrawal = true;
    commit(visit);
  }

  void close() { store_.reset(); }

  /// As a person does it, between two crawls.
  void drop(const std::string& table) {
    store_.reset();
    Connection(file(), Access::write).execute("PRAGMA foreign_keys = OFF; DROP TABLE " + table);
    store_.emplace(file());
  }

  /// The cells of each row, "a b; c d".
  std::string rows(const std::string& sql) const {
    Connection connection(file(), Access::read);
    Statement statement(connection, sql);
    const std::size_t columns = statement.columns().size();
    Rows rows = statement.rows();
    std::string text;
    while (rows.next()) {
      if (!text.empty()) text += "; ";
      for (std::size_t i = 0; i < columns; ++i)
        text += (i == 0 ? "" : " ") + (rows.is_null(static_cast<int>(i))
                                           ? std::string("NULL")
                                           : cell_text(rows.value(static_cast<int>(i))));
    }
    return text;
  }
  std::int64_t integer(const std::string& sql) const { return Connection(file(), Access::read).integer(sql); }
  bool is_sound() const {
    return integer("SELECT count(*) FROM pragma_foreign_key_check") == 0 &&
           Connection(file(), Access::read).text("PRAGMA integrity_check") == "ok";
  }

 private:
  void begin(std::optional<std::int64_t> crawl_id = 0) {
    store_.reset();
    store_.emplace(file());
    CrawlChoice choice("test", "{}");
    choice.items = tables_;
    choice.crawl_id = crawl_id;
    store_->start_crawl(choice, now_ += 60);
  }

  TemporaryFolder folder_;
  std::vector<ItemTable> tables_;
  double now_ = 1'700'000'000;
  std::optional<Store> store_;
};

}  // namespace trawl::storage::testing
