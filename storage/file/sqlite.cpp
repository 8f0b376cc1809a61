#include "storage/file/sqlite.hpp"

#include <array>
#include <system_error>

#include <sqlite3.h>

#include "fetch/text/ascii.hpp"
#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

ErrorKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return ErrorKind::full;
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return ErrorKind::read_only;
    case SQLITE_NOTADB:
      return ErrorKind::foreign_file;
    case SQLITE_CORRUPT:
      return ErrorKind::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::locked;
    case SQLITE_INTERRUPT:
      return ErrorKind::interrupted;
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
      return ErrorKind::limit;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return ErrorKind::io;
    default:
      return ErrorKind::sql;
  }
}

std::string file_of(sqlite3* connection) {
  const char* file = sqlite3_db_filename(connection, "main");
  return file != nullptr ? file : "";
}

[[noreturn]] void fail(sqlite3* connection) {
  const int code = sqlite3_extended_errcode(connection);
  const ErrorKind kind = kind_of(code);
  std::string detail = sqlite3_errmsg(connection);
  if (code == SQLITE_AUTH) detail = "only reading is allowed here";
  const int system = sqlite3_system_errno(connection);
  if (kind == ErrorKind::io && system != 0) detail += ": " + std::generic_category().message(system);
  throw file_error(kind, file_of(connection), detail);
}

void check(sqlite3* connection, int code) {
  if (code != SQLITE_OK) fail(connection);
}

std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const unsigned char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += {'%', text::kUpperHexDigits[c >> 4], text::kUpperHexDigits[c & 15]};
    } else {
      uri += static_cast<char>(c);
    }
  }
  return uri + "?immutable=1";
}

bool is_describing_pragma(std::string_view name) {
  constexpr std::array<std::string_view, 10> allowed{
      "table_info",  "table_xinfo",      "table_list",   "index_list",   "index_info",
      "index_xinfo", "foreign_key_list", "user_version", "data_version", "function_list"};
  for (const auto pragma : allowed)
    if (name == pragma) return true;
  return false;
}

/// The first call decides. Without statistics of its memory SQLite takes no global lock for each allocation,
/// but knows no limit either.
void count_memory(bool counts) {
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, counts ? 1 : 0);
  if (configured != SQLITE_OK && configured != SQLITE_MISUSE)
    throw Error(ErrorKind::sql, "cannot set SQLite up");
}

/// Instructions of SQLite between two looks at the clock.
constexpr int kBetweenLooks = 1'000;

int is_limit_over(void* limit) {
  return static_cast<const WorkLimit*>(limit)->is_over() ? 1 : 0;
}

int wait_for_lock(void* wait, int times) {
  return static_cast<LockWait*>(wait)->goes_on(times) ? 1 : 0;
}

bool is_secret(std::string_view table, std::string_view column, bool hides_headers) {
  if (table == "cookies") return column == "value";
  if (table == "urls") return column == "request";
  return hides_headers && table == "pages" && column == "headers";
}

int authorize_reading(void* hides_headers, int action, const char* first, const char* second, const char*,
                      const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_READ:  // an ignored column reads as NULL
      return is_secret(first, second, hides_headers != nullptr) ? SQLITE_IGNORE : SQLITE_OK;
    case SQLITE_FUNCTION:
      return std::string_view(second) == "load_extension" || std::string_view(second) == "fts3_tokenizer"
                 ? SQLITE_DENY
                 : SQLITE_OK;
    case SQLITE_PRAGMA: {
      const bool sets_version = second != nullptr && std::string_view(first) == "user_version";
      return is_describing_pragma(first) && !sets_version ? SQLITE_OK : SQLITE_DENY;
    }
    // SQLite asks for this when it sets up a table-valued function. A real UPDATE of the schema still fails,
    // since the connection is defensive and only reads.
    case SQLITE_UPDATE:
      return std::string_view(first) == "sqlite_master" ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;
  }
}

}  // namespace

