#include "scraper/crawl/header_list.hpp"

#include <doctest/doctest.h>

#include "fetch/response.hpp"
#include "tests/support/conformance.hpp"

using crawl::headers_from_json;
using crawl::headers_json;
using crawl::updated_headers;
using Headers = std::vector<fetch::Header>;

TEST_CASE("headers are stored as pairs and come back as they were") {
  const Headers headers{{"Server", "x \"y\"\\"}, {"Set-Cookie", "a=ü"}, {"Set-Cookie", ""}};
  CHECK(headers_json(headers) == R"([["Server","x \"y\"\\"],["Set-Cookie","a=ü"],["Set-Cookie",""]])");
  CHECK(headers_from_json(headers_json(headers)) == headers);
  CHECK(headers_json({}) == "[]");
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

TEST_CASE("conformance: the headers of a response after a 304") {
  const auto suite = support::conformance_suite("http");
  if (!suite) return;
  int checked = 0;
  for (const auto& given : support::conformance_cases(*suite / "cache.json")) {
    if (given["suite"] != "update304" || given.value("kind", "required") == "check") continue;
    CAPTURE(given["name"].get<std::string>());
    Headers kept;
    for (const auto& request : given["requests"]) {
      Headers sent;
      for (const auto& header : request["response_headers"]) {
        if (header[1].is_string())
          sent.emplace_back(header[0].get<std::string>(), header[1].get<std::string>());
      }
      kept = updated_headers(kept, sent);
      if (kept.empty() || request.contains("setup")) kept = sent;
      for (const auto& expected : request.value("expected_response_headers", nlohmann::json::array())) {
        fetch::Response response(fetch::Url::parse("http://a/").value());
        response.headers = kept;
        CHECK(response.header(expected[0].get<std::string>()) ==
              std::string_view(expected[1].get<std::string>()));
        ++checked;
      }
    }
  }
  CHECK(checked >= 3);
}
