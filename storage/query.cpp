#include "storage/query.hpp"

#include <algorithm>

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

/// The name by which a value is given: without its sign, or its number.
std::string plain_name(const std::string& parameter, std::size_t number) {
  return parameter.size() > 1 ? parameter.substr(1) : std::to_string(number);
}

void bind(Statement& statement, const QueryParameters& parameters) {
  std::vector<std::string> names;
  for (const std::string& name : statement.parameters()) names.push_back(plain_name(name, names.size() + 1));
  for (const QueryParameter& given : parameters) {
    if (std::find(names.begin(), names.end(), given.name) == names.end())
      throw Error(ErrorKind::sql, "SQL error: there is no parameter :" + given.name + " in the statement");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto given = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const QueryParameter& each) { return each.name == names[i]; });
    if (given == parameters.end())
      throw Error(ErrorKind::sql, "SQL error: the parameter :" + names[i] + " has no value");
    statement.bind_value(static_cast<int>(i) + 1, given->value);
  }
}

}  // namespace

QueryEnd run_query(const std::filesystem::path& file, const std::string& sql, RowSink& sink,
                   QueryLimits limits, const QueryExtras& extras, const QueryParameters& parameters) {
  Connection connection = open_for_reading(file);
  const bool may_hold_secrets = connection.integer("PRAGMA user_version") < kHeadersWithoutSecrets;
  connection.allow_reading_only(limits.value_bytes, may_hold_secrets ? Headers::hidden : Headers::shown);
  const QueryFunctions functions(connection, extras, static_cast<std::size_t>(limits.value_bytes));
  QueryClock clock(connection, limits.time, limits.overrun);
  Statement statement = prepared(connection, sql, clock);
  if (!statement.reads_only()) throw Error(ErrorKind::sql, "SQL error: only reading is allowed here");
  bind(statement, parameters);

  const auto names = statement.columns();
  sink.columns(names);
  QueryEnd end;
  std::vector<Value> cells(names.size());
  Rows rows = statement.bound_rows();
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
