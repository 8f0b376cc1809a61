#include "storage/query.hpp"

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/schema.hpp"
#include "storage/query_clock.hpp"

namespace trawl::storage {
namespace {

Statement prepared(Connection& connection, const std::string& sql, QueryClock& clock) {
  const QueryClock::Step step(clock);
  return Statement(connection, sql);
}

bool has_next(Rows& rows, QueryClock& clock) {
  const QueryClock::Step step(clock);
  return rows.next();
}

std::size_t size_of(const Value& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return text->size();
  if (const auto* blob = std::get_if<Blob>(&cell)) return blob->bytes.size();
  return 0;
}

}  // namespace

QueryEnd run_query(const std::filesystem::path& file, const std::string& sql, RowSink& sink,
                   QueryLimits limits) {
  Connection connection = open_for_reading(file);
  const bool may_hold_secrets = connection.integer("PRAGMA user_version") < kHeadersWithoutSecrets;
  connection.allow_reading_only(limits.value_bytes, may_hold_secrets ? Headers::hidden : Headers::shown);
  QueryClock clock(connection, limits.time, limits.overrun);
  Statement statement = prepared(connection, sql, clock);
  if (!statement.reads_only()) throw Error(ErrorKind::sql, "SQL error: only reading is allowed here");

  const auto names = statement.columns();
  sink.columns(names);
  QueryEnd end;
  std::vector<Value> cells(names.size());
  Rows rows = statement.rows();
  while (has_next(rows, clock)) {
    if (limits.rows > 0 && end.rows == limits.rows) {
      end.cut = true;
      break;
    }
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] = rows.value(static_cast<int>(i));
      bytes += size_of(cells[i]);
      if (bytes > static_cast<std::size_t>(limits.value_bytes))
        throw file_error(ErrorKind::limit, file.string(), "row too big");
    }
    sink.row(cells);
    ++end.rows;
  }
  sink.end();
  return end;
}

}  // namespace trawl::storage
