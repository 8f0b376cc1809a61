#include "storage/file/database.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/file/schema.hpp"
#include "storage/reader.hpp"
#include "tests/storage/child_process.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/storage/old_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

int mode_of(const std::filesystem::path& file) {
  return static_cast<int>(std::filesystem::status(file).permissions());
}

/// A finished crawl file with one page.
void make_crawl(const std::filesystem::path& file) {
  Store store(file);
  store.start_crawl(CrawlChoice("test", "{}"), 1'700'000'000);
  Batch batch;
  batch.urls.push_back(new_url("/", ViaKind::seed));
  store.commit(batch);
  Batch visits;
  visits.visits.push_back(visit_of(lease_from(store, 1, 1, 1e12).leases.at(0)));
  store.commit(visits);
  store.finish_crawl("finished", "nothing left", "{}", 1'700'000'010);
}

std::optional<ErrorKind> error_of_store(const std::filesystem::path& file) {
  return error_of([&] { Store store(file); });
}

}  // namespace

TEST_CASE("a finished file is one ordinary file that says whose it is") {
  TemporaryFolder folder;
  make_crawl(folder / "a.db");
  CHECK_FALSE(std::filesystem::exists(folder / "a.db-wal"));
  CHECK_FALSE(std::filesystem::exists(folder / "a.db-shm"));
  Connection connection(folder / "a.db", Access::read);
  CHECK(connection.text("PRAGMA journal_mode") == "delete");
  CHECK(connection.integer("PRAGMA application_id") == 0x7472776c);
  CHECK(connection.integer("PRAGMA user_version") == kSchemaVersion);
}

TEST_CASE("a crawl file and the files beside it are for their owner alone") {
  const mode_t before = umask(0);
  TemporaryFolder folder;
  write(folder / "empty.db", "");
  for (const char* name : {"new.db", "empty.db"}) {
    Store store(folder / name);
    store.start_crawl(CrawlChoice("test", "{}"), 1'700'000'000);
    for (const char* beside : {"", "-wal", "-shm"})
      CHECK_MESSAGE(mode_of(folder / (std::string(name) + beside)) == 0600, name, beside);
  }
  umask(before);
}

TEST_CASE("a file that somebody has opened to others stays so, but one of an earlier trawl does not") {
  TemporaryFolder folder;
  make_crawl(folder / "a.db");
  make_old_file(folder / "old.db");
  for (const char* name : {"a.db", "old.db"}) chmod((folder / name).c_str(), 0644);
  for (const char* name : {"a.db", "old.db"}) Store store(folder / name);
  CHECK(mode_of(folder / "a.db") == 0644);
  CHECK(mode_of(folder / "old.db") == 0600);
}

TEST_CASE("the sqlite3 command reads the file, its views and its generated columns") {
  if (std::system("command -v sqlite3 >/dev/null") != 0) return;
  TemporaryFolder folder;
  make_crawl(folder / "a.db");
  const auto command =
      "test \"$(sqlite3 " + (folder / "a.db").string() +
      " 'PRAGMA integrity_check; PRAGMA foreign_key_check; SELECT status_class FROM pages_latest;' "
      "| tr '\\n' ' ')\" = 'ok 2 '";
  CHECK(std::system(command.c_str()) == 0);
}

TEST_CASE("a second crawl on the same file is refused, under any name of the file") {
  TemporaryFolder folder;
  const auto file = folder / "a.db";
  {
    Store first(file);
    first.start_crawl(CrawlChoice("test", "{}"), 1'700'000'000);
    CHECK(error_of_store(file) == ErrorKind::locked);
    CHECK(error_of_store(folder.path() / "." / "a.db") == ErrorKind::locked);
    CHECK_FALSE(error_of([&] { first.finish_crawl("finished", "", "{}", 1'700'000'001); }).has_value());
  }
  CHECK_FALSE(error_of_store(file).has_value());
}

TEST_CASE("a crawl in another process keeps this one out") {
  TemporaryFolder folder;
  make_crawl(folder / "a.db");
  const int other = open((folder / "a.db").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(flock(other, LOCK_EX | LOCK_NB) == 0);
  CHECK(error_of_store(folder / "a.db") == ErrorKind::locked);
  flock(other, LOCK_UN);
  {
    Store store(folder / "a.db");
    CHECK(flock(other, LOCK_EX | LOCK_NB) != 0);
  }
  close(other);
}

TEST_CASE("foreign, newer and meaningless files are refused and left as they are") {
  TemporaryFolder folder;
  {
    write(folder / "foreign.db", "");
    Connection foreign(folder / "foreign.db", Access::write);
    foreign.execute("PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  }
  make_crawl(folder / "newer.db");
  Connection(folder / "newer.db", Access::write)
      .execute("PRAGMA user_version = " + std::to_string(kSchemaVersion + 1));
  write(folder / "garbage.db", std::string(10'000, 'g'));
  write(folder / "short.db", "hello");
  const std::pair<const char*, ErrorKind> cases[] = {{"foreign.db", ErrorKind::foreign_file},
                                                     {"newer.db", ErrorKind::newer_schema},
                                                     {"garbage.db", ErrorKind::foreign_file},
                                                     {"short.db", ErrorKind::foreign_file}};
  for (const auto& expected : cases) {
    const std::string name = expected.first;
    const auto before = bytes_of(folder / name);
    CHECK_MESSAGE(error_of_store(folder / name) == expected.second, name);
    CHECK_MESSAGE(!std::filesystem::exists(folder / (name + "-wal")), name);
    CHECK_MESSAGE(error_of([&] { Reader reader(folder / name); }) == expected.second, name);
    CHECK_MESSAGE(bytes_of(folder / name) == before, name);
  }
}

TEST_CASE("a folder, a missing folder and a missing file are told apart") {
  TemporaryFolder folder;
  CHECK(error_of_store(folder.path()) == ErrorKind::foreign_file);
  CHECK(error_of_store(folder / "none" / "a.db") == ErrorKind::missing);
  CHECK(error_of([&] { Reader reader(folder / "none.db"); }) == ErrorKind::missing);
}

TEST_CASE("a read-only file is refused for a crawl, but can be queried") {
  TemporaryFolder folder;
  make_crawl(folder / "a.db");
  chmod(folder.path().c_str(), 0777);
  chmod((folder / "a.db").c_str(), 0444);
  CHECK(result_without_privileges([&] {
          if (error_of_store(folder / "a.db") != ErrorKind::read_only) return 1;
          return Reader(folder / "a.db").newest_crawl()->numbers.pages == 1 ? 0 : 2;
        }) == 0);
}

TEST_CASE("a file in a read-only folder is refused for a crawl, but can be queried") {
  TemporaryFolder folder;
  make_crawl(folder / "a.db");
  Connection(folder / "a.db", Access::write).execute("PRAGMA journal_mode = WAL");
  chmod((folder / "a.db").c_str(), 0666);
  chmod(folder.path().c_str(), 0555);
  CHECK(result_without_privileges([&] {
          if (error_of_store(folder / "a.db") != ErrorKind::read_only) return 1;
          if (error_of_store(folder / "new.db") != ErrorKind::read_only) return 2;
          return Reader(folder / "a.db").newest_crawl()->numbers.pages == 1 ? 0 : 3;
        }) == 0);
}

TEST_CASE("an empty log beside a file in a read-only folder holds nothing that would be missed") {
  TemporaryFolder folder;
  make_crawl(folder / "a.db");
  Connection(folder / "a.db", Access::write).execute("PRAGMA journal_mode = WAL");
  for (const char* end : {"", "-wal"}) {
    if (*end) write(folder / ("a.db" + std::string(end)), "");
    chmod((folder / ("a.db" + std::string(end))).c_str(), 0444);
  }
  chmod(folder.path().c_str(), 0555);
  CHECK(result_without_privileges(
            [&] { return Reader(folder / "a.db").newest_crawl()->numbers.pages == 1 ? 0 : 1; }) == 0);
}

TEST_CASE("a file with a WAL in a read-only folder is not read without it; its pages are read with it") {
  TemporaryFolder written, copied;
  {
    Store store(written / "a.db");
    store.start_crawl(CrawlChoice("test", "{}"), 1'700'000'000);
    for (const char* end : {"", "-wal"})
      std::filesystem::copy_file((written / "a.db").string() + end, (copied / "a.db").string() + end);
  }
  for (const char* name : {"a.db", "a.db-wal"}) chmod((copied / name).c_str(), 0444);
  chmod(copied.path().c_str(), 0555);
  CHECK(result_without_privileges([&] {
          const auto error = error_of([&] { Reader reader(copied / "a.db"); });
          return error == ErrorKind::io || error == ErrorKind::read_only ? 0 : 1;
        }) == 0);
  chmod(copied.path().c_str(), 0755);
  CHECK(Reader(copied / "a.db").newest_crawl()->name == "test");
}

TEST_CASE("a file whose last write was cut off is not read without its journal") {
  TemporaryFolder folder;
  const auto file = folder / "a.db";
  make_crawl(file);
  CHECK(signal_that_ended([&] {
          die_at_commit(1);
          Connection connection(file, Access::write);
          connection.execute("PRAGMA cache_size = 10");
          connection.execute("UPDATE pages SET title = hex(randomblob(100000))");
        }) == SIGKILL);
  REQUIRE(std::filesystem::exists(file.string() + "-journal"));
  CHECK(error_of([&] { Reader reader(file); }) == ErrorKind::read_only);
  { Store mended(file); }
  CHECK(Reader(file).recent_pages(1).at(0).title == "A title");
}

TEST_CASE("a reader sees what a running crawl commits, and does not keep it from ending") {
  CrawlFile crawl;
  Reader reader(crawl.file());
  CHECK(reader.newest_crawl()->numbers.pages == 0);
  crawl.commit(crawl.fetched(new_url("/", ViaKind::seed)));
  CHECK(reader.newest_crawl()->numbers.pages == 1);
  crawl.store().finish_crawl("finished", "", "{}", 1'700'000'010);
  crawl.close();
  CHECK(reader.newest_crawl()->status == "finished");
  CHECK(Reader(crawl.file()).newest_crawl()->numbers.pages == 1);
}

TEST_CASE("a file name with odd characters can be opened in every mode") {
  TemporaryFolder folder;
  const auto file = folder / "file:a?b=#%41 \u00e9.db";
  make_crawl(file);
  CHECK(Reader(file).newest_crawl()->numbers.pages == 1);
  Connection immutable(file, Access::immutable);
  CHECK(immutable.integer("SELECT count(*) FROM pages") == 1);
}

TEST_CASE(
    "the store writes a URL without a temporary index for its state, which others still cannot misspell") {
  TemporaryFolder folder;
  const auto file = folder / "a.db";
  make_crawl(file);
  const std::string change = "UPDATE urls SET state = 'lost'";
  {
    Connection other(file, Access::write);
    CHECK(error_of([&] { other.execute(change); }) == ErrorKind::sql);
  }
  const FileLock lock(file);
  Connection writer = open_for_writing(file, lock, false);
  Statement steps(writer, "EXPLAIN " + change + " WHERE id = 1");
  int count = 0;
  for (Rows rows = steps.rows(); rows.next(); ++count) CHECK(rows.text(1) != "OpenEphemeral");
  CHECK(count > 0);
}
