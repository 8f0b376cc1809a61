#include "scraper/extract/rows/paging.hpp"

#include <doctest/doctest.h>

using namespace trawl;
using namespace trawl::extract;

namespace {

fetch::Url url(std::string_view text) {
  return fetch::Url::parse(text).value();
}

}  // namespace

TEST_CASE("a parameter is set in its place, or at the end, and the rest of the query stays as it is") {
  struct Row {
    const char *url, *name, *value, *next;
  };
  for (const Row& row : {
           Row{"http://a.test/list", "page", "2", "http://a.test/list?page=2"},
           Row{"http://a.test/list?", "page", "2", "http://a.test/list?page=2"},
           Row{"http://a.test/list?q=a+b&x", "page", "2", "http://a.test/list?q=a+b&x&page=2"},
           Row{"http://a.test/list?page=1&q=%41", "page", "2", "http://a.test/list?page=2&q=%41"},
           Row{"http://a.test/list?p%61ge=1&page=7#part", "page", "2", "http://a.test/list?page=2"},
           Row{"http://a.test/list", "page[number]", "2", "http://a.test/list?page%5Bnumber%5D=2"},
           Row{"http://a.test/list?page[number]=1", "page[number]", "2",
               "http://a.test/list?page%5Bnumber%5D=2"},
           Row{"http://a.test/list", "cursor", "a+/=&b c", "http://a.test/list?cursor=a%2B%2F%3D%26b%20c"},
       }) {
    CAPTURE(row.url);
    CHECK(with_parameter(url(row.url), row.name, row.value).href() == row.next);
  }
}

TEST_CASE("a value that was set is read again") {
  for (const char* value : {"a+/=&b c", "größe", "%41", ""}) {
    CAPTURE(value);
    CHECK(parameter_of(with_parameter(url("http://a.test/?x=1"), "c d", value), "c d") == value);
  }
  CHECK_FALSE(parameter_of(url("http://a.test/?x=1"), "y"));
}

TEST_CASE("a counter goes on from the URL; a URL without it is that of the first page") {
  struct Row {
    const char* url;
    std::int64_t step, next;
  };
  for (const Row& row : {
           Row{"http://a.test/", 1, 2},
           Row{"http://a.test/", 20, 20},
           Row{"http://a.test/?n=0", 1, 1},
           Row{"http://a.test/?n=40", 20, 60},
           Row{"http://a.test/?n=3", -1, 2},
           Row{"http://a.test/?n=x", 1, 2},
           Row{"http://a.test/?n=9223372036854775807", 1, 9'223'372'036'854'775'807},
       }) {
    CAPTURE(row.url);
    CHECK(next_count(url(row.url), "n", row.step) == row.next);
  }
}

TEST_CASE("paging ends at what the page before said, and at what the first one said") {
  const Paging first("", 1);
  CHECK_FALSE(first.repeats());
  const Paging second(first.next(), 2);
  CHECK_FALSE(second.repeats());
  CHECK(Paging(second.next(), 2).repeats());
  CHECK(Paging(second.next(), 1).repeats());
  CHECK_FALSE(Paging(second.next(), 3).repeats());
  CHECK(Paging(first.next(), 1).repeats());
}

TEST_CASE("damaged text about paging counts as none") {
  for (const char* text : {" ", "1", "x y", "1 y", "1 2 3"}) CHECK_FALSE(Paging(text, 2).repeats());
}
