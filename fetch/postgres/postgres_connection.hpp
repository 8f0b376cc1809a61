#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fetch/aio/lock.hpp"
#include "fetch/aio/thread_pool.hpp"
#include "fetch/postgres/libpq.hpp"

namespace trawl::fetch {

struct PostgresOptions {
  PostgresOptions() {}
  std::string target;  ///< a URI or a connection string, as psql takes it
  std::chrono::milliseconds connect_limit{10'000};
  std::chrono::milliseconds answer_limit{60'000};  ///< for all statements of one execute()
  /// Names and values of settings (SET) for the connection.
  std::vector<std::pair<std::string, std::string>> settings;
};

/// A connection to PostgreSQL on the loop. Statements are prepared at their first use.
/// Thread: the loop's. The pool must outlive it. Its coroutines throw PostgresError.
class PostgresConnection {
 public:
  /// Throws kind away if `connect_limit` passes. libpq looks names up and reads files while it connects; that
  /// happens on a thread of the pool.
  static aio::Coroutine<std::unique_ptr<PostgresConnection>> connect(aio::ThreadPool& pool,
                                                                     PostgresOptions options);

  /// Sends the statements in one go and gives the rows of each. They are one transaction: all of them take
  /// effect or none, unless BEGIN and COMMIT stand among them. Each sees what the ones before have done, and
  /// what others have committed until it begins. Callers get their turns in the order of their calls. Throws
  /// the error of the first that failed; the connection stays usable unless it broke.
  /// Cancel: breaks the connection; whether the statements took effect is then unknown, as it is if the
  /// server goes away meanwhile.
  aio::Coroutine<std::vector<SqlRows>> execute(const std::vector<SqlStatement>& statements);
  /// The same for one statement.
  aio::Coroutine<SqlRows> execute(SqlStatement statement);

  /// Waits for a NOTIFY on a channel that LISTEN has named, and gives its payload. Nothing may be executed
  /// meanwhile. A server that is gone without a word is not noticed here.
  aio::Coroutine<std::string> notification();

  /// Asks the server to cancel what is being executed, which then ends with kind cancelled. It may come too
  /// late.
  aio::Coroutine<void> cancel();

  /// Whether nothing more can be executed.
  bool is_broken() const { return is_broken_; }
  const std::string& where() const { return libpq_->where(); }

 private:
  struct Answers;

  PostgresConnection(aio::ThreadPool& pool, std::chrono::milliseconds answer_limit,
                     std::shared_ptr<LibpqConnection> libpq)
      : pool_(pool), answer_limit_(answer_limit), libpq_(std::move(libpq)) {}
  aio::Coroutine<Answers> exchange(const std::vector<SqlStatement>& statements);
  aio::Coroutine<void> wait(bool is_all_sent);

  aio::ThreadPool& pool_;
  const std::chrono::milliseconds answer_limit_;
  const std::shared_ptr<LibpqConnection> libpq_;           // shared with a thread while that connects
  std::unordered_map<std::string, std::string> prepared_;  // names, by text
  std::size_t named_ = 0;
  bool is_broken_ = false;
  aio::Lock turns_;
};

}  // namespace trawl::fetch
