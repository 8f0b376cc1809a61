#include "storage/file/schema_docs.hpp"

namespace trawl::storage {

std::string_view docs_of_item_tables() {
  return R"(
item_tables | The tables that spider files have named; each is a table of the file.
  id | Key.
  name | Of the table.
  parent_id | The table in whose rows its rows are nested.

item_columns | The fields of those tables.
  id | Key.
  table_id | The row of item_tables.
  name | Of the column.
  type | What the field holds.
  type = text | Text.
  type = int | A whole number.
  type = number | A number.
  type = bool | 0 or 1.
  type = date | ISO 8601 text.
  type = json | JSON text.
  key_position | Its place in the key, from 1; NULL: it is no part of it.

item_changes | Values of rows with a key that a crawl found otherwise than the crawl before. The view changes has names.
  id | Key.
  column_id | The row of item_columns.
  item_id | The _id of the row.
  key | The row's key, or a JSON array of several values.
  old | The value before.
  new | The value now.
  at [UTC] | When it was found.
  crawl_id | The crawl that found it.
  page_id | The page that brought the new value.

item_pages | What the fields came to on each page.
  page_id | The row of pages.
  health [JSON] | Arrays of item_columns.id, rows, matched, nulls, bad_type.

field_health | The same, summed up over each crawl.
  crawl_id | The crawl.
  table | The item table.
  field | The field.
  rows | Rows that were looked at.
  matched | Rows where the selector found something.
  nulls | Rows that got NULL, those of a bad type among them.
  bad_type | Rows whose value was not of the field's type.
)";
}

}  // namespace trawl::storage
