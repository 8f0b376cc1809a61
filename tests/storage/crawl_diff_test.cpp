#include "storage/crawl_diff.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"
#include "tests/storage/item_crawl.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// A file whose crawls fetch a few pages each.
struct Crawls {
  void page(
      const std::string& path, void (*set)(Visit&) = [](Visit&) {}, int status = 200) {
    Visit visit = file.fetched(new_url(path, ViaKind::seed), status);
    visit.page->word_count = 10;
    visit.page->simhash = 7;
    set(visit);
    file.commit(std::move(visit));
  }
  void next() {
    file.store().finish_crawl("finished", "", "{}", 1'700'000'050);
    file.store().start_crawl(CrawlChoice("again", "{}"), 1'700'000'100);
  }
  CrawlSide side(std::int64_t id) const {
    CrawlSide one;
    one.file = file.file();
    one.crawl_id = id;
    return one;
  }
  CrawlFile file;
};

std::string told(const CrawlSide& before, const CrawlSide& after) {
  std::string lines;
  compare_crawls(before, after, [&](const Difference& one) {
    lines += one.change + " " + one.which + " " + one.field + ": " + one.old + " -> " + one.now + "\n";
  });
  return lines;
}

}  // namespace

TEST_CASE("a crawl is compared with the one before: pages that are new, gone and changed") {
  Crawls crawls;
  crawls.page("/same");
  crawls.page("/gone");
  crawls.page("/old", [](Visit& visit) {
    visit.page->title = "Before";
    visit.page->canonical = "/a";
  });
  crawls.page("/broken");
  crawls.next();
  crawls.page("/same");
  crawls.page("/old", [](Visit& visit) {
    visit.page->title = "After";
    visit.page->description = "Of it";
    visit.page->canonical = "/b";
    visit.page->robots = "noindex";
    visit.page->word_count = 12;
    visit.page->meta = R"({"headings":[[2,"no"],[1,"New"]]})";
    add_link(visit, skipped_url("/target", SkipReason::scope));
  });
  crawls.page(
      "/broken", [](Visit&) {}, 404);
  crawls.page("/new");
  const std::string expected =
      "gone http://a.example/gone : 200 -> not reached\n"
      "changed http://a.example/old title: Before -> After\n"
      "changed http://a.example/old description:  -> Of it\n"
      "changed http://a.example/old canonical: /a -> /b\n"
      "changed http://a.example/old robots:  -> noindex\n"
      "changed http://a.example/old h1:  -> New\n"
      "changed http://a.example/old text: 10 words -> 12 words\n"
      "changed http://a.example/old links: 0 targets -> 1 targets: +http://a.example/target\n"
      "changed http://a.example/broken status: 200 -> 404\n"
      "new http://a.example/new :  -> 200\n";
  CHECK(told(crawls.side(1), crawls.side(2)) == expected);
  const DiffCounts counts = compare_crawls(crawls.side(1), crawls.side(2), nullptr);
  CHECK(counts.before == 4);
  CHECK(counts.both == 3);
  CHECK(counts.added == 1);
  CHECK(counts.gone == 1);
  CHECK(counts.changed == 2);
  CHECK(counts.fields.at("title") == 1);
}

TEST_CASE("a 304 is the page as it was, and what still waits or is skipped is told apart from what is gone") {
  Crawls crawls;
  crawls.page("/a");
  crawls.page("/waits");
  crawls.page("/skipped");
  crawls.next();
  crawls.page(
      "/a", [](Visit&) {}, 304);
  crawls.file.add({new_url("/waits"), skipped_url("/skipped", SkipReason::robots)});
  // What is found only as skipped stays what it was: the page is not reached.
  CHECK(told(crawls.side(1), crawls.side(2)) == "gone http://a.example/skipped : 200 -> not reached\n");
  CHECK(compare_crawls(crawls.side(1), crawls.side(2), nullptr).unasked == 1);
}

TEST_CASE("crawls of two files are compared by their keys") {
  Crawls older, newer;
  older.page("/b");
  older.page("/a");
  older.page("/z");
  newer.page("/a", [](Visit& visit) { visit.page->description = "Now"; });
  newer.page("/y");
  newer.page("/b");
  CHECK(told(older.side(1), newer.side(1)) ==
        "changed http://a.example/a description:  -> Now\n"
        "new http://a.example/y :  -> 200\n"
        "gone http://a.example/z : 200 -> not reached\n");
}

TEST_CASE("links are compared by where they lead, whatever rows of anchors say it") {
  Crawls crawls;
  const auto linking = [](Visit& visit) {
    add_link(visit, skipped_url("/x", SkipReason::scope), "one");
    add_link(visit, skipped_url("/y", SkipReason::scope), "two");
    visit.page->content_hash = std::string(16, 'a');
  };
  crawls.page("/", linking);
  crawls.next();
  crawls.page("/", [](Visit& visit) {
    add_link(visit, skipped_url("/y", SkipReason::scope), "other words");
    add_link(visit, skipped_url("/x", SkipReason::scope), "one");
    visit.page->content_hash = std::string(16, 'b');
  });
  CHECK(told(crawls.side(1), crawls.side(2)) == "");
}

TEST_CASE("rows of item tables with a key are compared: in one file by their history, else as they are") {
  ItemCrawl one, other;
  one.visit("/p", {item({"a", 1.0}), item({"b", 2.0})});
  one.next_crawl();
  one.visit("/p", {item({"a", 3.0}), item({"c", 4.0})});
  CrawlSide before, after;
  before.file = after.file = one.file();
  before.crawl_id = 1;
  after.crawl_id = 2;
  const std::string history = told(before, after);
  CHECK(history.find("changed a price: 1 -> 3") != std::string::npos);
  CHECK(history.find("new c") != std::string::npos);
  CHECK(history.find("gone b") != std::string::npos);
  other.visit("/p", {item({"a", 5.0}), item({"d", 4.0})});
  CrawlSide elsewhere;
  elsewhere.file = other.file();
  elsewhere.crawl_id = 1;
  const std::string between = told(elsewhere, after);
  CHECK(between.find("changed a price: 5 -> 3") != std::string::npos);
  CHECK(between.find("new c") != std::string::npos);
  CHECK(between.find("gone d") != std::string::npos);
}
