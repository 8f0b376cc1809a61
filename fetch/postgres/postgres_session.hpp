#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "fetch/postgres/postgres_connection.hpp"

namespace trawl::fetch {

/// How long to wait before a statement that failed is tried again, for the `tries`-th time (from 1); none if
/// it would fail again. Pauses double: after a conflict from 5 ms to 0.3 s, while the server is away or full
/// from 0.1 s to 10 s. `random`, from 0 up to 1, stretches them by as much as a half, so that those who
/// failed together do not meet again.
std::optional<aio::Duration> postgres_pause(PostgresErrorKind kind, int tries, double random);

/// A connection that is made anew when it is lost.
/// Thread: the loop's. The pool must outlive it. Its coroutines throw PostgresError.
class PostgresSession {
 public:
  PostgresSession(aio::ThreadPool& pool, PostgresOptions options)
      : pool_(pool), options_(std::move(options)) {}

  /// As PostgresConnection::execute, but connects first if need be, and tries again after a conflict and
  /// while the server is away or full. If the connection broke before the answer came, they may have taken
  /// effect before: pass only what may be done twice. Throws at once what waiting cannot help, the rest when
  /// `give_up` has passed since the first failure.
  aio::Coroutine<std::vector<SqlRows>> execute(std::vector<SqlStatement> statements);
  aio::Coroutine<SqlRows> execute(SqlStatement statement);

  /// Called before each pause with the error and how long the pause is.
  void set_listener(std::function<void(const PostgresError&, aio::Duration)> listener) {
    listener_ = std::move(listener);
  }
  /// At first an hour.
  void set_give_up(aio::Duration limit) { give_up_ = limit; }
  /// Closes the connection; the next statement makes a new one.
  void close() { connection_ = nullptr; }

 private:
  aio::Coroutine<std::vector<SqlRows>> try_once(const std::vector<SqlStatement>& statements);

  aio::ThreadPool& pool_;
  const PostgresOptions options_;
  aio::Duration give_up_ = std::chrono::hours(1);
  std::function<void(const PostgresError&, aio::Duration)> listener_;
  std::minstd_rand random_{std::random_device()()};
  aio::Lock connecting_;
  std::shared_ptr<PostgresConnection> connection_;  // shared with those who use it while another is made
};

}  // namespace trawl::fetch
