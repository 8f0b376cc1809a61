#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace trawl::fetch {

/// What can be done about an error of PostgreSQL.
enum class PostgresErrorKind {
  away,       ///< the server cannot be reached, has gone, or has no connection free: try later
  exhausted,  ///< it has no disk or memory left: try later
  conflict,   ///< a deadlock, a failed serialization, a lock that was not free: the same again
  cancelled,  ///< the statement was cancelled
  refused,    ///< wrong password, no such database or schema, no permission: needs a person
  statement,  ///< anything else that a statement ends with
  library,    ///< libpq is missing, or the connection string is not understood
};

/// Maps SQLSTATE (appendix A of PostgreSQL's documentation); "" when the server said none.
PostgresErrorKind postgres_kind_of(std::string_view sqlstate);

/// A failure of PostgreSQL. Its texts hold no password.
class PostgresError : public std::runtime_error {
 public:
  PostgresError(PostgresErrorKind kind, const std::string& message, std::string sqlstate = {},
                std::string detail = {})
      : std::runtime_error(message),
        kind_(kind),
        sqlstate_(std::move(sqlstate)),
        detail_(std::move(detail)) {}

  PostgresErrorKind kind() const { return kind_; }
  /// Five characters, or "" when the server said nothing.
  const std::string& sqlstate() const { return sqlstate_; }
  /// The server's second line; "" for none.
  const std::string& detail() const { return detail_; }

 private:
  PostgresErrorKind kind_;
  std::string sqlstate_, detail_;
};

}  // namespace trawl::fetch
