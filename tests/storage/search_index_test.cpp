#include "storage/search_index.hpp"

#include <doctest/doctest.h>

#include "storage/file/database.hpp"
#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/storage/old_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// A crawl whose bodies are their own texts.
struct Library : CrawlFile {
  void put(const std::string& path, const std::string& text, int status = 200,
           const std::string& title = "") {
    add({new_url(path, ViaKind::seed)});
    put_lease(lease(), text, status, title);
  }
  void put_lease(const Lease& lease, const std::string& text, int status = 200,
                 const std::string& title = "") {
    auto visit = visit_of(lease, status, title);
    visit.page->body = compress_body(text, hash_bytes(text));
    commit(visit);
  }
  /// Fetches a URL again, in a new crawl.
  void put_again(const std::string& path, const std::string& text, int status = 200) {
    store().finish_crawl("finished", "", "{}", 1'700'000'050);
    reopen();
    put(path, text, status);
  }
  /// The paths of the pages that have the words, the best first.
  std::string found(const std::string& query) {
    read = 0;
    SearchIndex index(
        file(),
        [this](const PageContent& page) {
          ++read;
          return page.body == "none" ? std::nullopt : std::optional(page.body);
        },
        [](std::int64_t, std::int64_t) {});
    is_temporary = index.is_temporary();
    std::string paths;
    for (const SearchHit& hit : index.find(query, 0))
      paths += hit.url.substr(std::string("http://a.example").size());
    return paths;
  }

  int read = 0;  ///< bodies that the last search read
  bool is_temporary = false;
};

}  // namespace

TEST_CASE("words are found in texts and titles, in any case and without accents") {
  Library library;
  library.put("/a", "A clock of gold");
  library.put("/b", "nothing", 200, "Clocks");
  library.put("/c", "Café clock café");
  library.put("/none", "none");
  library.close();
  CHECK(library.found("CLOCK") == "/c/a");
  CHECK(library.found("clock*") == "/b/c/a");
  CHECK(library.found("cafe") == "/c");
  CHECK(library.found("\"clock of\"") == "/a");
  CHECK(library.found("clock NOT gold") == "/c");
  CHECK(library.found("title:clocks") == "/b");
  CHECK(library.found("zebra") == "");
  CHECK_FALSE(library.is_temporary);
}

TEST_CASE("a search after a later crawl finds its texts and not those before, and reads only what is new") {
  Library library;
  library.put("/a", "clock");
  library.put("/b", "clock gold");
  library.close();
  CHECK(library.found("clock") == "/a/b");
  CHECK(library.read == 2);
  CHECK(library.found("clock") == "/a/b");
  CHECK(library.read == 0);
  library.reopen();
  library.put_again("/a", "watch");
  library.put_again("/b", "gone", 404);
  library.close();
  CHECK(library.found("clock OR gold OR gone") == "");
  CHECK(library.found("watch") == "/a");
  CHECK(library.read == 0);
  Connection connection(library.file(), Access::read);
  CHECK(connection.integer("SELECT count(*) FROM page_text") == 2);
}

TEST_CASE("while a crawl has the file, the index is a temporary one, which takes what the file has of it") {
  Library library;
  library.put("/a", "clock");
  CHECK(library.found("clock") == "/a");
  CHECK(library.is_temporary);
  CHECK(library.count("SELECT count(*) FROM sqlite_master WHERE name = 'pages_fts'") == 0);
  library.close();
  library.found("clock");
  library.reopen();
  library.put("/b", "clock");
  CHECK(library.found("clock") == "/a/b");
  CHECK(library.is_temporary);
  CHECK(library.read == 1);
  CHECK(library.count("SELECT count(*) FROM page_text") == 1);
}

TEST_CASE("the index agrees with its texts after each change, and the file is one file without a log") {
  Library library;
  for (int i = 0; i < 500; ++i) library.put("/" + std::to_string(i), "word" + std::to_string(i % 7));
  library.close();
  CHECK(library.found("word3").size() > 100);
  CHECK_FALSE(std::filesystem::exists(library.file().string() + "-wal"));
  library.reopen();
  library.put_again("/3", "other");
  library.close();
  CHECK(library.found("other") == "/3");
  Connection connection(library.file(), Access::write);
  connection.execute("INSERT INTO pages_fts(pages_fts, rank) VALUES('integrity-check', 1)");
  CHECK(connection.text("PRAGMA integrity_check") == "ok");
  CHECK(connection.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0);
  CHECK(connection.integer("SELECT count(*) FROM schema_docs WHERE name = 'page_text'") == 4);
}

TEST_CASE(
    "a file of an earlier schema version gets its index, and one that cannot be written a temporary one") {
  const TemporaryFolder folder;
  const auto count = [&] {
    SearchIndex index(
        folder / "old.db", [](const PageContent&) { return std::string("clock"); },
        [](std::int64_t, std::int64_t) {});
    return index.find("clock", 0).size();
  };
  make_old_file(folder / "old.db", "80", 1);
  CHECK(count() == 2);
  CHECK(error_of([&] { SearchIndex(folder / "no.db", {}, {}); }) == ErrorKind::missing);
  CHECK_FALSE(std::filesystem::exists(folder / "no.db"));
}

TEST_CASE("a damaged body hides the words of its own page alone, and hostile words are found as they are") {
  Library library;
  library.put("/a", "first body, long enough to be packed: 1234567890 1234567890 1234567890");
  library.put("/b", std::string("second \x1b[31m\xff\xfe clock", 20));
  library.close();
  Connection(library.file(), Access::write).execute("UPDATE bodies SET content = x'00' WHERE id = 1");
  CHECK(library.found("body") == "");
  CHECK(library.found("second") == "/b");
  CHECK(error_of([&] { library.found("\"open"); }) == ErrorKind::sql);
}
