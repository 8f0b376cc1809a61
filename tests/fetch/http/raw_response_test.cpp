#include "fetch/http/raw_response.hpp"

#include <doctest/doctest.h>

#include "tests/support/compression.hpp"

using namespace trawl;

namespace {

const std::string kOk = "HTTP/1.1 200 OK\r\n";

/// What becomes of an answer that arrives in pieces of that size: "200 BODY", "200 but truncated", "reset".
/// `rest` gets the bytes that were not wanted any more.
std::string end_of(std::string_view answer, std::size_t piece = SIZE_MAX, std::string* rest = nullptr) {
  fetch::Request request(*fetch::Url::parse("http://example.org/"));
  request.limits.body_bytes = 1'000;
  fetch::ResponseReader reader(request);
  fetch::RawResponse raw(reader);
  bool goes_on = true;
  while (goes_on && !answer.empty()) {
    goes_on = raw.take(answer.substr(0, piece));
    answer.remove_prefix(std::min(piece, answer.size()));
  }
  if (rest != nullptr) *rest = answer;
  try {
    const fetch::Response response = reader.finish(raw.end());
    const std::string status = std::to_string(response.status);
    return response.fault ? status + " but " + std::string(name_of(response.fault->kind()))
                          : status + " " + response.body;
  } catch (const fetch::Error& error) {
    return std::string(name_of(error.kind()));
  }
}

struct Row {
  std::string answer, end;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.answer);
    for (const std::size_t piece : {SIZE_MAX, std::size_t{1}, std::size_t{7}})
      CHECK(end_of(row.answer, piece) == row.end);
  }
}

}  // namespace

TEST_CASE("a body ends by its length, by its last chunk or with the connection (RFC 9112 section 6)") {
  check({{kOk + "Content-Length: 5\r\n\r\nhello, and more", "200 hello"},
         {kOk + "Content-Length: 0\r\n\r\nhello", "200 "},
         {kOk + "\r\nhello", "200 hello"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1 ; a=b\r\n!\r\n00\r\nA: b\r\n\r\nmore",
          "200 hello!"},
         {kOk + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n", "200 hello"},
         {kOk + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n19\r\n" +
              support::gzip("hello") + "\r\n0\r\n\r\n",
          "200 hello"},
         {"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", "204 "},
         {"HTTP/1.1 304 Not Modified\r\n\r\nhello", "304 "},
         {"HTTP/1.1 100 Continue\r\n\r\n" + kOk + "\r\nhello", "200 hello"}});
}

TEST_CASE("what is no header line is passed over, also in trailers") {
  check({{kOk + "none\r\n folded\r\n: nameless\r\nContent-Length: 5\r\n\r\nhello, and more", "200 hello"},
         {kOk + " folded\r\nContent-Length: 5\r\n\r\nhello, and more", "200 hello"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nnone\r\n\r\n", "200 hello"}});
}

TEST_CASE("an answer that contradicts itself or ends early has a fault") {
  check({{kOk + "Content-Length: 9\r\n\r\nhello", "200 but truncated"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\n", "200 but truncated"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n", "200 but truncated"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello", "200 but protocol"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\n\r\nhello", "200 but protocol"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n", "200 but protocol"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello", "200 but protocol"},
         {kOk + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhello", "200 but protocol"},
         {kOk + "Content-Encoding: gzip\r\n\r\nplain", "200 but encoding"},
         {kOk + "\r\n" + std::string(1'001, 'x'), "200 but too_large"},
         {kOk + "A: b\r\n", "truncated"},
         {"", "truncated"},
         {"SSH-2.0\r\n", "protocol"},
         {kOk + std::string("A: b\0\r\n", 7) + "\r\nhello", "protocol"},
         {std::string(100'001, 'x'), "protocol"},
         {kOk + "Transfer-Encoding: chunked\r\n\r\n5;" + std::string(100'001, 'x'), "200 but protocol"}});
}

TEST_CASE("headers keep their limit, with a colon or without") {
  std::string endless = kOk;
  for (int i = 0; i < 30'000; ++i) endless += "no colon\r\n";
  CHECK(end_of(endless) == "too_large");
}

TEST_CASE("nothing is wanted behind the end of an answer") {
  std::string rest;
  CHECK(end_of(kOk + "Content-Length: 5\r\n\r\nhellomore", 1, &rest) == "200 hello");
  CHECK(rest == "more");
}
