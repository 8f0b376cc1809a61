// The coroutines over libpq, with a server of their own.
#include <string>
#include <vector>

#include <dlfcn.h>
#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"
#include "fetch/postgres/postgres_session.hpp"
#include "tests/support/local_listener.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace trawl;
using namespace std::chrono_literals;

namespace {

using fetch::PostgresConnection;
using fetch::PostgresError;
using fetch::PostgresErrorKind;
using fetch::PostgresOptions;
using fetch::PostgresSession;
using fetch::SqlArray;
using fetch::SqlRows;
using fetch::SqlStatement;
using fetch::SqlType;
using fetch::SqlValue;
using support::PostgresCluster;

bool is_installed() {
  if (const std::string lacks = PostgresCluster::lacks(); !lacks.empty()) {
    MESSAGE(lacks);
    return false;
  }
  return true;
}

PostgresOptions options(std::string target) {
  PostgresOptions options;
  options.target = std::move(target);
  return options;
}

PostgresOptions shared_server() {
  return options(PostgresCluster::shared().target());
}

/// What it fails with; kind statement and no text if it does not.
template <class T>
aio::Coroutine<PostgresError> failure_of(aio::Coroutine<T> work) {
  PostgresError error(PostgresErrorKind::statement, "");
  try {
    co_await std::move(work);
  } catch (const PostgresError& thrown) {
    error = thrown;
  }
  co_return error;
}

aio::Coroutine<void> check_values(PostgresOptions target) {
  aio::ThreadPool pool(1, "postgres");
  const auto connection = co_await PostgresConnection::connect(pool, target);
  SqlArray numbers(SqlType::bigint), texts(SqlType::text), ids(SqlType::uuid);
  numbers.add(std::int64_t{-7});
  numbers.add_null();
  texts.add("{\"a\",NULL}\\");
  ids.add("0123456789abcdef");
  SqlArray none(SqlType::real);
  std::vector<SqlValue> values{true, INT64_MIN, 0.1, "na\u00efve 'text'", fetch::sql_null(SqlType::text)};
  values.push_back(std::move(numbers).value());
  values.push_back(std::move(texts).value());
  values.push_back(std::move(ids).value());
  values.push_back(std::move(none).value());
  SqlStatement statement("SELECT $1, $2, $3, $4, $5, $6::text, $7::text, $8::text, cardinality($9)", values);
  const SqlRows rows = co_await connection->execute(std::move(statement));
  REQUIRE(rows.size() == 1);
  CHECK(rows.text(0, 0) == "t");
  CHECK(rows.integer(0, 1) == INT64_MIN);
  CHECK(rows.real(0, 2) == 0.1);
  CHECK(rows.text(0, 3) == "na\u00efve 'text'");
  CHECK(rows.is_null(0, 4));
  CHECK(!rows.real_if_any(0, 4).has_value());
  CHECK(rows.text(0, 5) == "{-7,NULL}");
  CHECK(rows.text(0, 6) == R"({"{\"a\",NULL}\\"})");
  CHECK(rows.text(0, 7) == "{30313233-3435-3637-3839-616263646566}");
  CHECK(rows.integer(0, 8) == 0);
  CHECK_THROWS_AS(rows.integer(0, 3), PostgresError);
}

aio::Coroutine<void> check_transaction(PostgresOptions target) {
  aio::ThreadPool pool(1, "postgres");
  const auto connection = co_await PostgresConnection::connect(pool, target);
  co_await connection->execute(SqlStatement("CREATE TEMP TABLE t(n bigint PRIMARY KEY)"));
  std::vector<SqlStatement> statements;
  for (const int n : {1, 2, 1, 3}) {
    std::vector<SqlValue> values{n};
    statements.emplace_back("INSERT INTO t VALUES ($1)", values);
  }
  const PostgresError error = co_await failure_of(connection->execute(statements));
  CHECK(error.sqlstate() == "23505");
  CHECK(error.kind() == PostgresErrorKind::statement);
  CHECK(error.detail() == "Key (n)=(1) already exists.");
  CHECK(!connection->is_broken());
  statements.erase(statements.begin() + 2);
  statements.emplace_back("SELECT count(*) FROM t");
  const std::vector<SqlRows> rows = co_await connection->execute(statements);
  CHECK(rows.at(0).changed() == 1);
  CHECK(rows.at(3).integer(0, 0) == 3);
}

aio::Coroutine<void> check_isolation(std::string target) {
  aio::ThreadPool pool(1, "postgres");
  PostgresSession session(pool, options(target));
  co_await session.execute(
      SqlStatement("ALTER ROLE trawl SET default_transaction_isolation = 'serializable'"));
  session.close();
  std::vector<SqlStatement> statements;
  statements.emplace_back("SHOW transaction_isolation");
  statements.emplace_back("ALTER ROLE trawl RESET default_transaction_isolation");
  const std::vector<SqlRows> rows = co_await session.execute(std::move(statements));
  CHECK(rows[0].text(0, 0) == "read committed");
}

aio::Coroutine<void> check_large(PostgresOptions target) {
  aio::ThreadPool pool(1, "postgres");
  const auto connection = co_await PostgresConnection::connect(pool, target);
  const std::string large(4'000'000, 'x');
  std::vector<SqlStatement> statements;
  for (int i = 0; i < 3; ++i) {
    std::vector<SqlValue> values{large};
    statements.emplace_back("SELECT $1", values);
  }
  const std::vector<SqlRows> rows = co_await connection->execute(statements);
  for (const SqlRows& row : rows) CHECK(row.text(0, 0) == large);
}

aio::Coroutine<void> check_cancel(PostgresOptions target) {
  aio::ThreadPool pool(1, "postgres");
  const auto connection = co_await PostgresConnection::connect(pool, target);
  auto sleeping = aio::create_task(failure_of(connection->execute(SqlStatement("SELECT pg_sleep(100)"))));
  // It comes too early until the server has begun with the statement.
  while (!sleeping.done()) {
    co_await connection->cancel();
    co_await aio::sleep(5ms);
  }
  const PostgresError error = co_await sleeping;
  CHECK(error.kind() == PostgresErrorKind::cancelled);
  const SqlRows rows = co_await connection->execute(SqlStatement("SELECT 1"));
  CHECK(rows.integer(0, 0) == 1);
}

aio::Coroutine<void> check_limits(PostgresOptions target) {
  aio::ThreadPool pool(1, "postgres");
  target.answer_limit = 500ms;
  const auto connection = co_await PostgresConnection::connect(pool, target);
  const PostgresError late = co_await failure_of(connection->execute(SqlStatement("SELECT pg_sleep(100)")));
  CHECK(late.kind() == PostgresErrorKind::away);
  CHECK(connection->is_broken());
  const PostgresError closed = co_await failure_of(connection->execute(SqlStatement("SELECT 1")));
  CHECK(closed.kind() == PostgresErrorKind::away);

  // Nobody accepts there, so the system answers for the listener, and nothing comes.
  const aio::Descriptor silent(support::local_listener());
  const std::string origin = support::local_origin(silent.fd());
  PostgresOptions other =
      options("host=127.0.0.1 user=u password=sesame dbname=d port=" + origin.substr(origin.rfind(':') + 1));
  other.connect_limit = 50ms;
  const PostgresError nobody = co_await failure_of(PostgresConnection::connect(pool, other));
  CHECK(nobody.kind() == PostgresErrorKind::away);
  CHECK(std::string(nobody.what()).find("at 127.0.0.1") != std::string::npos);
  CHECK(std::string(nobody.what()).find("sesame") == std::string::npos);
}

aio::Coroutine<void> check_refusal(std::string target, PostgresErrorKind kind, std::string sqlstate,
                                   std::string words) {
  aio::ThreadPool pool(1, "postgres");
  const PostgresError error = co_await failure_of(PostgresConnection::connect(pool, options(target)));
  CHECK(error.kind() == kind);
  CHECK(error.sqlstate() == sqlstate);
  const std::string text = error.what();
  CHECK_MESSAGE(text.find(words) != std::string::npos, text);
  CHECK_MESSAGE(text.find("sesame") == std::string::npos, text);
  CHECK_MESSAGE(text.find('\n') == std::string::npos, text);
}

aio::Coroutine<void> check_session(PostgresCluster* cluster) {
  aio::ThreadPool pool(1, "postgres");
  PostgresSession session(pool, options(cluster->target()));
  std::vector<PostgresErrorKind> heard;
  session.set_give_up(30s);
  session.set_listener([&](const PostgresError& error, aio::Duration) {
    heard.push_back(error.kind());
    if (heard.size() == 3) cluster->start();
  });
  const SqlRows before = co_await session.execute(SqlStatement("SELECT 1"));
  CHECK(before.integer(0, 0) == 1);
  cluster->kill();
  const SqlRows after = co_await session.execute(SqlStatement("SELECT 2"));
  CHECK(after.integer(0, 0) == 2);
  CHECK(heard.size() >= 3);
  for (const PostgresErrorKind kind : heard) CHECK(kind == PostgresErrorKind::away);

  // A task that is cancelled breaks the connection, and the session makes another.
  auto sleeping = aio::create_task(session.execute(SqlStatement("SELECT pg_sleep(100)")));
  co_await aio::sleep(20ms);
  sleeping.cancel();
  bool is_cancelled = false;
  try {
    co_await sleeping;
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  CHECK(is_cancelled);
  const SqlRows again = co_await session.execute(SqlStatement("SELECT 3"));
  CHECK(again.integer(0, 0) == 3);

  session.set_listener(nullptr);
  session.set_give_up(50ms);
  cluster->kill();
  const PostgresError given_up = co_await failure_of(session.execute(SqlStatement("SELECT 4")));
  CHECK(given_up.kind() == PostgresErrorKind::away);
}

}  // namespace

TEST_CASE("libpq is not loaded until it is used") {
  CHECK(dlopen("libpq.so.5", RTLD_NOLOAD | RTLD_NOW) == nullptr);
}

TEST_CASE("what can be done about an error is told from its SQLSTATE") {
  const std::vector<std::pair<std::string, PostgresErrorKind>> kinds{
      {"", PostgresErrorKind::away},           {"08006", PostgresErrorKind::away},
      {"57P01", PostgresErrorKind::away},      {"57P03", PostgresErrorKind::away},
      {"53300", PostgresErrorKind::away},      {"53100", PostgresErrorKind::exhausted},
      {"40001", PostgresErrorKind::conflict},  {"40P01", PostgresErrorKind::conflict},
      {"40003", PostgresErrorKind::statement}, {"25006", PostgresErrorKind::away},
      {"55P03", PostgresErrorKind::conflict},  {"25001", PostgresErrorKind::statement},
      {"57014", PostgresErrorKind::cancelled}, {"28P01", PostgresErrorKind::refused},
      {"3D000", PostgresErrorKind::refused},   {"42501", PostgresErrorKind::refused},
      {"42601", PostgresErrorKind::statement}};
  for (const auto& row : kinds) CHECK_MESSAGE(fetch::postgres_kind_of(row.first) == row.second, row.first);
}

TEST_CASE("pauses grow to a limit and are spread, and what waiting does not help has none") {
  using fetch::postgres_pause;
  CHECK(postgres_pause(PostgresErrorKind::away, 1, 0) == 100ms);
  CHECK(postgres_pause(PostgresErrorKind::away, 3, 0.5) == 500ms);
  CHECK(postgres_pause(PostgresErrorKind::exhausted, 1'000'000, 0) == 10s);
  CHECK(postgres_pause(PostgresErrorKind::conflict, 2, 0) == 10ms);
  CHECK(postgres_pause(PostgresErrorKind::conflict, 99, 0) == 300ms);
  CHECK(!postgres_pause(PostgresErrorKind::refused, 1, 0).has_value());
  CHECK(!postgres_pause(PostgresErrorKind::statement, 1, 0).has_value());
}

TEST_CASE("values and arrays arrive as they are, whatever they hold") {
  if (is_installed()) aio::run(check_values(shared_server()));
}

TEST_CASE("statements sent together take effect together or not at all, and the connection goes on") {
  if (is_installed()) aio::run(check_transaction(shared_server()));
}

TEST_CASE("whatever the server's default, each statement sees what others have committed") {
  if (is_installed()) aio::run(check_isolation(PostgresCluster::shared().target()));
}

TEST_CASE("more than the socket holds goes both ways at once") {
  if (is_installed()) aio::run(check_large(shared_server()));
}

TEST_CASE("cancel() ends what runs on the server, and the connection goes on") {
  if (is_installed()) aio::run(check_cancel(shared_server()));
}

TEST_CASE("a server that does not answer in time counts as away") {
  if (is_installed()) aio::run(check_limits(shared_server()));
}

TEST_CASE("a refused connection says why in one line, and never a password") {
  if (!is_installed()) return;
  PostgresCluster& cluster = PostgresCluster::shared();
  cluster.execute("CREATE ROLE guarded LOGIN PASSWORD 'open'");
  aio::run(check_refusal(cluster.target("postgres", "guarded") + " password=sesame",
                         PostgresErrorKind::refused, "28P01",
                         "password authentication failed for user \"guarded\""));
  aio::run(check_refusal(cluster.target("nowhere") + " password=sesame", PostgresErrorKind::refused, "3D000",
                         "database \"nowhere\" does not exist"));
  cluster.execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0");
  aio::run(check_refusal(cluster.target("postgres", "crowded"), PostgresErrorKind::away, "53300",
                         "too many connections for role \"crowded\""));
  aio::run(check_refusal("host=/nonexistent password=sesame", PostgresErrorKind::away, "", "/nonexistent"));
  for (const char* const target :
       {"postgres://u:sesame@h:1/d?nonsense=1", "password=sesame sesame", "postgres://u:sesame@[::1/d"})
    CHECK_THROWS_WITH_AS(fetch::LibpqConnection{target},
                         doctest::Contains("is not understood; write postgres://"), PostgresError);
}

TEST_CASE("a session outlives the server's death and a cancelled task, and gives up in time") {
  if (!is_installed()) return;
  PostgresCluster cluster(PostgresCluster::Fsync::off);
  aio::run(check_session(&cluster));
}
