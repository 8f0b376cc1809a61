// Runs what storage/README.md says about reading bodies without trawl.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <doctest/doctest.h>

#include "fetch/text/base64.hpp"
#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "storage/tables/sent_body.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/compression.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/subprocess.hpp"

using namespace trawl;
using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// The block of that language in the section on bodies.
std::string block(const std::string& language) {
  const std::string markdown = support::file_bytes("storage/README.md");
  const std::string fence = "\n```" + language + "\n";
  const std::size_t begin = markdown.find(fence, markdown.find("\n## Bodies\n")) + fence.size();
  return markdown.substr(begin, markdown.find("```", begin) - begin);
}

std::string page(const std::string& own) {
  return "<html><head><title>" + own + "</title></head><body>" + std::string(700, 'x') + own + "</body>";
}

/// A file example.db whose body 2 needs body 1, with bodies of every other kind behind them.
struct Example {
  Example() {
    const std::string first = page("first"), second = page("second"), third = page("third");
    const BodyDictionary dictionary(first, compress_body(first, hash_bytes(first)));
    add("/first", first, *dictionary.stored());
    add("/second", second, compress_body(second, hash_bytes(second), dictionary));
    add("/gzip", third, sent_body("gzip", support::gzip(third), third.size(), hash_bytes(third)));
    add("/short", "short", compress_body("short", hash_bytes("short")));
    const std::string fourth = page("fourth");
    add("/zstd", fourth, sent_body("zstd", support::zstd(fourth), fourth.size(), hash_bytes(fourth)));
    file.close();
    std::filesystem::copy_file(file.file(), folder / "example.db");
  }
  void add(const std::string& path, const std::string& decoded, const Body& body) {
    Visit visit = file.fetched(new_url(path, ViaKind::seed));
    visit.page->body = body;
    file.commit(visit);
    pages["http://a.example" + path] = decoded;
  }
  support::Finished run(const std::string& line) {
    support::Program program;
    program.words = {"/bin/sh", "-c", line};
    program.folder = folder.path().string();
    return support::outcome_of(program);
  }
  bool has(const std::string& probe) {
    if (run(probe).exit_code == 0) return true;
    MESSAGE("SKIPPED: not installed: ", probe);
    return false;
  }

  TemporaryFolder folder;
  std::map<std::string, std::string> pages;
  CrawlFile file;
};

}  // namespace

TEST_CASE_FIXTURE(Example, "Python reads a body of any kind as the README says") {
  if (!has("python3 -c 'import zstandard'")) return;
  std::string script = block("python");
  script.replace(script.find("len(body(db, body_id))"), 22, "body(db, body_id).decode()");
  std::ofstream(folder / "read.py") << script;
  std::string expected;
  for (const char* path : {"/first", "/second", "/gzip", "/short", "/zstd"}) {
    const std::string url = std::string("http://a.example") + path;
    expected += url + " " + pages.at(url) + "\n";
  }
  const support::Finished end = run("python3 read.py");
  CHECK(end.err == "");
  CHECK(end.out == expected);
}

TEST_CASE_FIXTURE(Example, "the shells of SQLite and zstd read a body as the README says") {
  if (!has("zstd --version") || !has("sqlite3 --version")) return;
  std::istringstream lines(block("sh"));
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    const support::Finished end = run(line);
    CHECK(end.err == "");
    CHECK(end.exit_code == 0);
    if (line.find("SELECT encoding") != std::string::npos) CHECK(end.out == "zstd+dictionary|1\n");
  }
  CHECK(support::file_bytes((folder / "page-1").string()) == page("first"));
  CHECK(support::file_bytes((folder / "page-2").string()) == page("second"));
}
