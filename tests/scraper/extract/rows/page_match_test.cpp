#include "scraper/extract/rows/page_match.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;
using namespace trawl::extract;

namespace {

bool matches(const char* pattern, const char* label, const char* type) {
  PageMatch match;
  match.url = pattern;
  match.label = label;
  match.type = type;
  return PageMatcher(match).matches(*fetch::Url::parse("http://a.test/größe/7?x=1#part"), "list",
                                    "text/html");
}

}  // namespace

TEST_CASE("all that a match asks for must hold, and what it does not ask for may be anything") {
  CHECK(matches("", "", ""));
  CHECK(matches("/[0-9]+", "list", "html"));
  CHECK_FALSE(matches("/[0-9]+", "detail", "html"));
  CHECK_FALSE(matches("/[0-9]+", "list", "json"));
  CHECK_FALSE(matches("/[a-z]+$", "list", "html"));
}

TEST_CASE("a pattern matches anywhere in a URL, as it is written or read, and not in its fragment") {
  CHECK(matches("^http://a\\.test/", "", ""));
  CHECK(matches("größe", "", ""));
  CHECK(matches("gr%C3%B6%C3%9Fe", "", ""));
  CHECK(matches("x=1$", "", ""));
  CHECK_FALSE(matches("part", "", ""));
  CHECK_THROWS_AS(matches("(", "", ""), std::invalid_argument);
}

TEST_CASE("a content type has short names") {
  struct Row {
    const char *type, *name;
    bool is_it;
  };
  for (const Row& row : {
           Row{"text/html", "text/html", true},
           Row{"text/html", "HTML", true},
           Row{"application/xhtml+xml", "html", true},
           Row{"application/xhtml+xml", "xhtml", true},
           Row{"application/xhtml+xml", "xml", true},
           Row{"application/json", "json", true},
           Row{"application/ld+json", "json", true},
           Row{"application/ld+json", "ld", true},
           Row{"application/x-ndjson", "ndjson", true},
           Row{"application/x-ndjson", "json", false},
           Row{"application/rss+xml", "rss", true},
           Row{"application/rss+xml", "xml", true},
           Row{"text/plain", "text/*", true},
           Row{"textual/plain", "text/*", false},
           Row{"application/json", "application/*", true},
           Row{"text/html", "text", false},
           Row{"", "html", false},
           Row{"", "text/*", false},
       }) {
    CAPTURE(row.type);
    CAPTURE(row.name);
    CHECK(is_type(row.type, row.name) == row.is_it);
  }
}
