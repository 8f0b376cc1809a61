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
      const bool goes_on =
          awaits_status_line() ? take_status_line(line + "\r\n") : take_header(line + "\r\n");
      if (!goes_on) break;
    }
  }
  static std::string text_of(const fetch::Error& error) {
    return std::string(name_of(error.kind())) + ": " + error.what();
  }
  /// The fault of the response, or what finish() throws; "" for neither.
  std::string problem() {
    try {
      const fetch::Response response = finish();
      return response.fault ? std::to_string(response.status) + " but " + text_of(*response.fault) : "";
    } catch (const fetch::Error& error) {
      return text_of(error);
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

TEST_CASE("a status line is read in any case, and what is none is a protocol error (RFC 9112 section 4)") {
  const std::pair<const char*, int> rows[] = {
      {"HTTP/1.1 404 Not Found", 404},   {"http/1.1 301 M", 301}, {"HTTP/1.0 204", 204},
      {"Http/1.1  503 two blanks", 503}, {"HTTP/2 404", 404},     {"HTTP/1.1 200OK", 200}};
  for (const auto& [line, status] : rows) {
    const auto& which = line;
    CAPTURE(which);
    CHECK(Reading({line, ""}).finish().status == status);
  }
  for (const char* line :
       {"HTTP/1.1", "HTTP/1.1 abc", "HTTP/1.1 20", "HTTP/1.1 099 no", "HTTX/1.1 200 OK", "A: b"}) {
    const auto& which = line;
    CAPTURE(which);
    CHECK(Reading({line, "", ""}).problem() == "protocol: the answer begins with no status line");
  }
}

TEST_CASE("a header that looks like a status line begins no head") {
  Reading reading({kOk, "X-First: 1", "HTTP/1.1 404: odd", "HTTP/1.1 500 no", "A: b", ""});
  const fetch::Response response = reading.finish();
  CHECK(response.status == 200);
  CHECK(joined(response) == "X-First=1|HTTP/1.1 404=odd|A=b|");
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

TEST_CASE("Content-Length is one number, however often it stands there (RFC 9112 section 6.3)") {
  const auto problem = [](const Lines& lengths) {
    Lines head = {kOk};
    for (const std::string& length : lengths) head.push_back("Content-Length: " + length);
    head.push_back("");
    return Reading(head).problem();
  };
  for (const Lines& right : {Lines{"5"}, Lines{"5", "5"}, Lines{"5, 5"}, Lines{"5,5,5"}, Lines{"5 ,5", "5"},
                             Lines{"5,"}, Lines{"005", "5"}, Lines{"9223372036854775807"}}) {
    CAPTURE(right.front());
    CHECK(problem(right) == "");
  }
  for (const Lines& different : {Lines{"5", "6"}, Lines{"5, 6"}, Lines{"5,5", "6"}, Lines{"5, 5, 6"}}) {
    CAPTURE(different.front());
    CHECK(problem(different) == "200 but protocol: two different Content-Length headers");
  }
  for (const char* wrong : {"9223372036854775808", "-1", "+1", "five", "5x", "5 5"}) {
    CHECK(problem({wrong}) == "200 but protocol: Content-Length is not a number: " + std::string(wrong));
  }
  CHECK(problem({""}) == "200 but protocol: Content-Length is empty");
}

TEST_CASE("beside Transfer-Encoding, and where there is no body, no length counts (RFC 9112 section 6.3)") {
  const Lines lengths = {"Content-Length: 5", "Content-Length: 6", "Content-Length: x"};
  const auto problem = [&lengths](Lines head) {
    head.insert(head.end(), lengths.begin(), lengths.end());
    head.push_back("");
    Reading reading(head);
    CHECK_FALSE(reading.declared_length());
    return reading.problem();
  };
  CHECK(problem({kOk, "Transfer-Encoding: chunked"}) == "");
  CHECK(problem({kOk, "transfer-encoding: gzip"}) == "");
  CHECK(problem({"HTTP/1.1 304 Not Modified"}) == "");
  CHECK(problem({"HTTP/1.1 204 No Content"}) == "");
  Reading declared({kOk, "Content-Length: 7, 7", ""});
  CHECK(declared.declared_length() == 7);
}

TEST_CASE("codings of the transfer are undone before those of the content (RFC 9112 section 6.1)") {
  const auto body = [](const Lines& codings, const std::string& bytes) {
    Lines head = {kOk};
    head.insert(head.end(), codings.begin(), codings.end());
    head.push_back("");
    Reading reading(head);
    CHECK(reading.take_body(bytes));
    const fetch::Response response = reading.finish();
    CHECK_FALSE(response.fault);
    return response.body;
  };
  CHECK(body({"Transfer-Encoding: gzip, chunked"}, support::gzip("hello")) == "hello");
  CHECK(body({"Transfer-Encoding: GZIP", "Transfer-Encoding: Chunked"}, support::gzip("hello")) == "hello");
  CHECK(body({"Content-Encoding: deflate", "Transfer-Encoding: gzip, chunked"},
             support::gzip(support::zlib("hello"))) == "hello");
  CHECK(body({"Content-Encoding: unknown", "Transfer-Encoding: x-gzip, chunked"}, support::gzip("hello")) ==
        "hello");
  CHECK(body({"Transfer-Encoding: identity, chunked"}, "hello") == "hello");
}

TEST_CASE("a coding of the transfer that nobody knows is a fault, since the body cannot be read") {
  CHECK(Reading({kOk, "Transfer-Encoding: compress, chunked", ""}).problem() ==
        "200 but protocol: cannot undo all of the Transfer-Encoding compress, chunked");
  CHECK(Reading({"HTTP/1.1 301 Moved", "Transfer-Encoding: rot13", ""}).problem() ==
        "301 but protocol: cannot undo all of the Transfer-Encoding rot13");
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
  CHECK(problem({kOk, "", long_line, "B: cd"}) == "200 but " + why);
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
  CHECK(reading.problem() == "200 but encoding: the body is not valid gzip");
}

TEST_CASE("an incomplete compressed body is truncated, an empty one is complete") {
  Reading cut({kOk, "Content-Encoding: gzip", ""});
  const std::string packed = support::gzip(std::string(1000, 'a'));
  CHECK(cut.take_body(packed.substr(0, packed.size() / 2)));
  CHECK(cut.problem() == "200 but truncated: the compressed body is incomplete");
  CHECK(Reading({kOk, "Content-Encoding: gzip", ""}).problem() == "");
}

TEST_CASE("the limit applies to the decoded body, which then is an error or is cut") {
  const std::string bomb = support::gzip(std::string(1 << 20, 'a'));
  Reading over({kOk, "Content-Encoding: gzip", ""}, request(1000));
  CHECK_FALSE(over.take_body(bomb));
  CHECK_FALSE(over.is_cut());
  CHECK(over.problem() == "200 but too_large: a body of more than 1000 bytes");

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

TEST_CASE("what goes wrong after the head is a fault of the response, which has what came before") {
  const fetch::Error cut(ErrorKind::reset, "the other side has gone", "idle");
  Reading reading({"HTTP/1.1 301 Moved", "Location: /there", "Content-Length: 100", ""});
  CHECK(reading.take_body("moved"));
  const fetch::Response response = reading.finish(cut);
  CHECK(response.status == 301);
  CHECK(response.header("location") == "/there");
  CHECK(response.body == "moved");
  CHECK(response.fault->kind() == ErrorKind::reset);
  CHECK(response.fault->phase() == "idle");
  Reading headless({"HTTP/1.1 301 Moved", "Location: /there"});
  CHECK_THROWS_WITH_AS(headless.finish(cut), "the other side has gone", fetch::Error);
}

TEST_CASE("a compressed body without its check bytes is whole, and that they are missing is noted") {
  const std::string packed = support::gzip("hello");
  for (const std::size_t missing : {0U, 1U, 8U}) {
    Reading reading({kOk, "Content-Encoding: gzip", ""});
    CHECK(reading.take_body(std::string_view(packed).substr(0, packed.size() - missing)));
    const fetch::Response response = reading.finish();
    CHECK(response.body == "hello");
    CHECK_FALSE(response.fault);
    CHECK(response.oddity ==
          (missing == 0 ? "" : "the check bytes of the compressed body are missing or wrong"));
  }
}

TEST_CASE("what came compressed is kept as it came, if that is asked for, whole and smaller") {
  const std::string text(1'000, 'a');
  const std::string packed = support::gzip(text);
  const auto kept = [](const std::string& bytes, const std::string& coding = "gzip", bool asked = true,
                       std::int64_t limit = 8 << 20) {
    fetch::Request asking = request(limit, true);
    asking.keep_sent_body = asked;
    Reading reading({kOk, "Content-Encoding: " + coding, ""}, asking);
    for (const char byte : bytes) {
      if (!reading.take_body({&byte, 1})) break;
    }
    const fetch::Response response = reading.finish();
    CHECK(response.coding.empty() == response.sent_body.empty());
    if (!response.coding.empty()) CHECK(response.sent_body == bytes);
    return response.coding;
  };
  CHECK(kept(packed) == "gzip");
  CHECK(kept(packed, "x-gzip") == "gzip");
  CHECK(kept(packed, "gzip", false) == "");
  CHECK(kept(text, "identity") == "");
  CHECK(kept(support::gzip("short")) == "");               // larger than what it becomes
  CHECK(kept(packed.substr(0, packed.size() - 1)) == "");  // without all of its check bytes
  CHECK(kept(packed.substr(0, packed.size() - 4) + "xxxx") == "");
  CHECK(kept(packed + packed) == "");
  CHECK(kept(packed, "gzip", true, 500) == "");  // cut
  CHECK(kept(support::gzip(packed), "gzip, gzip") == "");
}

TEST_CASE("a body that is kept as it came, and decoded when it has ended, means what it does otherwise") {
  std::string noise;
  for (std::uint32_t i = 1, x = 1; i < 200'000; ++i)
    noise += static_cast<char>((x = x * 1'664'525 + 1'013'904'223) >> 24);
  const std::string packed = support::gzip(std::string(3'000, 'a') + noise.substr(0, 3'000));
  std::string broken = packed, late = support::gzip(noise);
  broken[1'500] = broken[1'501] = static_cast<char>(0xff);
  const auto read = [](const std::string& bytes, bool keeps, bool cuts, std::size_t piece, bool is_reset) {
    fetch::Request asking = request(190'000, cuts);
    asking.keep_sent_body = keeps;
    Reading reading({kOk, "Content-Encoding: gzip", ""}, asking);
    bool goes_on = true;
    for (std::size_t at = 0; goes_on && at < bytes.size(); at += piece)
      goes_on = reading.take_body(std::string_view(bytes).substr(at, piece));
    std::optional<fetch::Error> fault;
    if (goes_on && is_reset) fault.emplace(ErrorKind::reset, "the other side has gone");
    const fetch::Response response = reading.finish(fault);
    return response.body + (response.truncated ? " truncated " : " ") + response.oddity +
           (response.fault ? Reading::text_of(*response.fault) : "");
  };
  for (const std::string& bytes :
       {packed, packed.substr(0, 1'000), packed.substr(0, packed.size() - 2), broken, late,
        late.substr(0, 100'000), support::gzip(std::string(8'000'000, 'a')), packed + packed}) {
    for (const std::size_t piece : {1U, 700U, 1'000'000U}) {
      for (const bool cuts : {false, true}) {
        for (const bool is_reset : {false, true}) {
          CAPTURE(bytes.size());
          CAPTURE(piece);
          CHECK((read(bytes, true, cuts, piece, is_reset) == read(bytes, false, cuts, piece, is_reset)));
        }
      }
    }
  }
}