void limit_memory(std::int64_t bytes) {
  count_memory(true);
  sqlite3_hard_heap_limit64(bytes);
}

bool is_keyword(std::string_view word) {
  return sqlite3_keyword_check(word.data(), static_cast<int>(word.size())) != 0;
}

std::string sqlite_version() {
  return sqlite3_libversion();
}

void Connection::Closer::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Connection::Connection(const std::filesystem::path& file, Access access) {
  const std::string path = std::filesystem::absolute(file).string();
  limit_ = WorkLimit::current();
  if (limit_ != nullptr && limit_->is_over()) throw file_error(ErrorKind::interrupted, path, "");
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                    (access == Access::immutable ? SQLITE_OPEN_URI : 0);
  count_memory(false);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(access == Access::immutable ? immutable_uri(path).c_str() : path.c_str(),
                                   &handle, flags, nullptr);
  handle_.reset(handle);
  if (handle == nullptr) throw file_error(ErrorKind::limit, path, "out of memory");
  if (code != SQLITE_OK) fail(handle);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, access == Access::write ? 0 : 1, nullptr);
  lock_wait_ = std::make_unique<LockWait>(file.string());
  sqlite3_busy_handler(handle, wait_for_lock, lock_wait_.get());
  heed_limit();
  execute("PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON");
  if (access != Access::write) execute("PRAGMA query_only = ON");
}

void Connection::heed_limit() const {
  // SQLite gives back the pointer that it gets, to a handler that does not write.
  sqlite3_progress_handler(raw(), kBetweenLooks, limit_ != nullptr ? is_limit_over : nullptr,
                           const_cast<WorkLimit*>(limit_));
}

void Connection::execute(const std::string& sql) {
  check(raw(), sqlite3_exec(raw(), sql.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t Connection::integer(const std::string& sql) {
  Statement statement(*this, sql);
  Rows rows = statement.rows();
  return rows.next() ? rows.integer(0) : 0;
}

std::string Connection::text(const std::string& sql) {
  Statement statement(*this, sql);
  Rows rows = statement.rows();
  return rows.next() ? rows.text(0) : "";
}

std::string Connection::file() const {
  return file_of(raw());
}

std::int64_t Connection::last_insert_id() const {
  return sqlite3_last_insert_rowid(raw());
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(raw()) == 0;
}

void Connection::set_busy_timeout(std::chrono::milliseconds timeout) {
  lock_wait_->set_patience(timeout);
}

void Connection::allow_reading_only(int value_bytes, Headers headers) {
  sqlite3_limit(raw(), SQLITE_LIMIT_LENGTH, value_bytes);
  static char hidden;  // its address says so
  sqlite3_set_authorizer(raw(), authorize_reading, headers == Headers::hidden ? &hidden : nullptr);
}

Deadline::Deadline(Connection& connection, std::chrono::steady_clock::time_point deadline)
    : connection_(connection), deadline_(deadline) {
  sqlite3_progress_handler(connection_.raw(), kBetweenLooks, passed, this);
}

Deadline::~Deadline() {
  connection_.heed_limit();
}

int Deadline::passed(void* self) {
  const auto* const deadline = static_cast<const Deadline*>(self);
  const WorkLimit* const limit = deadline->connection_.limit_;
  const bool is_over = std::chrono::steady_clock::now() >= deadline->deadline_;
  return is_over || (limit != nullptr && limit->is_over()) ? 1 : 0;
}

Rows::~Rows() {
  sqlite3_reset(statement_);
}

bool Rows::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(sqlite3_db_handle(statement_));
  return false;
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Rows::real(int column) const {
  return sqlite3_column_double(statement_, column);
}

std::optional<double> Rows::real_if_any(int column) const {
  if (is_null(column)) return std::nullopt;
  return real(column);
}

std::string Rows::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes != nullptr)
    return std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  sqlite3* const connection = sqlite3_db_handle(statement_);
  if (sqlite3_errcode(connection) == SQLITE_NOMEM) fail(connection);  // a value that is made only now
  return "";
}

Value Rows::value(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return integer(column);
    case SQLITE_FLOAT:
      return real(column);
    case SQLITE_TEXT:
      return text(column);
    case SQLITE_BLOB:
      return Blob{text(column)};
    default:
      return std::monostate{};
  }
}

