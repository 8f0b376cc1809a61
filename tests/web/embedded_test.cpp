#include "web/embedded.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/support/conformance.hpp"

using namespace trawl;

using web::embedded_files;
using web::EmbeddedFile;

TEST_CASE("an embedded file unpacks to the bytes of the file in the repository") {
  const auto files = embedded_files("web/assets/");
  REQUIRE(files.size() >= 3);
  for (const EmbeddedFile& file : files) {
    CAPTURE(file.path);
    if (file.path == "web/assets/dygraph.min.js") continue;  // it comes from its package
    CHECK(web::inflated(file) == support::file_bytes(std::string(file.path)));
  }
}

TEST_CASE("a prefix selects files, sorted by path") {
  CHECK(embedded_files("no/such/folder/").empty());
  const auto files = embedded_files("web/assets/");
  CHECK(std::ranges::is_sorted(files, {}, &EmbeddedFile::path));
  CHECK(std::ranges::all_of(files, [](const auto& file) { return file.path.starts_with("web/assets/"); }));
}

TEST_CASE("damaged bytes are an error, not an endless loop or a truncated file") {
  const auto whole = embedded_files("web/assets/index.html").at(0);
  CHECK_THROWS(web::inflated({whole.path, whole.gzipped.first(whole.gzipped.size() / 2)}));
  CHECK_THROWS(web::inflated({whole.path, whole.gzipped.subspan(3)}));
  CHECK_THROWS(web::inflated({whole.path, {}}));
}

TEST_CASE("embedding the same files twice gives the same bytes") {
  const auto folder = std::filesystem::temp_directory_path() / ("trawl-embed-" + std::to_string(getpid()));
  const auto copy = folder / "embedded/1.gz", out = folder / "embedded.S";
  std::filesystem::create_directory(folder);
  const std::string command = "web/embed.sh " + out.string() + " web/assets/index.html web/assets/app.js";
  REQUIRE(std::system(command.c_str()) == 0);
  const std::string first = support::file_bytes(out) + support::file_bytes(copy);
  REQUIRE(std::system(command.c_str()) == 0);
  CHECK(support::file_bytes(out) + support::file_bytes(copy) == first);
  std::filesystem::remove_all(folder);
}
