#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "storage/file/sqlite.hpp"

struct sqlite3_value;

namespace trawl::storage {

/// The arguments of one call of a function in SQL. Valid during the call.
class FunctionCall {
 public:
  FunctionCall(sqlite3_value** arguments, int count) : arguments_(arguments), count_(count) {}

  std::size_t size() const { return static_cast<std::size_t>(count_); }
  bool is_null(std::size_t index) const;
  std::int64_t integer(std::size_t index) const;
  /// Text, the bytes of a blob, or a number as text; "" for NULL.
  std::string_view text(std::size_t index) const;

 private:
  sqlite3_value** arguments_;
  int count_;
};

/// Computes the value of a call. What it throws is the error of the statement; of a storage::Error the kinds
/// limit and corrupt are kept.
using FunctionBody = std::function<Value(const FunctionCall&)>;

/// A function for the SQL of people. Views and indexes of the file may not call it, since other programs that
/// read the file do not have it.
struct SqlFunction {
  SqlFunction(const char* function_name, int argument_count, FunctionBody function_body)
      : name(function_name), arguments(argument_count), body(std::move(function_body)) {}
  const char* name;  ///< a literal
  int arguments;
  FunctionBody body;
};

/// Makes the function known to the connection, which owns it from now on. It gives the same value whenever it
/// gets the same arguments within a statement.
void add_function(Connection& connection, SqlFunction function);

}  // namespace trawl::storage
