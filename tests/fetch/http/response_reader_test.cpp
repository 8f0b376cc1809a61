#include "fetch/http/response_reader.hpp"

#include <doctest/doctest.h>

#include "tests/support/compression.hpp"

using namespace trawl;

namespace {

using Lines = std::vector<std::string>;
using fetch::ErrorKind;

fetch::Request request(std::int64_t body_limit = 8 << 20, bool cut = false) {
  fetch::Request made(*fetch::Url::parse("http://example.org/"));
  made.limits.body_bytes = body_limit;
  made.cut_body = cut;
  return made;
}

/// A reader that has taken the lines up to the first that it refused.
struct Reading : fetch::ResponseReader {
  explicit Reading(const Lines& head, const fetch::Request& asked = request()) : ResponseReader(asked) {
    for (const std::string& line : head) {
      if (!take_header(line + "\r\n")) break;
    }
  }
  /// What finish() throws; "" for nothing.
  std::string problem() {
    try {
      finish();
      return "";
    } catch (const fetch::Error& error) {
      return std::string(name_of(error.kind())) + ": " + error.what();
    }
  }
};

std::string joined(const fetch::Response& response) {
  std::string all;
  for (const auto& [name, value] : response.headers) all += name + "=" + value + "|";
  return all;
}

const std::string kOk = "HTTP/1.1 200 OK";

}  // namespace

TEST_CASE("headers keep their order, and their values are trimmed") {
  Reading reading({kOk, "B:  two \t", "a:1", "B: three", "Empty:", ""});
  const fetch::Response response = reading.finish();
  CHECK(response.status == 200);
  CHECK(joined(response) == "B=two|a=1|B=three|Empty=|");
  CHECK(reading.received() == 17 + 11 + 5 + 10 + 8 + 2);
}

TEST_CASE("only the head of the final response counts") {
  Reading reading(
      {"HTTP/1.1 103 Early Hints", "Link: </a>", "", "HTTP/1.1 100 Continue", "", "HTTP/2 404", "A: b", ""});
  const fetch::Response response = reading.finish();
  CHECK(response.status == 404);
  CHECK(joined(response) == "A=b|");
  CHECK(Reading({"HTTP/1.1 100 Continue", ""}).problem() ==
        "truncated: the connection ended inside the headers");
  CHECK(Reading({"HTTP/1.1 101 Switching Protocols", ""}).finish().status == 101);
}

TEST_CASE("trailers are not headers, even if they look like a status line") {
  Reading reading({kOk, "A: b", "", "A: trailer", "HTTP/1.1 500 no", "C: d", ""});
  const fetch::Response response = reading.finish();
  CHECK(response.status == 200);
  CHECK(joined(response) == "A=b|");
}

TEST_CASE(
    "a folded header is one header, and a bare CR in it is a space (RFC 9112 section 5.2, RFC 9110 section "
    "5.5)") {
  CHECK(joined(Reading({kOk, "A: b", " c: d", "\te", "F: g\rh", ""}).finish()) == "A=b c: d e|F=g h|");
}

TEST_CASE("malformed header lines are left out") {
  CHECK(joined(Reading({kOk, " folded onto nothing", "no colon", ": no name", "A: b", ""}).finish()) ==
        "A=b|");
}

TEST_CASE("headers that do not end are truncated") {
  CHECK(Reading({kOk, "A: b"}).problem() == "truncated: the connection ended inside the headers");
  CHECK(Reading({}).problem() == "truncated: the connection ended inside the headers");
}

TEST_CASE("Content-Length is a single number (RFC 9112 section 6.3)") {
  const auto problem = [](const Lines& lengths) {
    Lines head = {kOk};
    for (const std::string& length : lengths) head.push_back("Content-Length: " + length);
    head.push_back("");
    return Reading(head).problem();
  };
  CHECK(problem({"5"}) == "");
  CHECK(problem({"5", "5"}) == "");
  CHECK(problem({"9223372036854775807"}) == "");
  CHECK(problem({"5", "6"}) == "protocol: two different Content-Length headers");
  for (const char* wrong : {"9223372036854775808", "-1", "+1", "five", "5x", "5, 5", ""}) {
    CHECK(problem({wrong}) == "protocol: Content-Length is not a number: " + std::string(wrong));
  }
}

