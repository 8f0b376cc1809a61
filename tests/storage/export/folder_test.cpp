#include "storage/export/folder.hpp"

#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "storage/file/error.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;
using storage::Folder;
namespace fs = std::filesystem;

namespace {

std::string content_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

void put(const fs::path& file, const std::string& content) {
  std::ofstream(file) << content;
}

/// What the export says when it cannot write the file.
std::string refusal(const Folder& folder, const fs::path& name) {
  try {
    folder.write(name, "page");
  } catch (const storage::Error& error) {
    CHECK(error.kind() == storage::ErrorKind::io);
    return error.what();
  }
  return "";
}

bool says(const std::string& message, const std::string& what) {
  return message.find(what + ", and an export writes to nothing outside its folder") != message.npos;
}

/// A folder "out" to fill, and beside it what an export must leave alone.
struct Export {
  Export() : folder(base / "out") {
    fs::create_directory(base / "outside");
    put(base / "outside" / "mine", "mine");
  }
  bool has_left_alone() const {
    return content_of(base / "outside" / "mine") == "mine" &&
           std::distance(fs::directory_iterator(base / "outside"), fs::directory_iterator()) == 1;
  }

  storage::testing::TemporaryFolder base;
  Folder folder;
};

}  // namespace

TEST_CASE("a file is written with its folders, and replaces one of that name") {
  Export out;
  out.folder.write("a.example/b/c.md", "long content");
  out.folder.write("a.example/b/c.md", "short");
  out.folder.write("top.md", "");
  CHECK(content_of(out.base / "out/a.example/b/c.md") == "short");
  CHECK(fs::file_size(out.base / "out/top.md") == 0);
}

TEST_CASE("a link below the folder is refused and not followed, wherever it stands and points") {
  Export out;
  fs::create_directory(out.base / "out/host");
  fs::create_symlink(out.base / "outside/mine", out.base / "out/host/file.md");
  fs::create_symlink(out.base / "outside/new", out.base / "out/host/dangling.md");
  fs::create_symlink(out.base / "outside", out.base / "out/host/folder");
  fs::create_symlink(out.base / "outside", out.base / "out/linked");
  fs::create_hard_link(out.base / "outside/mine", out.base / "out/hard.md");
  CHECK(says(refusal(out.folder, "host/file.md"), "host/file.md: it is a link"));
  CHECK(says(refusal(out.folder, "host/dangling.md"), "it is a link"));
  CHECK(says(refusal(out.folder, "host/folder/a.md"), "host/folder: it is a link"));
  CHECK(says(refusal(out.folder, "linked/deep/a.md"), "out/linked: it is a link"));
  CHECK(says(refusal(out.folder, "hard.md"), "the file has other names (hard links)"));
  CHECK(out.has_left_alone());
}

TEST_CASE("the folder itself may be a link, since the user has named it") {
  Export out;
  fs::create_directory_symlink(out.base / "out", out.base / "mine");
  Folder(out.base / "mine").write("a/b.md", "page");
  CHECK(content_of(out.base / "out/a/b.md") == "page");
}

TEST_CASE("what is no file is refused, and a named pipe without a reader is not waited for") {
  Export out;
  REQUIRE(mkfifo((out.base / "out/pipe.md").c_str(), 0600) == 0);
  fs::create_directory(out.base / "out/folder.md");
  put(out.base / "out/file", "file");
  for (const char* name : {"pipe.md", "folder.md", "file/a.md"}) {
    CAPTURE(name);
    CHECK(refusal(out.folder, name).find("cannot be written (") != std::string::npos);
  }
  CHECK(content_of(out.base / "out/file") == "file");
}

TEST_CASE("a file that is added replaces nothing: the same is counted, another stays") {
  using Added = Folder::Added;
  Export out;
  CHECK(out.folder.add("a/b.pdf", "one") == Added::written);
  CHECK(out.folder.add("a/b.pdf", "one") == Added::was_there);
  CHECK(out.folder.add("a/b.pdf", "two") == Added::name_is_taken);
  CHECK(content_of(out.base / "out/a/b.pdf") == "one");
  fs::create_symlink(out.base / "outside/mine", out.base / "out/link.pdf");
  fs::create_symlink(out.base / "outside", out.base / "out/folder");
  CHECK(out.folder.add("link.pdf", "mine") == Added::name_is_taken);
  CHECK(out.folder.add("a", "x") == Added::name_is_taken);
  CHECK_THROWS_AS(out.folder.add("folder/new.pdf", "x"), storage::Error);
  CHECK(out.has_left_alone());
  CHECK(std::distance(fs::directory_iterator(out.base / "out/a"), fs::directory_iterator()) == 1);
}
