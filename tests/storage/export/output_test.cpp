#include "storage/export/output.hpp"

#include <csignal>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "storage/file/error.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;
using storage::Output;
namespace fs = std::filesystem;

namespace {

std::string content_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& file, const std::string& content) {
  std::ofstream(file) << content;
}

/// How many names are in the folder, hidden ones too.
std::ptrdiff_t names_in(const storage::testing::TemporaryFolder& folder) {
  return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
}

void write(Output& output, const std::string& record) {
  output.stream() << record;
  output.end_record();
}

std::string refusal(const fs::path& file) {
  try {
    Output output(file);
  } catch (const storage::Error& error) {
    return error.what();
  }
  return "";
}

/// Files of this process may not grow over that size while it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("a file gets its name when it is whole, and until then the old one stays") {
  storage::testing::TemporaryFolder folder;
  put(folder / "out", "old");
  chmod((folder / "out").c_str(), 0640);
  Output output(folder / "out");
  write(output, std::string(200'000, 'x'));
  CHECK(content_of(folder / "out") == "old");
  output.stream() << "end";
  output.commit();
  CHECK(content_of(folder / "out") == std::string(200'000, 'x') + "end");
  CHECK(output.size() == 200'003);
  CHECK(fs::status(folder / "out").permissions() == fs::perms(0640));
  CHECK(names_in(folder) == 1);
}

TEST_CASE("without commit nothing is left") {
  storage::testing::TemporaryFolder folder;
  {
    Output output(folder / "out");
    write(output, std::string(200'000, 'x'));
  }
  CHECK(names_in(folder) == 0);
}

TEST_CASE("a failure leaves nothing under the name, and says what to do") {
  storage::testing::TemporaryFolder folder;
  {
    Output output(folder / "out");
    const FileSizeLimit small(100'000);
    CHECK_THROWS_AS(for (int i = 0; i < 10; ++i) write(output, std::string(50'000, 'x')), storage::Error);
  }
  CHECK(names_in(folder) == 0);
  CHECK(refusal(folder / "no/such/out").find("choose another place with -o") != std::string::npos);
  CHECK(refusal(folder.path()).find("Is a directory") != std::string::npos);
}

TEST_CASE("stdout ends behind its last whole record when it is a file on a full disk") {
  storage::testing::TemporaryFolder folder;
  const int before = dup(STDOUT_FILENO);
  const int file = open((folder / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  dup2(file, STDOUT_FILENO);
  bool has_failed = false;
  {
    Output output("");
    const FileSizeLimit small(100'000);
    try {
      for (int i = 0; i < 100; ++i) write(output, std::string(29'999, 'x') + '\n');
    } catch (const std::ios_base::failure&) {
      has_failed = true;
    }
  }
  dup2(before, STDOUT_FILENO);
  close(before);
  close(file);
  CHECK(has_failed);
  CHECK(fs::file_size(folder / "out") == 90'000);
}

TEST_CASE("an export replaces no database, nor the log of one") {
  storage::testing::CrawlFile crawl;
  const std::string whole = content_of(crawl.file());
  CHECK(refusal(crawl.file()).find("is a database, and an export replaces none") != std::string::npos);
  fs::create_symlink(crawl.file(), crawl.file().string() + "-link");
  CHECK(refusal(crawl.file().string() + "-link").find("is a database") != std::string::npos);
  CHECK(refusal(crawl.file().string() + "-wal").find("is a database") != std::string::npos);
  CHECK(content_of(crawl.file()) == whole);
}

TEST_CASE("a link leads to the file that is replaced, and a device is written to") {
  storage::testing::TemporaryFolder folder;
  fs::create_directory(folder / "other");
  put(folder / "other/out", "old");
  fs::create_symlink("other/out", folder / "link");
  Output output(folder / "link");
  write(output, "new");
  output.commit();
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(content_of(folder / "other/out") == "new");
  Output nowhere("/dev/null");
  write(nowhere, "new");
  nowhere.commit();
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("a name that is relative, or has no folder, is one of the folder of now") {
  storage::testing::TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  Output output("out");
  write(output, "x");
  output.commit();
  fs::current_path(before);
  CHECK(content_of(folder / "out") == "x");
}
