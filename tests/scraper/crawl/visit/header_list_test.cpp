#include "scraper/crawl/visit/header_list.hpp"

#include <doctest/doctest.h>

#include "fetch/http/response.hpp"

using namespace trawl;

using crawl::headers_from_json;
using crawl::headers_json;
using crawl::updated_headers;
using Headers = std::vector<fetch::Header>;

TEST_CASE("headers are stored as pairs and come back as they were") {
  const Headers headers{{"Server", "x \"y\"\\"}, {"Via", "a=ü"}, {"Via", ""}};
  CHECK(headers_json(headers) == R"([["Server","x \"y\"\\"],["Via","a=ü"],["Via",""]])");
  CHECK(headers_from_json(headers_json(headers)) == headers);
  CHECK(headers_json({}) == "[]");
}

TEST_CASE("a value that is no UTF-8 is shown as ISO-8859-1, and its bytes come back") {
  const Headers headers{{"ETag", "\"caf\xe9\""}, {"A", "caf\xc3\xa9"}, {"B", "\xff\xc3\xa9"}, {"C", "\x80"}};
  const std::string json = headers_json(headers);
  CHECK(
      json ==
      R"([["ETag","\"café\"","ISO-8859-1"],["A","café"],["B","ÿÃ©","ISO-8859-1"],["C","\u0080","ISO-8859-1"]])");
  CHECK(headers_from_json(json) == headers);
  CHECK(crawl::stored_header(json, "etag") == "\"caf\xe9\"");
  CHECK(crawl::stored_header(json, "a") == "caf\xc3\xa9");
  CHECK(crawl::stored_header(json, "none") == "");
  CHECK(updated_headers(headers_from_json(json), {{"A", "\xe9"}}).back() == fetch::Header("A", "\xe9"));
}

TEST_CASE("secrets are not stored, and a 304 does not bring them in") {
  const Headers fresh{{"Set-Cookie", "id=sesame; HttpOnly"}, {"authorization", "Bearer sesame"}};
  const std::string json = headers_json(fresh);
  CHECK(json == R"([["Set-Cookie","id=***; HttpOnly"],["authorization","***"]])");
  CHECK(headers_json(updated_headers(headers_from_json(json), fresh)) == json);
}

TEST_CASE("what is no list of pairs holds no headers") {
  for (const auto* json : {"", "{}", "[[1,2]]", "[[\"a\"]]", "[[\"a\",\"b\"]"}) {
    CAPTURE(json);
    CHECK(headers_from_json(json).empty());
  }
}

TEST_CASE("a 304 brings new values, and leaves what it does not name") {
  const Headers stored{{"ETag", "\"1\""}, {"Server", "a"}, {"X-Kept", "k"}, {"Via", "p"}, {"Via", "q"}};
  const Headers fresh{{"etag", "\"2\""}, {"Via", "r"}, {"Date", "d"}};
  CHECK(updated_headers(stored, fresh) ==
        Headers{{"Server", "a"}, {"X-Kept", "k"}, {"etag", "\"2\""}, {"Via", "r"}, {"Date", "d"}});
}

TEST_CASE("what a 304 says about its own message is not about the page") {
  const Headers stored{{"Content-Length", "36"}, {"Content-Type", "text/html"}, {"Content-Encoding", "gzip"}};
  CHECK(updated_headers(stored,
                        {{"Content-Length", "0"}, {"content-type", "text/plain"}, {"Connection", "close"}}) ==
        stored);
}
