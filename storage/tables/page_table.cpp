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

/// What a column tells about: the fetch, or the content, which a 304 leaves as it was.
enum class About { fetch, content };

struct Column {
  const char* name;
  About about;
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

using enum About;
using Page = PageRecord;

/// All columns but `id` and the generated ones.
constexpr std::array kColumns{
    Column{"crawl_id", fetch, from_keys<&PageKeys::crawl_id>},
    Column{"url_id", fetch, from_keys<&PageKeys::url_id>},
    Column{"url", fetch, from_page<&Page::url>},
    Column{"final_url", content, from_page<&Page::final_url>},
    Column{"redirect_id", fetch, from_keys<&PageKeys::redirect_id>},
    Column{"status", fetch, from_page<&Page::status>},
    Column{"error", fetch, from_page<&Page::error>},
    Column{"error_detail", fetch, from_page<&Page::error_detail>},
    Column{"fetched_at", fetch, time_of_fetch},
    Column{"elapsed_ms", fetch, from_page<&Page::elapsed_ms>},
    Column{"size", content, from_page<&Page::size>},
    Column{"content_type", content, from_page<&Page::content_type>},
    Column{"charset", content, from_page<&Page::charset>},
    Column{"http_version", fetch, from_page<&Page::http_version>},
    Column{"ip", fetch, from_page<&Page::ip>},
    Column{"title", content, from_page<&Page::title>},
    Column{"description", content, from_page<&Page::description>},
    Column{"lang", content, from_page<&Page::lang>},
    Column{"canonical", content, from_page<&Page::canonical>},
    Column{"robots", content, from_page<&Page::robots>},
    Column{"word_count", content, from_page<&Page::word_count>},
    Column{"links_internal", content, from_page<&Page::links_internal>},
    Column{"links_external", content, from_page<&Page::links_external>},
    Column{"body_id", content, from_keys<&PageKeys::body_id>},
    Column{"content_hash", content, blob_from_page<&Page::content_hash>},
    Column{"simhash", content, from_page<&Page::simhash>},
    Column{"truncated", fetch, from_page<&Page::truncated>},
    Column{"timing", fetch, from_page<&Page::timing>},
    Column{"meta", content, from_page<&Page::meta>},
    Column{"headers", fetch, from_page<&Page::headers>},
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

std::string copy_sql() {
  std::string names;
  for (const Column& column : kColumns)
    if (column.about == content) append(names, column.name);
  return "UPDATE pages SET (" + names + ") = (SELECT " + names + " FROM pages WHERE id = ?) WHERE id = ?";
}

}  // namespace

PageTable::PageTable(Connection& connection)
    : connection_(connection), insert_(connection, insert_sql()), copy_(connection, copy_sql()) {}

std::int64_t PageTable::add(const PageRecord& page, const PageKeys& keys) {
  const Row row{page, keys, text::iso_time(page.fetched_at)};
  int index = 0;
  for (const Column& column : kColumns) column.bind(insert_, ++index, row);
  insert_.run_bound();
  return connection_.last_insert_id();
}

void PageTable::copy_content(std::int64_t from_id, std::int64_t page_id) {
  copy_.run(from_id, page_id);
}

}  // namespace trawl::storage
