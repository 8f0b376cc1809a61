#include "storage/query.hpp"

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/schema.hpp"

namespace trawl::storage {

QueryEnd run_query(const std::filesystem::path& file, const std::string& sql, RowSink& sink,
                   QueryLimits limits) {
  Connection connection = open_for_reading(file);
  const bool may_hold_secrets = connection.integer("PRAGMA user_version") < kHeadersWithoutSecrets;
  connection.allow_reading_only(limits.value_bytes, may_hold_secrets ? Headers::hidden : Headers::shown);
  const Deadline deadline(connection, std::chrono::steady_clock::now() + limits.time);
  Statement statement(connection, sql);
  if (!statement.reads_only()) throw Error(ErrorKind::sql, "SQL error: only reading is allowed here");

  const auto names = statement.columns();
  sink.columns(names);
  QueryEnd end;
  std::vector<Value> cells(names.size());
  Rows rows = statement.rows();
  while (rows.next()) {
    if (limits.rows > 0 && end.rows == limits.rows) {
      end.cut = true;
      break;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = rows.value(static_cast<int>(i));
    sink.row(cells);
    ++end.rows;
  }
  sink.end();
  return end;
}

}  // namespace trawl::storage
