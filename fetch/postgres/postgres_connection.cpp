#include "fetch/postgres/postgres_connection.hpp"

#include <optional>
#include <utility>

#include "fetch/aio/event.hpp"
#include "fetch/aio/net/io.hpp"
#include "fetch/aio/timeout.hpp"

namespace trawl::fetch {
namespace {

LibpqConnection::Step step_of(const std::shared_ptr<LibpqConnection>& libpq) {
  return libpq->connect_step();
}

aio::Coroutine<void> connect_step_by_step(aio::ThreadPool& pool, std::shared_ptr<LibpqConnection> libpq) {
  while (true) {
    const LibpqConnection::Step step = co_await aio::to_thread(pool, step_of, libpq);
    if (step == LibpqConnection::Step::connected) co_return;
    if (step == LibpqConnection::Step::waits_for_reading) {
      co_await aio::readable(libpq->socket());
    } else {
      co_await aio::writable(libpq->socket());
    }
  }
}

/// The server's default isolation may be one under which a statement does not see what others have committed.
std::vector<SqlStatement> settings_of(const PostgresOptions& options) {
  std::vector<SqlStatement> statements;
  statements.emplace_back("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED");
  for (const auto& [name, value] : options.settings) {
    std::vector<SqlValue> values{name, value};
    statements.emplace_back("SELECT set_config($1, $2, false)", std::move(values));
  }
  return statements;
}

PostgresError silent(const std::string& where, std::chrono::milliseconds limit) {
  return PostgresError(PostgresErrorKind::away,
                       where + ": no answer for " + std::to_string(limit.count()) + " ms");
}

/// Sets its event when the socket can be read from, or written to if that is wanted, too.
class Watch {
 public:
  Watch(aio::EventLoop& loop, int socket, bool wants_writing) : loop_(loop), socket_(socket) {
    const auto set = [this](aio::IoEvents) { changed.set(); };
    loop_.add_reader(socket_, set);
    if (wants_writing) loop_.add_writer(socket_, set);
  }
  ~Watch() {
    loop_.remove_reader(socket_);
    loop_.remove_writer(socket_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  aio::Event changed;

 private:
  aio::EventLoop& loop_;
  const int socket_;
};

/// Breaks the connection unless all is answered, whatever ends the exchange.
struct Breakage {
  explicit Breakage(bool& connection_is_broken) : is_broken(connection_is_broken) {}
  ~Breakage() {
    if (!is_averted) is_broken = true;
  }
  Breakage(const Breakage&) = delete;
  Breakage& operator=(const Breakage&) = delete;
  bool& is_broken;
  bool is_averted = false;
};

}  // namespace

/// What the server said to one execute().
struct PostgresConnection::Answers {
  Answers() {}
  std::vector<SqlRows> rows;
  std::optional<PostgresError> error;
};

aio::Coroutine<std::unique_ptr<PostgresConnection>> PostgresConnection::connect(aio::ThreadPool& pool,
                                                                                PostgresOptions options) {
  auto libpq = std::make_shared<LibpqConnection>(options.target);
  bool is_late = false;
  try {
    co_await aio::timeout(options.connect_limit, connect_step_by_step(pool, libpq));
  } catch (const aio::TimeoutError&) {
    is_late = true;
  }
  if (is_late) throw silent(libpq->where(), options.connect_limit);
  std::unique_ptr<PostgresConnection> connection(
      new PostgresConnection(pool, options.answer_limit, std::move(libpq)));
  co_await connection->execute(settings_of(options));
  co_return connection;
}

aio::Coroutine<std::vector<SqlRows>> PostgresConnection::execute(
    const std::vector<SqlStatement>& statements) {
  const auto turn = co_await turns_.acquire();
  if (is_broken_) throw PostgresError(PostgresErrorKind::away, where() + ": the connection is closed");
  Breakage breakage(is_broken_);
  Answers answers;
  bool is_late = false;
  try {
    answers = co_await aio::timeout(answer_limit_, exchange(statements));
  } catch (const aio::TimeoutError&) {
    is_late = true;
  }
  if (is_late) throw silent(where(), answer_limit_);
  breakage.is_averted = true;
  if (answers.error) throw *answers.error;
  co_return std::move(answers.rows);
}

aio::Coroutine<SqlRows> PostgresConnection::execute(SqlStatement statement) {
  std::vector<SqlStatement> one;
  one.push_back(std::move(statement));
  std::vector<SqlRows> rows = co_await execute(one);
  co_return std::move(rows.front());
}

aio::Coroutine<std::string> PostgresConnection::notification() {
  const auto turn = co_await turns_.acquire();
  while (true) {
    std::optional<std::string> payload = libpq_->next_notification();
    if (payload) co_return std::move(*payload);
    co_await aio::readable(libpq_->socket());
    libpq_->consume();
  }
}

aio::Coroutine<void> PostgresConnection::cancel() {
  const auto ask = [](LibpqConnection::Canceller canceller) { canceller.cancel(); };
  LibpqConnection::Canceller canceller = libpq_->canceller();
  co_await aio::to_thread(pool_, ask, std::move(canceller));
}

aio::Coroutine<PostgresConnection::Answers> PostgresConnection::exchange(
    const std::vector<SqlStatement>& statements) {
  // What each reply belongs to: a preparation, then its text and name, or an execution.
  std::vector<std::optional<std::pair<std::string, std::string>>> expected;
  for (const SqlStatement& statement : statements) {
    std::string name;
    if (const auto known = prepared_.find(statement.text); known != prepared_.end()) {
      name = known->second;
    } else {
      name = "trawl" + std::to_string(++named_);
      libpq_->send_preparation(name, statement);
      expected.emplace_back(std::in_place, statement.text, name);
    }
    libpq_->send(name, statement);
    expected.emplace_back();
  }
  libpq_->send_end();

  Answers answers;
  std::size_t answered = 0;
  bool is_all_sent = false;
  while (true) {
    if (!is_all_sent) is_all_sent = libpq_->flush();
    std::optional<LibpqConnection::Reply> reply = libpq_->next_reply();
    if (!reply) {
      co_await wait(is_all_sent);
      libpq_->consume();
      continue;
    }
    if (reply->kind == LibpqConnection::Reply::Kind::end) co_return answers;
    if (reply->error && !answers.error) answers.error = std::move(reply->error);
    const auto& preparation = expected.at(answered++);
    if (reply->kind != LibpqConnection::Reply::Kind::rows) continue;
    if (preparation) {
      prepared_.insert_or_assign(preparation->first, preparation->second);
    } else {
      answers.rows.push_back(std::move(reply->rows));
    }
  }
}

aio::Coroutine<void> PostgresConnection::wait(bool is_all_sent) {
  Watch watch(aio::EventLoop::current(), libpq_->socket(), !is_all_sent);
  co_await watch.changed.wait();
}

}  // namespace trawl::fetch
