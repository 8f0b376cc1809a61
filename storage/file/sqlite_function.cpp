#include "storage/file/sqlite_function.hpp"

#include <exception>
#include <memory>
#include <utility>

#include <sqlite3.h>

#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

struct Result {
  sqlite3_context* context;

  void operator()(std::monostate) const { sqlite3_result_null(context); }
  void operator()(std::int64_t value) const { sqlite3_result_int64(context, value); }
  void operator()(double value) const { sqlite3_result_double(context, value); }
  void operator()(const std::string& text) const {
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  void operator()(const Blob& blob) const {
    sqlite3_result_blob64(context, blob.bytes.data(), blob.bytes.size(), SQLITE_TRANSIENT);
  }
};

void fail_with(sqlite3_context* context, const std::exception& error, int code) {
  if (code == SQLITE_TOOBIG) return sqlite3_result_error_toobig(context);
  sqlite3_result_error(context, error.what(), -1);
  sqlite3_result_error_code(context, code);
}

int code_of(ErrorKind kind) {
  if (kind == ErrorKind::limit) return SQLITE_TOOBIG;
  if (kind == ErrorKind::interrupted) return SQLITE_INTERRUPT;
  return kind == ErrorKind::corrupt ? SQLITE_CORRUPT : SQLITE_ERROR;
}

/// No exception passes SQLite.
void call(sqlite3_context* context, int count, sqlite3_value** arguments) {
  const auto* const function = static_cast<const FunctionBody*>(sqlite3_user_data(context));
  try {
    std::visit(Result{context}, (*function)(FunctionCall(arguments, count)));
  } catch (const Error& error) {
    fail_with(context, error, code_of(error.kind()));
  } catch (const std::exception& error) {
    fail_with(context, error, SQLITE_ERROR);
  }
}

void destroy(void* function) {
  delete static_cast<FunctionBody*>(function);
}

}  // namespace

bool FunctionCall::is_null(std::size_t index) const {
  return sqlite3_value_type(arguments_[index]) == SQLITE_NULL;
}

std::int64_t FunctionCall::integer(std::size_t index) const {
  return sqlite3_value_int64(arguments_[index]);
}

std::string_view FunctionCall::text(std::size_t index) const {
  sqlite3_value* const value = arguments_[index];
  const auto* const bytes = static_cast<const char*>(sqlite3_value_blob(value));
  if (bytes == nullptr) return "";
  return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void add_function(Connection& connection, SqlFunction function) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  auto owned = std::make_unique<FunctionBody>(std::move(function.body));
  const int code = sqlite3_create_function_v2(connection.raw(), function.name, function.arguments, kFlags,
                                              owned.release(), call, nullptr, nullptr, destroy);
  if (code != SQLITE_OK) throw Error(ErrorKind::sql, sqlite3_errmsg(connection.raw()));
}

}  // namespace trawl::storage
