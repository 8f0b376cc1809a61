#include "storage/file/error.hpp"

#include <cerrno>

#include <doctest/doctest.h>

using namespace trawl::storage;

TEST_CASE("each error of the system has its kind") {
  const std::pair<int, ErrorKind> cases[] = {{EACCES, ErrorKind::read_only}, {EROFS, ErrorKind::read_only},
                                             {ENOENT, ErrorKind::missing},   {ENOSPC, ErrorKind::full},
                                             {EDQUOT, ErrorKind::full},      {EIO, ErrorKind::io}};
  for (const auto& [code, kind] : cases) CHECK(system_error(code, "a.db").kind() == kind);
}

TEST_CASE("a message names the file and says what failed and what to do") {
  const std::string message = file_error(ErrorKind::locked, "a.db", "another crawl writes to it").what();
  CHECK(message ==
        "a.db: is in use by another process (another crawl writes to it); wait until it ends, or choose "
        "another file "
        "with -o");
}
