#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "storage/file/lock_wait.hpp"
#include "storage/file/work_limit.hpp"

struct sqlite3;
struct sqlite3_stmt;

/// RAII around SQLite. Every failure throws storage::Error.
namespace trawl::storage {

struct Blob {
  std::string bytes;
};

/// One cell of a result.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

enum class Access {
  write,      ///< the file must exist
  read,       ///< query_only; never checkpoints
  immutable,  ///< takes no locks and looks for no WAL: for a file that nobody can be writing
};

/// Whether people may read `pages.headers`.
enum class Headers { shown, hidden };

/// From now on SQLite has at most so much memory in this process; a statement that needs more throws kind
/// limit.
/// Requires: there has been no connection yet.
void limit_memory(std::int64_t bytes);

/// The version of the library in use, such as "3.40.1".
std::string sqlite_version();

/// Whether that is a word of SQL, such as "order", whatever its case. As a name it stands in double quotes.
bool is_keyword(std::string_view word);

/// One connection to a database file.
/// Thread: one at a time, for it and its statements.
class Connection {
 public:
  Connection(const std::filesystem::path& file, Access access);

  /// Runs statements separated by semicolons and drops their rows.
  void execute(const std::string& sql);
  /// The first column of the first row; 0 or "" if there is none.
  std::int64_t integer(const std::string& sql);
  std::string text(const std::string& sql);

  /// The path of the file.
  std::string file() const;
  std::int64_t last_insert_id() const;
  bool in_transaction() const;
  /// How long to wait for a lock of another process; at first 5 s. set_lock_notice() has a say after one
  /// second.
  void set_busy_timeout(std::chrono::milliseconds timeout);

  /// From now on accepts only SELECT and the pragmas that describe tables; anything else throws kind sql.
  /// Values of cookies read as NULL, and so do the headers of pages if `headers` says so. No single value may
  /// exceed `value_bytes`.
  void allow_reading_only(int value_bytes, Headers headers = Headers::shown);

 private:
  friend void add_function(Connection& connection, struct SqlFunction function);
  friend class Deadline;
  friend class Statement;
  friend class Transaction;
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  sqlite3* raw() const { return handle_.get(); }
  /// Lets SQLite look at the limit of the thread that opened it, if there was one.
  void heed_limit() const;
  const WorkLimit* limit_ = nullptr;     // of the thread that opened it; null for none
  std::unique_ptr<LockWait> lock_wait_;  // before the handle, which uses it
  std::unique_ptr<sqlite3, Closer> handle_;
};

/// While it lives, statements of the connection that run past the deadline throw kind interrupted.
class Deadline {
 public:
  Deadline(Connection& connection, std::chrono::steady_clock::time_point deadline);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  static int passed(void* self);
  const Connection& connection_;
  std::chrono::steady_clock::time_point deadline_;
};

class Statement;

/// The rows of a running statement. Destroying them frees the statement for its next run.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  bool next();
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::optional<double> real_if_any(int column) const;
  /// Text or a blob; "" for NULL.
  std::string text(int column) const;
  Value value(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// A prepared statement. Parameters are integers, doubles, text, spans of bytes, and optionals of these.
/// Invariant: empty text and empty bytes are bound as NULL, which means that there is none.
class Statement {
 public:
  /// Throws kind sql if `sql` is wrong, empty, or more than one statement.
  Statement(Connection& connection, std::string_view sql);

  /// Runs to the end and returns how many rows an INSERT, UPDATE or DELETE changed.
  template <class... T>
  std::int64_t run(const T&... parameters) {
    bind_all(parameters...);
    return finish();
  }
  /// Binds some of the parameters for a later run_bound(), the first of them at `first`, counted from 1. They
  /// must outlive that run.
  template <class... T>
  void bind_from(int first, const T&... parameters) {
    (bind(first++, parameters), ...);
  }
  /// As run(), with the parameters bound before.
  std::int64_t run_bound() { return finish(); }
  /// As rows(), with the parameters bound before.
  Rows bound_rows() { return Rows(handle_.get()); }
  /// The parameters must outlive the rows.
  template <class... T>
  Rows rows(T&&... parameters) {
    static_assert(((std::is_lvalue_reference_v<T> || std::is_trivially_destructible_v<T>)&&...),
                  "a temporary would die before the rows");
    bind_all(parameters...);
    return Rows(handle_.get());
  }

  std::vector<std::string> columns() const;
  bool reads_only() const;
  /// Of each parameter its name with ":", "@", "$" or "?", or "" for a plain "?".
  std::vector<std::string> parameters() const;
  /// Binds a copy for a later run; here text that is empty is text. `index` counts from 1.
  void bind_value(int index, const Value& value);

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* handle) const;
  };

  template <class... T>
  void bind_all(const T&... parameters) {
    int index = 0;
    (bind(++index, parameters), ...);
  }
  template <class T>
  requires std::is_integral_v<T>
  void bind(int index, T value) { bind_integer(index, static_cast<std::int64_t>(value)); }
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, std::span<const std::byte> bytes);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind_null(index);
    }
  }
  void bind_integer(int index, std::int64_t value);
  void bind_null(int index);
  std::int64_t finish();

  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
};

/// The bytes of a string, to bind as a blob.
inline std::span<const std::byte> as_blob(std::string_view bytes) {
  return std::as_bytes(std::span(bytes));
}

/// A transaction, rolled back unless committed.
class Transaction {
 public:
  enum class Kind {
    immediate,  ///< takes the lock for writing at once
    deferred,   ///< takes locks as it needs them: none for temporary tables
  };
  explicit Transaction(Connection& connection, Kind kind = Kind::immediate);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
};

}  // namespace trawl::storage
