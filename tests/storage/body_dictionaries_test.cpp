// Bodies that are compressed with the help of another page: which one helps, what the store writes of it, and
// that all of it can be read again.
#include "storage/body_dictionaries.hpp"

#include <random>
#include <thread>

#include <doctest/doctest.h>

#include "storage/body_reader.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

std::string noise(unsigned seed, std::size_t bytes) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < bytes) text += static_cast<char>(random());
  return text;
}

/// A page of 6 kB in the frame of a site.
std::string page(const std::string& own, unsigned site = 1) {
  return noise(site, 4'000) + own + std::string(2'000, ' ');
}

struct Compressing {
  Body body(const std::string& url, const std::string& decoded) {
    return dictionaries.compress(url, decoded, hash_bytes(decoded));
  }
  /// The encodings of pages with those URLs, one after the other.
  std::string encodings(const std::vector<std::string>& urls) {
    std::string text;
    for (const std::string& url : urls) text += body(url, page(url)).encoding + " ";
    return text;
  }
  BodyDictionaries dictionaries;
};

/// A crawl file that gets bodies in batches.
struct Stored : Compressing {
  Visit visit(const std::string& path, const Body& body) {
    file.add({new_url(path, ViaKind::seed)});
    Visit made = visit_of(file.lease());
    made.page->content_hash = body.hash;
    made.page->body = body;
    return made;
  }
  Visit visit(const std::string& path, const std::string& decoded) {
    return visit(path, body("http://a.example" + path, decoded));
  }
  void commit(std::vector<Visit> visits) {
    Batch batch;
    batch.visits = std::move(visits);
    file.store().commit(batch);
  }
  /// The body of the page with that path.
  std::string read(const std::string& path) {
    Connection connection(file.file(), Access::read);
    Statement find(connection, "SELECT id FROM pages WHERE url = ?");
    const std::string url = "http://a.example" + path;
    Rows rows = find.rows(url);
    rows.next();
    return BodyReader(connection).body_of_page(rows.integer(0)).value_or("none");
  }
  std::string rows() {
    return file.text(
        "SELECT group_concat(encoding || ifnull(' of ' || dictionary_id, ''), ', ') FROM (SELECT * FROM "
        "bodies "
        "ORDER BY id)");
  }
  CrawlFile file;
};

}  // namespace

TEST_CASE_FIXTURE(Compressing, "the first page of a folder helps with the others") {
  CHECK(encodings({"http://a/x/1", "http://a/x/2", "http://a/x/3?q=/y/", "http://a/x/4#/z/"}) ==
        "zstd zstd+dictionary zstd+dictionary zstd+dictionary ");
  CHECK(encodings({"http://a/y/1", "http://a/x/y/1", "http://b/x/1", "http://a/1"}) ==
        "zstd zstd zstd zstd ");
}

TEST_CASE_FIXTURE(Compressing, "pages whose own names end in a slash share the folder above them") {
  CHECK(encodings({"http://a/2026/one/", "http://a/2026/two/", "http://a/2026/three"}) ==
        "zstd zstd+dictionary zstd+dictionary ");
}

TEST_CASE_FIXTURE(Compressing, "a page of another kind is stored alone, and helps from then on") {
  body("http://a/1", page("first"));
  CHECK(body("http://a/2", page("other", 2)).encoding == "zstd");
  CHECK(body("http://a/3", page("third", 2)).content.size() < 500);
  CHECK(body("http://a/4", page("fourth", 1)).encoding == "zstd");
}

