#include "storage/tables/cookie_table.hpp"

#include <doctest/doctest.h>

#include "storage/query.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

CookieRecord cookie(const std::string& name, const std::string& value) {
  CookieRecord one;
  one.domain = "example.org";
  one.path = "/";
  one.name = name;
  one.value = value;
  return one;
}

std::string text_of(const std::vector<CookieRecord>& cookies) {
  std::string text;
  for (const auto& one : cookies) text += one.name + '=' + one.value + ' ';
  return text;
}

void commit(CrawlFile& crawl, std::vector<CookieRecord> cookies) {
  Batch batch;
  batch.cookies = std::move(cookies);
  crawl.store().commit(batch);
}

struct FirstCell : RowSink {
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override { value = cells[0]; }
  void end() override {}
  Value value;
};

}  // namespace

TEST_CASE("cookies come back as they were, in the order in which they first came") {
  CrawlFile crawl;
  CookieRecord full = cookie("b", "");
  full.host_only = false;
  full.secure = full.http_only = true;
  full.expires_at = 1'800'000'000.5;
  commit(crawl, {full, cookie("a", "1")});
  crawl.reopen();
  const auto cookies = crawl.store().cookies();
  REQUIRE(cookies.size() == 2);
  CHECK(cookies[0].name == "b");
  CHECK_FALSE(cookies[0].host_only);
  CHECK(cookies[0].secure);
  CHECK(cookies[0].http_only);
  CHECK(cookies[0].expires_at == 1'800'000'000.5);
  CHECK(cookies[1].domain == "example.org");
  CHECK(cookies[1].host_only);
  CHECK_FALSE(cookies[1].expires_at);
}

TEST_CASE("a changed cookie keeps its place, and a cookie that is gone has no row") {
  CrawlFile crawl;
  commit(crawl, {cookie("a", "1"), cookie("b", "1")});
  commit(crawl, {cookie("a", "2")});
  CHECK(text_of(crawl.store().cookies()) == "a=2 b=1 ");
  CookieRecord gone = cookie("a", "");
  gone.is_gone = true;
  commit(crawl, {gone});
  CHECK(text_of(crawl.store().cookies()) == "b=1 ");
}

TEST_CASE("a renewed cookie is kept as it is now: its value, its expiry and its flags") {
  CrawlFile crawl;
  CookieRecord first = cookie("a", "1"), renewed = cookie("a", "2");
  first.expires_at = 1'800'000'000;
  renewed.expires_at = 1'900'000'000;
  renewed.secure = renewed.http_only = true;
  commit(crawl, {first});
  commit(crawl, {renewed});
  crawl.reopen();
  auto kept = crawl.store().cookies();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].value == "2");
  CHECK(kept[0].expires_at == 1'900'000'000);
  CHECK(kept[0].secure);
  CHECK(kept[0].http_only);
  commit(crawl, {first});
  commit(crawl, {cookie("a", "3")});
  kept = crawl.store().cookies();
  CHECK_FALSE(kept.at(0).expires_at);
  CHECK_FALSE(kept.at(0).secure);
}

TEST_CASE("a typed query does not show the values of cookies") {
  CrawlFile crawl;
  commit(crawl, {cookie("a", "secret")});
  for (const char* sql : {"SELECT value FROM cookies", "SELECT c.VALUE || '' FROM Cookies AS c",
                          "SELECT max(value) FROM (SELECT * FROM cookies)"}) {
    CAPTURE(sql);
    FirstCell first;
    run_query(crawl.file(), sql, first);
    CHECK(std::holds_alternative<std::monostate>(first.value));
  }
  FirstCell name;
  run_query(crawl.file(), "SELECT name FROM cookies WHERE value IS NULL", name);
  CHECK(std::get<std::string>(name.value) == "a");
}
