#include "storage/file/error.hpp"

#include <cerrno>
#include <fstream>

#include <doctest/doctest.h>

#include "storage/query.hpp"
#include "storage/reader.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

struct FormatNothing : RowSink {
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value>) override {}
  void end() override {}
};

}  // namespace

TEST_CASE("each error of the system has its kind") {
  const std::pair<int, ErrorKind> cases[] = {{EACCES, ErrorKind::read_only}, {EROFS, ErrorKind::read_only},
                                             {ENOENT, ErrorKind::missing},   {ENOTDIR, ErrorKind::missing},
                                             {EPERM, ErrorKind::read_only},  {ENOSPC, ErrorKind::full},
                                             {EDQUOT, ErrorKind::full},      {EIO, ErrorKind::io}};
  for (const auto& [code, kind] : cases) CHECK(system_error(code, "a.db").kind() == kind);
}

TEST_CASE("a message names the file and says what failed and what to do") {
  const std::string message = file_error(ErrorKind::locked, "a.db", "another crawl writes to it").what();
  CHECK(message ==
        "a.db: is in use by another process (another crawl writes to it); wait until it ends, or choose "
        "another file");
}

TEST_CASE("a damaged file is told from one that is none, and the message says how to save what can be read") {
  CrawlFile crawl;
  for (int i = 0; i < 200; ++i) crawl.commit(crawl.fetched(new_url("/" + std::to_string(i), ViaKind::seed)));
  crawl.close();
  {
    std::fstream bytes(crawl.file(), std::ios::in | std::ios::out | std::ios::binary);
    constexpr std::streamoff kPage = 4096;
    bytes.seekp(kPage);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(crawl.file()));
    bytes << std::string(static_cast<std::size_t>(size - kPage), '\x7f');
  }
  FormatNothing sink;
  std::string message;
  ErrorKind kind = ErrorKind::sql;
  try {
    run_query(crawl.file(), "SELECT * FROM pages", sink);
  } catch (const Error& error) {
    message = error.what();
    kind = error.kind();
  }
  CHECK(kind == ErrorKind::corrupt);
  CHECK(message ==
        crawl.file().string() +
            ": is damaged (database disk image is malformed); copy what can be read with: sqlite3 FILE "
            ".recover | sqlite3 NEW.db");
  CHECK(error_of([&] { Reader(crawl.file()).newest_crawl(); }) == ErrorKind::corrupt);
  CHECK(error_of([&] { Store(crawl.file()).start_crawl(CrawlChoice("test", "{}"), 0); }) ==
        ErrorKind::corrupt);
}
