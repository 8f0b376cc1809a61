#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/query_functions.hpp"

namespace trawl::storage {

/// Receives the rows of a result one by one.
class RowSink {
 public:
  virtual ~RowSink() = default;
  /// Called once, before the rows.
  virtual void columns(const std::vector<std::string>& names) = 0;
  virtual void row(std::span<const Value> cells) = 0;
  /// Called once, after the last row; not after an error.
  virtual void end() = 0;
};

struct QueryLimits {
  QueryLimits() {}
  std::chrono::milliseconds time{30'000};  ///< within SQLite, without what the sink takes
  std::int64_t rows = 0;                   ///< 0: no limit
  int value_bytes = 64 * 1024 * 1024;      ///< of one row, one cell or one intermediate value
  /// Called on a thread of its own when the time is over and a single instruction of SQLite still goes on,
  /// which only the end of the process stops.
  std::function<void()> overrun;
};

struct QueryEnd {
  std::int64_t rows = 0;
  bool cut = false;  ///< there were more rows than the limit
};

/// A value for a parameter of a statement.
struct QueryParameter {
  QueryParameter(std::string parameter_name, Value parameter_value)
      : name(std::move(parameter_name)), value(std::move(parameter_value)) {}
  std::string name;  ///< without ":", "@" or "$"; "2" for the second parameter, if that has no name
  Value value;
};
using QueryParameters = std::vector<QueryParameter>;

/// Runs one SELECT, or a pragma that describes tables, that a person typed: on a read-only connection, with
/// an authorizer and a deadline. Throws kind sql for a statement that is wrong or not allowed, interrupted
/// after the deadline, limit for a value or a row that is too large. limit_memory() bounds what SQLite needs
/// in all. Each parameter needs a value, and each value a parameter, or it throws kind sql.
QueryEnd run_query(const std::filesystem::path& file, const std::string& sql, RowSink& sink,
                   QueryLimits limits = {}, const QueryExtras& extras = {},
                   const QueryParameters& parameters = {});

}  // namespace trawl::storage
