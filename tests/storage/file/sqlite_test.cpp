#include "storage/file/sqlite.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

struct Scratch {
  Scratch() : connection((std::ofstream(folder / "a.db"), folder / "a.db"), Access::write) {}
  TemporaryFolder folder;
  Connection connection;
};

}  // namespace

TEST_CASE("values come back with the type they went in with; empty text is NULL") {
  Scratch scratch;
  scratch.connection.execute("CREATE TABLE t(a, b, c, d, e)");
  Statement(scratch.connection, "INSERT INTO t VALUES (?, ?, ?, ?, ?)")
      .run(-5, 1.5, std::string("t\0t", 3), as_blob("b"), "");
  Statement select(scratch.connection, "SELECT * FROM t");
  Rows rows = select.rows();
  REQUIRE(rows.next());
  CHECK(std::get<std::int64_t>(rows.value(0)) == -5);
  CHECK(std::get<double>(rows.value(1)) == 1.5);
  CHECK(std::get<std::string>(rows.value(2)) == std::string("t\0t", 3));
  CHECK(std::get<Blob>(rows.value(3)).bytes == "b");
  CHECK(std::holds_alternative<std::monostate>(rows.value(4)));
  CHECK_FALSE(rows.next());
}

TEST_CASE("an optional without a value is NULL") {
  Scratch scratch;
  Statement select(scratch.connection, "SELECT ?, ?");
  const std::optional<double> none;
  const std::optional<std::string> some("x");
  Rows rows = select.rows(none, some);
  REQUIRE(rows.next());
  CHECK_FALSE(rows.real_if_any(0).has_value());
  CHECK(rows.text(1) == "x");
}

TEST_CASE("a transaction that is not committed is undone") {
  Scratch scratch;
  scratch.connection.execute("CREATE TABLE t(x)");
  {
    const Transaction transaction(scratch.connection);
    scratch.connection.execute("INSERT INTO t VALUES (1)");
  }
  CHECK(scratch.connection.integer("SELECT count(*) FROM t") == 0);
  Transaction transaction(scratch.connection);
  scratch.connection.execute("INSERT INTO t VALUES (1)");
  transaction.commit();
  CHECK(scratch.connection.integer("SELECT count(*) FROM t") == 1);
}

TEST_CASE("a full database is an error of kind full that names the file") {
  Scratch scratch;
  scratch.connection.execute("CREATE TABLE t(x); PRAGMA max_page_count = 5");
  try {
    const Transaction transaction(scratch.connection);
    scratch.connection.execute("INSERT INTO t VALUES (1); INSERT INTO t VALUES (zeroblob(100000))");
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::full);
    CHECK(std::string(error.what()).find("a.db") != std::string::npos);
  }
  CHECK_FALSE(scratch.connection.in_transaction());
  CHECK(scratch.connection.integer("SELECT count(*) FROM t") == 0);
}

TEST_CASE("wrong and empty statements are refused, and two at once") {
  Scratch scratch;
  for (const char* sql : {"SELEC 1", "", "-- nothing", "SELECT 1; SELECT 2", "SELECT 1; DROP"})
    CHECK_MESSAGE(error_of([&] { Statement statement(scratch.connection, sql); }) == ErrorKind::sql,
                  std::string(sql));
  CHECK_FALSE(error_of([&] { Statement statement(scratch.connection, "SELECT 1; -- one"); }).has_value());
}

TEST_CASE("a reading connection cannot write") {
  Scratch scratch;
  scratch.connection.execute("CREATE TABLE t(x)");
  Connection reader(scratch.folder / "a.db", Access::read);
  CHECK(error_of([&] { reader.execute("INSERT INTO t VALUES (1)"); }) == ErrorKind::read_only);
}

TEST_CASE("a writer that waits too long for another finds the file locked") {
  Scratch scratch;
  Connection second(scratch.folder / "a.db", Access::write);
  second.set_busy_timeout(std::chrono::milliseconds(1));
  const Transaction held(scratch.connection);
  CHECK(error_of([&] { const Transaction refused(second); }) == ErrorKind::locked);
}

TEST_CASE("a limit of the thread ends statements of the connections that it opens, also within a deadline") {
  const char* const endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
  Scratch scratch;
  std::atomic<bool> stop{false};
  const WorkLimit limit(WorkLimit::Clock::now() + std::chrono::hours(1), &stop);
  Connection limited(scratch.folder / "a.db", Access::read);
  Connection other(scratch.folder / "a.db", Access::read);
  CHECK(limited.integer("SELECT 1") == 1);
  stop = true;
  CHECK(error_of([&] { limited.integer(endless); }) == ErrorKind::interrupted);
  {
    const Deadline deadline(other, WorkLimit::Clock::now() + std::chrono::hours(1));
    CHECK(error_of([&] { other.integer(endless); }) == ErrorKind::interrupted);
  }
  CHECK(error_of([&] { other.integer(endless); }) == ErrorKind::interrupted);
  CHECK(error_of([&] { Connection(scratch.folder / "a.db", Access::read); }) == ErrorKind::interrupted);
  CHECK(scratch.connection.integer("SELECT 1") == 1);
}

TEST_CASE("a limit of the thread ends at its deadline, and with the object") {
  Scratch scratch;
  {
    const WorkLimit over(WorkLimit::Clock::now(), nullptr);
    CHECK(error_of([&] { Connection(scratch.folder / "a.db", Access::read); }) == ErrorKind::interrupted);
  }
  CHECK(Connection(scratch.folder / "a.db", Access::read).integer("SELECT 1") == 1);
}
