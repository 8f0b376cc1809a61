#include "storage/tables/page_table.hpp"

#include <array>

#include "fetch/text/time.hpp"

namespace trawl::storage {
namespace {

/// What one row is made of.
struct Row {
  const PageRecord& page;
  const PageKeys& keys;
  std::string fetched_at;
};

struct Column {
  const char* name;
  void (*bind)(Statement& insert, int index, const Row& row);
};

template <auto kField>
void from_page(Statement& insert, int index, const Row& row) {
  insert.bind_from(index, row.page.*kField);
}

template <auto kField>
void blob_from_page(Statement& insert, int index, const Row& row) {
  insert.bind_from(index, as_blob(row.page.*kField));
}

template <auto kKey>
void from_keys(Statement& insert, int index, const Row& row) {
  insert.bind_from(index, row.keys.*kKey);
}

void time_of_fetch(Statement& insert, int index, const Row& row) {
  insert.bind_from(index, row.fetched_at);
}

using Page = PageRecord;

/// All columns but `id` and the generated ones.
constexpr std::array kColumns{
    Column{"crawl_id", from_keys<&PageKeys::crawl_id>},
    Column{"url_id", from_keys<&PageKeys::url_id>},
    Column{"url", from_page<&Page::url>},
    Column{"final_url", from_page<&Page::final_url>},
    Column{"redirect_id", from_keys<&PageKeys::redirect_id>},
    Column{"status", from_page<&Page::status>},
    Column{"error", from_page<&Page::error>},
    Column{"error_detail", from_page<&Page::error_detail>},
    Column{"fetched_at", time_of_fetch},
    Column{"elapsed_ms", from_page<&Page::elapsed_ms>},
    Column{"size", from_page<&Page::size>},
    Column{"content_type", from_page<&Page::content_type>},
    Column{"charset", from_page<&Page::charset>},
    Column{"http_version", from_page<&Page::http_version>},
    Column{"ip", from_page<&Page::ip>},
    Column{"title", from_page<&Page::title>},
    Column{"description", from_page<&Page::description>},
    Column{"lang", from_page<&Page::lang>},
    Column{"canonical", from_page<&Page::canonical>},
    Column{"robots", from_page<&Page::robots>},
    Column{"word_count", from_page<&Page::word_count>},
    Column{"links_internal", from_page<&Page::links_internal>},
    Column{"links_external", from_page<&Page::links_external>},
    Column{"body_id", from_keys<&PageKeys::body_id>},
    Column{"content_hash", blob_from_page<&Page::content_hash>},
    Column{"simhash", from_page<&Page::simhash>},
    Column{"truncated", from_page<&Page::truncated>},
    Column{"timing", from_page<&Page::timing>},
    Column{"meta", from_page<&Page::meta>},
    Column{"headers", from_page<&Page::headers>},
};

/// Appends an item of a list.
void append(std::string& list, const char* item) {
  if (!list.empty()) list += ", ";
  list += item;
}

std::string insert_sql() {
  std::string names, marks;
  for (const Column& column : kColumns) {
    append(names, column.name);
    append(marks, "?");
  }
  return "INSERT INTO pages(" + names + ") VALUES (" + marks + ")";
}

}  // namespace

PageTable::PageTable(Connection& connection) : connection_(connection), insert_(connection, insert_sql()) {}

std::int64_t PageTable::add(const PageRecord& page, const PageKeys& keys) {
  const Row row{page, keys, text::iso_time(page.fetched_at)};
  int index = 0;
  for (const Column& column : kColumns) column.bind(insert_, ++index, row);
  insert_.run_bound();
  return connection_.last_insert_id();
}

}  // namespace trawl::storage
