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

struct sqlite3;
struct sqlite3_stmt;

/// RAII around SQLite. Every failure is thrown as storage::Error.
namespace trawl::storage {

struct Blob {
  std::string bytes;
};

/// One cell of a result.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

enum class Access {
  write,      ///< the file must exist
  read,       ///< query_only; never checkpoints
  immutable,  ///< reads a file that nobody can be writing, without looking for a WAL or taking locks
};

/// The version of the library in use, as in "3.40.1".
std::string sqlite_version();

/// Thread: one at a time, together with its statements.
class Connection {
 public:
  Connection(const std::filesystem::path& file, Access access);

  /// Runs statements separated by semicolons; rows they give are dropped.
  void execute(const std::string& sql);
  /// The first column of the first row, 0 when there is none.
  std::int64_t integer(const std::string& sql);
  std::string text(const std::string& sql);

  std::int64_t last_insert_id() const;
  bool in_transaction() const;
  void set_busy_timeout(std::chrono::milliseconds timeout);

  /// From now on only SELECT, and the pragmas that describe tables, are accepted; anything else throws kind
  /// sql. The values of cookies read as NULL. A single value may not exceed `value_bytes`.
  void allow_reading_only(int value_bytes);

 private:
  friend class Deadline;
  friend class Statement;
  friend class Transaction;
  struct Closer {
    void operator()(sqlite3* handle) const;
  };
  sqlite3* raw() const { return handle_.get(); }
  std::unique_ptr<sqlite3, Closer> handle_;
};

/// Ends statements of a connection with kind interrupted once the time has come, for as long as it lives.
class Deadline {
 public:
  Deadline(Connection& connection, std::chrono::steady_clock::time_point at);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  static int passed(void* self);
  sqlite3* connection_;
  std::chrono::steady_clock::time_point at_;
};

class Statement;

/// The rows of a running statement; the statement is free again when they are destroyed.
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
  /// Text or blob; NULL gives "".
  std::string text(int column) const;
  Value value(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// A prepared statement. Parameters are integers, doubles, text, spans of bytes, and optionals of these.
/// Invariant: empty text and empty bytes are bound as NULL ("there is none").
class Statement {
 public:
  /// Throws kind sql when `sql` is wrong, empty, or more than one statement.
  Statement(Connection& connection, std::string_view sql);

  /// Runs to the end; how many rows an INSERT, UPDATE or DELETE changed.
  template <class... T>
  std::int64_t run(const T&... parameters) {
    bind_all(parameters...);
    return finish();
  }
  /// Binds some of the parameters, the first one at `first` (from 1 on), for a later run_bound(). They must
  /// outlive it.
  template <class... T>
  void bind_from(int first, const T&... parameters) {
    (bind(first++, parameters), ...);
  }
  /// As run(), with what was bound before.
  std::int64_t run_bound() { return finish(); }
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

/// The bytes of a string, to be bound as a blob.
inline std::span<const std::byte> as_blob(std::string_view bytes) {
  return std::as_bytes(std::span(bytes));
}

/// Write transaction: rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
};

}  // namespace trawl::storage
