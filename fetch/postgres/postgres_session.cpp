#include "fetch/postgres/postgres_session.hpp"

#include <algorithm>
#include <utility>

#include "fetch/aio/sleep.hpp"

namespace trawl::fetch {

using std::chrono::milliseconds;

std::optional<aio::Duration> postgres_pause(PostgresErrorKind kind, int tries, double random) {
  static constexpr int kDoublings = 10;
  const auto doubled = [tries](milliseconds first, milliseconds most) {
    return std::min(first * (1 << std::clamp(tries - 1, 0, kDoublings)), most);
  };
  milliseconds pause;
  switch (kind) {
    case PostgresErrorKind::conflict:
      pause = doubled(milliseconds(5), milliseconds(300));
      break;
    case PostgresErrorKind::away:
    case PostgresErrorKind::exhausted:
      pause = doubled(milliseconds(100), milliseconds(10'000));
      break;
    default:
      return std::nullopt;
  }
  return std::chrono::duration_cast<aio::Duration>(pause * (1 + random / 2));
}

aio::Coroutine<std::vector<SqlRows>> PostgresSession::execute(std::vector<SqlStatement> statements) {
  const aio::EventLoop& loop = aio::EventLoop::current();
  std::optional<aio::TimePoint> first_failure;
  for (int tries = 1;; ++tries) {
    std::optional<PostgresError> failure;
    try {
      co_return co_await try_once(statements);
    } catch (const PostgresError& error) {
      failure = error;
    }
    const double random = std::uniform_real_distribution<double>()(random_);
    const auto pause = postgres_pause(failure->kind(), tries, random);
    if (!first_failure) first_failure = loop.time();
    if (!pause || loop.time() + *pause > *first_failure + give_up_) throw *failure;
    // Another server of the connection string may be there.
    if (failure->kind() == PostgresErrorKind::away) close();
    if (listener_) listener_(*failure, *pause);
    co_await aio::sleep(*pause);
  }
}

aio::Coroutine<SqlRows> PostgresSession::execute(SqlStatement statement) {
  std::vector<SqlStatement> one;
  one.push_back(std::move(statement));
  std::vector<SqlRows> rows = co_await execute(std::move(one));
  co_return std::move(rows.front());
}

aio::Coroutine<std::vector<SqlRows>> PostgresSession::try_once(const std::vector<SqlStatement>& statements) {
  {
    const auto turn = co_await connecting_.acquire();
    if (!connection_ || connection_->is_broken())
      connection_ = co_await PostgresConnection::connect(pool_, options_);
  }
  const std::shared_ptr<PostgresConnection> connection = connection_;
  co_return co_await connection->execute(statements);
}

}  // namespace trawl::fetch