TEST_CASE_FIXTURE(Compressing, "what cannot help leaves its folder without a dictionary") {
  CHECK(body("http://a/1", "tiny").encoding == "");
  CHECK(body("http://a/2", noise(3, 9'000)).encoding == "");
  CHECK(encodings({"http://a/3", "http://a/4"}) == "zstd zstd+dictionary ");
}

TEST_CASE("memory is bounded: the folder that was used last the longest ago is forgotten") {
  BodyDictionaries two(2 * (6'000 + 4'200 + 49'200));
  const auto encoding = [&](const std::string& url) {
    const std::string decoded = page(url);
    return two.compress(url, decoded, hash_bytes(decoded)).encoding;
  };
  CHECK(encoding("http://a/x/1") == "zstd");
  CHECK(encoding("http://a/y/1") == "zstd");
  CHECK(encoding("http://a/x/2") == "zstd+dictionary");
  CHECK(encoding("http://a/z/1") == "zstd");
  CHECK(encoding("http://a/x/3") == "zstd+dictionary");
  CHECK(encoding("http://a/y/2") == "zstd");
}

TEST_CASE_FIXTURE(Compressing, "threads share the dictionaries") {
  const auto work = [this](const std::string& name) {
    for (int i = 0; i < 50; ++i) {
      const std::string url = "http://a/" + std::to_string(i % 7) + "/" + name;
      const std::string decoded = page(url + std::to_string(i));
      CHECK(decompress_body(body(url, decoded), 1 << 20) == decoded);
    }
  };
  std::thread one([&] { work("one"); }), two([&] { work("two"); });
  one.join();
  two.join();
}

TEST_CASE_FIXTURE(Stored, "bodies of a batch come back as they were, whatever their order in the file") {
  std::vector<Visit> visits;
  for (int i = 0; i < 40; ++i) {
    const std::string path = "/" + std::to_string(i);
    visits.push_back(visit(path, page(noise(static_cast<unsigned>(100 + i), i * 211 % 5'000))));
  }
  commit(std::move(visits));
  for (int i = 0; i < 40; ++i)
    CHECK(read("/" + std::to_string(i)) == page(noise(static_cast<unsigned>(100 + i), i * 211 % 5'000)));
  CHECK(file.count("SELECT count(*) FROM bodies") == 40);
  CHECK(file.count("SELECT count(*) FROM bodies WHERE dictionary_id = 1") == 39);
}

TEST_CASE_FIXTURE(Stored, "what a body needs is written with it, if no page has brought it") {
  visit("/given-up", page("given up"));
  commit({visit("/kept", page("kept"))});
  CHECK(rows() == "zstd, zstd+dictionary of 1");
  CHECK(read("/kept") == page("kept"));
}

TEST_CASE_FIXTURE(Stored, "what a body needs is stored alone, though another had helped with it before") {
  body("http://b/1", page("needed"));
  commit({visit("/first", page("first")), visit("/needed", page("needed"))});
  CHECK(rows() == "zstd, zstd+dictionary of 1");
  commit({visit("/last", dictionaries.compress("http://b/2", page("last"), hash_bytes(page("last"))))});
  CHECK(rows() == "zstd, zstd, zstd+dictionary of 2");
  for (const char* own : {"first", "needed", "last"}) CHECK(read(std::string("/") + own) == page(own));
}

TEST_CASE_FIXTURE(Stored, "a batch that fails leaves nothing behind, and the next one writes what it needs") {
  Visit first = visit("/first", page("first")), second = visit("/second", page("second"));
  Visit nobody = second;
  nobody.url_id = 999;
  CHECK(error_of([&] { commit({first, nobody}); }) == ErrorKind::sql);
  CHECK(file.count("SELECT count(*) FROM bodies") == 0);
  commit({second});
  CHECK(read("/second") == page("second"));
}

TEST_CASE_FIXTURE(Stored,
                  "a body whose dictionary is gone or was changed is damaged, and the others are not") {
  commit({visit("/first", page("first")), visit("/second", page("second"))});
  file.close();
  const auto change = [this](const std::string& sql) {
    Connection(file.file(), Access::write).execute("PRAGMA foreign_keys = OFF; " + sql);
  };
  change("UPDATE bodies SET dictionary_id = 2 WHERE id = 2");
  CHECK(error_of([&] { read("/second"); }) == ErrorKind::corrupt);
  change("UPDATE bodies SET dictionary_id = 7 WHERE id = 2");
  CHECK(error_of([&] { read("/second"); }) == ErrorKind::corrupt);
  CHECK(read("/first") == page("first"));
}
