#include "storage/file/file_lock.hpp"

#include <doctest/doctest.h>

#include "storage/reader.hpp"
#include "tests/storage/child_process.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// Another process that does its work now, and ends with this object.
class OtherProcess {
 public:
  template <class Work>
  explicit OtherProcess(Work work) {
    int ready[2], over[2];
    if (pipe(ready) != 0 || pipe(over) != 0) throw std::runtime_error("no pipe");
    child_ = fork();
    if (child_ == 0) {
      close(over[1]);
      char none;
      work([&] {
        close(ready[1]);
        if (read(over[0], &none, 1) < 0) std::fputs("in the child: read", stderr);
      });
      _exit(0);
    }
    close(ready[1]);
    close(over[0]);
    char none;
    if (read(ready[0], &none, 1) < 0) throw std::runtime_error("no word of the other process");
    close(ready[0]);
    over_ = over[1];
  }
  ~OtherProcess() { end(); }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;
  void end() {
    if (over_ < 0) return;
    close(over_);
    over_ = -1;
    waitpid(child_, nullptr, 0);
  }

 private:
  pid_t child_ = -1;
  int over_ = -1;
};

}  // namespace

TEST_CASE("a file shows whether a crawl has it, also one of another process") {
  TemporaryFolder folder;
  const auto file = folder / "a.db";
  CHECK(is_locked(file));  // there is none: nothing is known
  {
    const FileLock lock(file);
    CHECK(is_locked(file));
  }
  CHECK_FALSE(is_locked(file));
  const auto of_another = folder / "b.db";
  OtherProcess other([&](auto until_the_end) {
    const FileLock lock(of_another);
    until_the_end();
  });
  CHECK(is_locked(of_another));
  other.end();
  CHECK_FALSE(is_locked(of_another));
  const FileLock lock(of_another);
}

TEST_CASE("a second process cannot write to the same file while the first one does, but can read it") {
  TemporaryFolder folder;
  const auto file = folder / "a.db";
  OtherProcess other([&](auto until_the_end) {
    Store store(file);
    store.start_crawl(CrawlChoice("other", "{}"), 1'700'000'000);
    until_the_end();
  });
  CHECK(error_of([&] { Store store(file); }) == ErrorKind::locked);
  CHECK(error_of([&] { FileLock lock(file); }) == ErrorKind::locked);
  CHECK(Reader(file).newest_crawl()->name == "other");
  other.end();
  CHECK_FALSE(error_of([&] { Store store(file); }).has_value());
}

TEST_CASE("a process that was refused did not loosen the first one's lock") {
  TemporaryFolder folder;
  const auto file = folder / "a.db";
  const OtherProcess first([&](auto until_the_end) {
    const FileLock lock(file);
    until_the_end();
  });
  for (int i = 0; i < 2; ++i) CHECK(error_of([&] { FileLock lock(file); }) == ErrorKind::locked);
}
