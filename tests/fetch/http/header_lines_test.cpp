#include "fetch/http/header_lines.hpp"

#include <doctest/doctest.h>

#include "fetch/error.hpp"

using namespace trawl;

namespace {

using Lines = std::vector<std::string>;

Lines lines(std::vector<fetch::Header> headers) {
  fetch::Request request(*fetch::Url::parse("http://example.org/"));
  request.headers = std::move(headers);
  return header_lines(request);
}

const std::string kAccept = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const std::string kEncodings = "Accept-Encoding: gzip, deflate, br, zstd";

}  // namespace

TEST_CASE("a request without headers asks for pages, in the codings that we can decode") {
  CHECK(lines({}) == Lines{kAccept, kEncodings});
}

TEST_CASE("a request's own headers come in their order and replace defaults of the same name") {
  CHECK(lines({{"X-Two", "2"}, {"X-One", "1"}, {"X-Two", "3"}}) ==
        Lines{kAccept, kEncodings, "X-Two: 2", "X-One: 1", "X-Two: 3"});
  CHECK(lines({{"accept", "application/json"}}) == Lines{kEncodings, "accept: application/json"});
  CHECK(lines({{"ACCEPT-ENCODING", "identity"}}) == Lines{kAccept, "ACCEPT-ENCODING: identity"});
}

TEST_CASE("a header that contains a line end is refused, as it would become two") {
  const std::string with_nul("a\0b", 3);
  for (const fetch::Header& header : {fetch::Header("X", "a\r\nCookie: b"), fetch::Header("X", "a\n"),
                                      fetch::Header("X\rY", "a"), fetch::Header("X", with_nul)}) {
    CHECK_THROWS_AS(lines({header}), fetch::Error);
  }
}

TEST_CASE("a body has the type that its sender names, or else that of JSON or a form") {
  struct Row {
    const char* body;
    std::vector<fetch::Header> headers;
    Lines lines;
  };
  const std::vector<Row> rows{
      {"{\"q\":1}", {}, {kAccept, kEncodings, "Content-Type: application/json"}},
      {"\n [1]", {}, {kAccept, kEncodings, "Content-Type: application/json"}},
      {"q=1", {}, {kAccept, kEncodings, "Content-Type: application/x-www-form-urlencoded"}},
      {"{}", {{"content-type", "text/plain"}}, {kAccept, kEncodings, "content-type: text/plain"}},
  };
  for (const Row& row : rows) {
    fetch::Request request(*fetch::Url::parse("http://example.org/"));
    request.method = "POST";
    request.body = row.body;
    request.headers = row.headers;
    CHECK(header_lines(request) == row.lines);
  }
}
