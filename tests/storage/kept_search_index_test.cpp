#include "storage/kept_search_index.hpp"

#include <doctest/doctest.h>

#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;
using namespace std::chrono_literals;

namespace {

struct Searched : CrawlFile {
  void page(const std::string& path, const std::string& body) {
    Visit visit = fetched(new_url(path));
    visit.page->body = compress_body(body, hash_bytes(body));
    commit(std::move(visit));
  }
  std::size_t hits(const std::string& query) { return index.find(query, 10, 10s).hits.size(); }

  int read = 0;  // bodies
  KeptSearchIndex index{file(), [this](const PageContent& page) {
                          ++read;
                          return std::optional(page.body);
                        }};
};

}  // namespace

TEST_CASE_FIXTURE(Searched,
                  "while a crawl writes, words are found in what has come since, and no page is read twice") {
  page("/1", "a clock of gold");
  CHECK(hits("clock") == 1);
  CHECK(hits("gold AND clock") == 1);
  CHECK(read == 1);
  page("/2", "another clock");
  CHECK(hits("clock") == 2);
  CHECK(read == 2);
  CHECK(hits("silver") == 0);
  CHECK(count("SELECT count(*) FROM sqlite_master WHERE name = 'page_text'") == 0);
}

TEST_CASE_FIXTURE(Searched, "an index that is not whole says how far it goes, and the next search goes on") {
  for (int i = 0; i < 450; ++i) page("/" + std::to_string(i), "a clock");
  const auto first = index.find("clock", 1'000, -1ms);
  CHECK(first.done == 200);
  CHECK(first.all == 450);
  CHECK(first.hits.size() == 200);
  index.find("clock", 1'000, -1ms);
  const auto last = index.find("clock", 1'000, -1ms);
  CHECK(last.done == 450);
  CHECK(last.hits.size() == 450);
  CHECK(index.find("clock", 3, 1s).hits.size() == 3);
}

TEST_CASE_FIXTURE(Searched, "the index of the file is used when it is up to date") {
  page("/1", "a clock");
  close();
  SearchIndex(
      file(), [](const PageContent& page) { return std::optional(page.body); }, [](auto, auto) {});
  CHECK(hits("clock") == 1);
  CHECK(read == 0);
}

TEST_CASE_FIXTURE(Searched, "words that are no query are an error, and the index is kept") {
  page("/1", "a clock");
  CHECK(hits("clock") == 1);
  CHECK(error_of([&] { hits("\"clock"); }) == ErrorKind::sql);
  CHECK(hits("clock") == 1);
  CHECK(read == 1);
}
