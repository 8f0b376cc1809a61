#include "storage/file/file_watch.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace fs = std::filesystem;

namespace {

/// An unfinished crawl with one page, which is in the log only, and one URL to lease.
struct Crawl : CrawlFile {
  Crawl() {
    commit(fetched(new_url("/", ViaKind::seed)));
    add({new_url("/1")});
  }
  fs::path beside(const char* suffix) const { return file().string() + suffix; }
  std::optional<ErrorKind> error_of_commit() {
    return error_of([&] { add({new_url("/2")}); });
  }
};

std::int64_t pages_in(const fs::path& file) {
  return Connection(file, Access::read).integer("SELECT count(*) FROM pages");
}

}  // namespace

TEST_CASE("a file that stays in its place can be written, also when others read it") {
  Crawl crawl;
  CHECK(crawl.count("SELECT count(*) FROM pages") == 1);
  CHECK_FALSE(error_of([&] { crawl.store().check_file(); }));
  CHECK_FALSE(crawl.error_of_commit());
}

TEST_CASE("a deleted file ends the crawl at the next write, and stays deleted") {
  Crawl crawl;
  fs::remove(crawl.file());
  CHECK(error_of([&] { crawl.store().check_file(); }) == ErrorKind::replaced);
  CHECK(crawl.error_of_commit() == ErrorKind::replaced);
  CHECK(error_of([&] { crawl.lease(); }) == ErrorKind::replaced);
  crawl.close();
  CHECK_FALSE(fs::exists(crawl.file()));
}

TEST_CASE("a moved file has everything that was committed, and the one in its place is left alone") {
  Crawl crawl;
  const fs::path moved = crawl.beside(".moved"), other = crawl.beside(".other");
  {
    Store store(other);
    store.start_crawl(CrawlChoice("other", "{}"), 1'700'000'000);
  }
  Connection writer(other, Access::write);
  writer.execute("PRAGMA journal_mode = WAL; INSERT INTO events(at, level) VALUES ('', 'in the log')");
  REQUIRE(fs::file_size(other.string() + "-wal") > 0);
  fs::rename(crawl.file(), moved);
  for (const char* suffix : {"", "-wal", "-shm"}) fs::rename(other.string() + suffix, crawl.beside(suffix));
  CHECK(crawl.error_of_commit() == ErrorKind::replaced);
  crawl.close();
  CHECK(pages_in(moved) == 1);
  CHECK(Connection(crawl.file(), Access::read).text("SELECT level FROM events") == "in the log");
}

TEST_CASE("a deleted log ends the crawl before anything is lost") {
  for (const char* suffix : {"-wal", "-shm"}) {
    CAPTURE(suffix);
    Crawl crawl;
    fs::remove(crawl.beside(suffix));
    CHECK(crawl.error_of_commit() == ErrorKind::replaced);
    crawl.close();
    CHECK(pages_in(crawl.file()) == 1);
    CHECK(Connection(crawl.file(), Access::read).text("PRAGMA integrity_check") == "ok");
  }
}
