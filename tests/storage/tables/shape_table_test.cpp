#include "storage/tables/shape_table.hpp"

#include <doctest/doctest.h>

#include "storage/reader.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/same_numbers.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

ShapeChange change(std::int64_t fetched, bool is_held = false) {
  ShapeChange change;
  change.shape = "/c/{n}";
  change.fetched = fetched;
  change.new_content = 1;
  change.recent = 5;
  if (is_held) change.holds = [](std::string_view url) { return url.find("/c/") != std::string_view::npos; };
  return change;
}

NewUrl found(const std::string& path) {
  NewUrl url = new_url(path);
  url.depth = 1;
  return url;
}

/// A crawl with three URLs of a shape that is held, and another one.
struct Held {
  Held() {
    NewUrl posted = found("/c/9");
    posted.own_key = "http://a.example/c/9 POST";
    posted.request = R"({"method":"POST"})";
    file.add(
        {new_url("/"), new_url("/c/0", ViaKind::seed), found("/c/1"), found("/c/2"), found("/x"), posted});
    Visit visit = visit_of(file.lease());
    NewUrl known_to_be_held = found("/c/3");
    known_to_be_held.state = UrlState::held;
    known_to_be_held.skip = Skip(SkipReason::trap, shape_detail("/c/{n}"));
    visit.found = {known_to_be_held};
    visit.shapes = {change(70, true)};
    file.commit(std::move(visit));
  }
  std::string states() {
    return file.text("SELECT group_concat(state, ' ') FROM (SELECT state FROM urls ORDER BY id)");
  }
  CommitResult decide(ShapeState state) {
    Batch batch;
    batch.shape_orders = {ShapeOrder(1, state)};
    return file.store().commit(batch);
  }
  /// What the counters say is what the rows say.
  void check_numbers() {
    CHECK(file.store().counts().held == file.count("SELECT count(*) FROM urls WHERE state = 'held'"));
    CHECK(file.count("SELECT pending FROM hosts") ==
          file.count("SELECT count(*) FROM urls WHERE state = 'pending'"));
    CHECK(file.count(R"sql(
      SELECT count(*) FROM (SELECT name, value FROM numbers WHERE kind IN ('url state', 'skip reason')
                            EXCEPT SELECT name, value FROM counters))sql") == 0);
  }
  CrawlFile file;
};

}  // namespace

TEST_CASE("a shape that is held holds what waits of it, but no seed and no request with a body") {
  Held crawl;
  CHECK(crawl.states() == "done pending held held pending pending held");
  CHECK(crawl.file.text("SELECT DISTINCT skip_reason FROM urls WHERE state = 'held'") ==
        "trap: shape /c/{n}");
  crawl.check_numbers();
  const auto shapes = Reader(crawl.file.file()).held_shapes(1);
  REQUIRE(shapes.size() == 1);
  CHECK(shapes[0].host == "http://a.example");
  CHECK(shapes[0].waiting == 3);
  CHECK(shapes[0].recent == 5);
  for (const char* name : {"1", "/c/{n}", "http://a.example/c/{n}", "all"})
    CHECK(names_shape(name, shapes[0]));
  CHECK_FALSE(names_shape("2", shapes[0]));
}

TEST_CASE("the sums of a shape grow with each commit, and its newest fetches replace the older ones") {
  CrawlFile file;
  file.add({new_url("/"), new_url("/a"), new_url("/b")});
  for (int i = 0; i < 3; ++i) {
    Visit visit = visit_of(file.lease());
    visit.shapes = {change(i == 0 ? 10 : 1)};
    file.commit(std::move(visit));
  }
  CHECK(file.text("SELECT shape || ' ' || state || ' ' || fetched || ' ' || new_content || ' ' || recent "
                  "FROM shapes") == "/c/{n} open 12 3 5");
  CHECK(file.reopen().shapes.at(0).fetched == 12);
}

TEST_CASE("what is released waits to be fetched, and is not held again") {
  Held crawl;
  const CommitResult result = crawl.decide(ShapeState::released);
  CHECK(crawl.states() == "done pending pending pending pending pending pending");
  REQUIRE(result.pending.size() == 1);
  CHECK(result.pending[0].count == 3);
  crawl.check_numbers();
  Visit visit = visit_of(crawl.file.lease());
  visit.shapes = {change(1, true)};
  crawl.file.commit(std::move(visit));
  CHECK(crawl.states().find("held") == std::string::npos);
}

TEST_CASE("what is dropped is skipped as a trap") {
  Held crawl;
  crawl.decide(ShapeState::dropped);
  CHECK(crawl.states() == "done pending skipped skipped pending pending skipped");
  CHECK(crawl.file.store().counts().skipped.at("trap: shape /c/{n}") == 3);
  crawl.check_numbers();
}

TEST_CASE("a seed that the user names is not held any more, and another crawl does not have the held ones") {
  Held crawl;
  NewUrl seed = new_url("/c/1", ViaKind::seed);
  crawl.file.add({seed});
  CHECK(crawl.states() == "done pending pending held pending pending held");
  crawl.check_numbers();
  crawl.file.store().start_crawl(CrawlChoice("another", "{}"), 1'700'000'100);
  CrawlChoice choice("another", "{}");
  choice.crawl_id = 0;
  crawl.file.store().start_crawl(choice, 1'700'000'200);
  CHECK(crawl.states().find("held") == std::string::npos);
  crawl.check_numbers();
}
