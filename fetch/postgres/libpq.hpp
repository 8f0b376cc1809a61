#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/postgres/postgres_error.hpp"
#include "fetch/postgres/sql_value.hpp"

struct pg_conn;
struct pg_result;

/// RAII around libpq, which is loaded at the first use, so that a run without PostgreSQL neither needs it nor
/// pays for it. Every failure throws PostgresError.
namespace trawl::fetch {

/// The rows that a statement gave, as text. Views of cells are valid as long as this lives.
class SqlRows {
 public:
  SqlRows() = default;

  std::size_t size() const;
  bool is_null(std::size_t row, int column) const;
  /// "" for NULL.
  std::string_view text(std::size_t row, int column) const;
  /// 0 for NULL. Throws PostgresError if it is no number, as do the next two.
  std::int64_t integer(std::size_t row, int column) const;
  double real(std::size_t row, int column) const;
  std::optional<double> real_if_any(std::size_t row, int column) const;
  /// How many rows an INSERT, UPDATE or DELETE has changed.
  std::int64_t changed() const;

 private:
  friend class LibpqConnection;
  struct Free {
    void operator()(pg_result* result) const;
  };
  explicit SqlRows(pg_result* result) : result_(result) {}
  std::unique_ptr<pg_result, Free> result_;
};

/// One connection, which always is in pipeline mode: statements are sent one after the other, and answered in
/// that order. It waits for nothing but what connect_step() says.
/// Thread: one at a time.
class LibpqConnection {
 public:
  /// `target` is a connection string or a URI; libpq's own environment variables and files (PGPASSFILE, …)
  /// complete it.
  explicit LibpqConnection(const std::string& target);

  /// Host, port and database, without a password, for messages.
  const std::string& where() const { return where_; }

  enum class Step { waits_for_reading, waits_for_writing, connected };
  /// Goes on with connecting. Blocks while it looks up names, reads files and asks Kerberos.
  Step connect_step();
  /// -1: there is none.
  int socket() const;

  /// Puts into the queue of what is to be sent: the preparation of a statement, a prepared statement, and the
  /// end of an implicit transaction, respectively.
  void send_preparation(const std::string& name, const SqlStatement& statement);
  void send(const std::string& name, const SqlStatement& statement);
  void send_end();
  /// Sends what can be sent without waiting. Whether all has been sent.
  bool flush();
  /// Reads what is there.
  void consume();

  struct Reply {
    enum class Kind { rows, skipped, failed, end };
    Reply() {}
    Kind kind = Kind::rows;
    SqlRows rows;
    std::optional<PostgresError> error;  ///< for failed
  };
  /// The next reply; none until more is read.
  std::optional<Reply> next_reply();

  /// The payload of the next NOTIFY on a channel that is listened to; none until more is read.
  std::optional<std::string> next_notification();

  /// Asks the server, over a connection of its own, to cancel what runs there. Blocks. Thread: any; it does
  /// not touch the connection.
  class Canceller {
   public:
    void cancel() const;

   private:
    friend class LibpqConnection;
    std::shared_ptr<void> handle_;
  };
  Canceller canceller() const;

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  pg_conn* raw() const { return connection_.get(); }
  void require(bool succeeded) const;
  [[noreturn]] void fail() const;
  PostgresError error_of(const pg_result* result) const;
  std::string without_password(std::string message) const;

  std::string where_, password_;
  bool has_begun_ = false;
  std::string target_;
  std::unique_ptr<pg_conn, Close> connection_;
};

}  // namespace trawl::fetch
