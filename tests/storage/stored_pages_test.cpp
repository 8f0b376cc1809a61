#include "storage/stored_pages.hpp"

#include <doctest/doctest.h>

#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

struct Crawled {
  /// One more fetch of that URL, in a crawl of its own.
  void fetch(const std::string& path, int status, const std::string& body) {
    file.store().finish_crawl("finished", "", "{}", 1'700'000'050);
    file.store().start_crawl(CrawlChoice("again", "{}"), 1'700'000'100);
    file.add({new_url(path, ViaKind::seed)});
    const Lease lease = file.lease();
    Visit visit = visit_of(lease, status);
    if (status == 304) {
      visit.unchanged_id = file.count("SELECT max(id) FROM pages WHERE body_id IS NOT NULL");
    } else if (!body.empty()) {
      visit.page->content_hash = hash_bytes(body);
      visit.page->body = compress_body(body, visit.page->content_hash);
    }
    file.commit(visit);
  }
  std::string read() {
    StoredPages pages(file.file());
    std::string found;
    while (const auto page = pages.next()) found += page->url.substr(16) + "=" + page->body + " ";
    return found;
  }

  CrawlFile file;
};

}  // namespace

TEST_CASE_FIXTURE(Crawled, "the newest page of each URL is read, in the order of the fetches") {
  fetch("/a", 200, "old a");
  fetch("/b", 200, "b");
  fetch("/a", 200, "new a");
  CHECK(read() == "/b=b /a=new a ");
  StoredPages pages(file.file());
  const auto first = pages.next();
  CHECK(first->title == "A title");
  CHECK(first->content_type == "text/html; charset=utf-8");
  CHECK(first->fetched_at.starts_with("2023-11-14T"));
}

TEST_CASE_FIXTURE(Crawled, "a URL whose newest answer is no success, or is empty, is left out") {
  fetch("/gone", 200, "was here");
  fetch("/empty", 200, "");
  fetch("/gone", 404, "not found");
  CHECK(read() == "");
}

TEST_CASE_FIXTURE(Crawled, "a page that has not changed has the body of before") {
  fetch("/a", 200, std::string(3'000, 'a'));
  fetch("/a", 304, "");
  CHECK(read() == "/a=" + std::string(3'000, 'a') + " ");
}

TEST_CASE_FIXTURE(Crawled, "a damaged body is an error that names its kind") {
  fetch("/a", 200, std::string(3'000, 'a'));
  file.close();
  Connection(file.file(), Access::write).execute("UPDATE bodies SET content = x'00'");
  CHECK(error_of([&] { read(); }) == ErrorKind::corrupt);
}

TEST_CASE_FIXTURE(Crawled, "a page whose body somebody has deleted is left out") {
  fetch("/a", 200, "a");
  fetch("/b", 200, "b");
  file.close();
  Connection(file.file(), Access::write)
      .execute("PRAGMA foreign_keys = OFF; DELETE FROM bodies WHERE id = 1");
  CHECK(read() == "/b=b ");
}

TEST_CASE_FIXTURE(Crawled, "a body is read by its id or by that of a page, within a limit") {
  fetch("/a", 200, "a");
  fetch("/none", 200, "");
  Connection connection(file.file(), Access::read);
  BodyReader bodies(connection);
  CHECK(bodies.body(1) == "a");
  CHECK(bodies.body(2) == std::nullopt);
  CHECK(bodies.body_of_page(1) == "a");
  CHECK(bodies.body_of_page(2) == std::nullopt);
  CHECK(bodies.body_of_page(3) == std::nullopt);
  CHECK(error_of([&] { bodies.body(1, 0); }) == ErrorKind::limit);
}