TEST_CASE("headers over their limit stop the reader, and interim responses and trailers count") {
  const auto problem = [](const Lines& head) {
    fetch::Request to = request();
    to.limits.header_bytes = 60;
    return Reading(head, to).problem();
  };
  const std::string long_line = "A: " + std::string(30, 'a'),
                    why = "too_large: headers of more than 60 bytes";
  CHECK(problem({kOk, long_line, ""}) == "");
  CHECK(problem({kOk, long_line, "B: cdef", ""}) == why);
  CHECK(problem({"HTTP/1.1 100 Continue", "", "HTTP/1.1 100 Continue", "", kOk, ""}) == why);
  CHECK(problem({kOk, "", long_line, "B: cd"}) == why);
}

TEST_CASE("a body is decoded across pieces and through several codings") {
  const std::string packed = support::gzip(support::zlib("hello hello hello"));
  for (const Lines& codings : {Lines{"Content-Encoding: deflate, gzip"},
                               Lines{"content-encoding: Deflate", "CONTENT-ENCODING: x-gzip"}}) {
    Lines head = {kOk};
    head.insert(head.end(), codings.begin(), codings.end());
    head.push_back("");
    Reading reading(head);
    for (const char byte : packed) CHECK(reading.take_body({&byte, 1}));
    const fetch::Response response = reading.finish();
    CHECK(response.body == "hello hello hello");
  }
}

TEST_CASE("an unknown coding leaves the body as it is") {
  Reading reading({kOk, "Content-Encoding: sdch", ""});
  CHECK(reading.take_body("abc"));
  CHECK(reading.finish().body == "abc");
}

TEST_CASE("a body that only claims to be compressed is an encoding error") {
  Reading reading({kOk, "Content-Encoding: gzip", ""});
  CHECK_FALSE(reading.take_body("<!doctype html>"));
  CHECK(reading.problem() == "encoding: the body is not valid gzip");
}

TEST_CASE("an incomplete compressed body is truncated, an empty one is complete") {
  Reading cut({kOk, "Content-Encoding: gzip", ""});
  const std::string packed = support::gzip(std::string(1000, 'a'));
  CHECK(cut.take_body(packed.substr(0, packed.size() / 2)));
  CHECK(cut.problem() == "truncated: the compressed body is incomplete");
  CHECK(Reading({kOk, "Content-Encoding: gzip", ""}).problem() == "");
}

TEST_CASE("the limit applies to the decoded body, which then is an error or is cut") {
  const std::string bomb = support::gzip(std::string(1 << 20, 'a'));
  Reading over({kOk, "Content-Encoding: gzip", ""}, request(1000));
  CHECK_FALSE(over.take_body(bomb));
  CHECK_FALSE(over.is_cut());
  CHECK(over.problem() == "too_large: a body of more than 1000 bytes");

  Reading cut({kOk, "Content-Encoding: gzip", ""}, request(1000, true));
  CHECK_FALSE(cut.take_body(bomb));
  CHECK(cut.is_cut());
  const fetch::Response response = cut.finish();
  CHECK(response.truncated);
  CHECK(response.body == std::string(1000, 'a'));

  Reading exact({kOk, ""}, request(3));
  CHECK(exact.take_body("abc"));
  CHECK_FALSE(exact.finish().truncated);
}

TEST_CASE("a declared length reserves only a little memory") {
  Reading reading({kOk, "Content-Length: 8000000", ""});
  CHECK(reading.take_body("a"));
  CHECK(reading.finish().body.capacity() < 2 << 20);
}