void Statement::Finalizer::operator()(sqlite3_stmt* handle) const {
  sqlite3_finalize(handle);
}

Statement::Statement(Connection& connection, std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const char* rest = nullptr;
  check(connection.raw(), sqlite3_prepare_v3(connection.raw(), sql.data(), static_cast<int>(sql.size()),
                                             SQLITE_PREPARE_PERSISTENT, &handle, &rest));
  handle_.reset(handle);
  if (handle == nullptr) throw Error(ErrorKind::sql, "SQL error: there is no statement");
  const auto left = static_cast<int>(sql.data() + sql.size() - rest);
  sqlite3_stmt* second = nullptr;
  const int code = sqlite3_prepare_v2(connection.raw(), rest, left, &second, nullptr);
  sqlite3_finalize(second);
  if (code != SQLITE_OK || second != nullptr)
    throw Error(ErrorKind::sql, "SQL error: one statement at a time, please");
}

std::vector<std::string> Statement::columns() const {
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(handle_.get()); ++i)
    names.emplace_back(sqlite3_column_name(handle_.get(), i));
  return names;
}

bool Statement::reads_only() const {
  return sqlite3_stmt_readonly(handle_.get()) != 0;
}

std::vector<std::string> Statement::parameters() const {
  std::vector<std::string> names;
  for (int i = 1; i <= sqlite3_bind_parameter_count(handle_.get()); ++i) {
    const char* const name = sqlite3_bind_parameter_name(handle_.get(), i);
    names.emplace_back(name != nullptr ? name : "");
  }
  return names;
}

void Statement::bind_value(int index, const Value& value) {
  sqlite3_stmt* const handle = handle_.get();
  int code = SQLITE_OK;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    code = sqlite3_bind_int64(handle, index, *integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    code = sqlite3_bind_double(handle, index, *real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    code = sqlite3_bind_text64(handle, index, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    code = sqlite3_bind_blob64(handle, index, blob->bytes.data(), blob->bytes.size(), SQLITE_TRANSIENT);
  } else {
    code = sqlite3_bind_null(handle, index);
  }
  check(sqlite3_db_handle(handle), code);
}

void Statement::bind_integer(int index, std::int64_t value) {
  check(sqlite3_db_handle(handle_.get()), sqlite3_bind_int64(handle_.get(), index, value));
}

void Statement::bind_null(int index) {
  check(sqlite3_db_handle(handle_.get()), sqlite3_bind_null(handle_.get(), index));
}

void Statement::bind(int index, double value) {
  check(sqlite3_db_handle(handle_.get()), sqlite3_bind_double(handle_.get(), index, value));
}

void Statement::bind(int index, std::string_view text) {
  if (text.empty()) return bind_null(index);
  check(sqlite3_db_handle(handle_.get()),
        sqlite3_bind_text64(handle_.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, std::span<const std::byte> bytes) {
  if (bytes.empty()) return bind_null(index);
  check(sqlite3_db_handle(handle_.get()),
        sqlite3_bind_blob64(handle_.get(), index, bytes.data(), bytes.size(), SQLITE_STATIC));
}

std::int64_t Statement::finish() {
  Rows rows(handle_.get());
  while (rows.next()) {
  }
  return sqlite3_changes64(sqlite3_db_handle(handle_.get()));
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  connection_.execute(kind == Kind::immediate ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (connection_.in_transaction()) sqlite3_exec(connection_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  connection_.execute("COMMIT");
}

}  // namespace trawl::storage
