#include "fetch/curl_options.hpp"
#include "tests/support/compression.hpp"
#include "tests/support/fetching.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/tls_tunnel.hpp"

using namespace trawl;

namespace {

using namespace trawl::support;

const std::string kOk = "HTTP/1.1 200 OK\r\n";

}  // namespace

TEST_CASE("an answer with a malformed header line is read, by asking once more") {
  const std::string chunks = "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nno trailer\r\n\r\n";
  const std::string rows[] = {
      kOk + "this is no header\r\nA: b\r\nContent-Length: 5\r\n\r\nhello and more",
      kOk + " folded onto nothing\r\nA: b\r\nContent-Length: 5\r\n\r\nhello",
      kOk + " folded: onto nothing\r\nA: b\r\n\r\nhello",
      kOk + "A: b\r\nnone\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
      kOk + "A: b\r\nContent-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
      "HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" + kOk + "A: b\r\nnone\r\n\r\nhello",
      "HTTP/1.0 200 OK\nA: b\nnone\nContent-Encoding: gzip\n\n" + gzip("hello"),
  };
  for (const std::string& answer : rows) {
    CAPTURE(answer);
    RawServer server([answer](RawServer::Connection& connection) {
      connection.request();
      connection.send(answer);
    });
    fetch::Request to = request(server.url("/path?query=%20|"));
    to.headers = {{"X-Own", "1"}};
    const fetch::Response response = Fetching().get(to);
    CHECK(response.status == 200);
    CHECK(response.body == "hello");
    CHECK(response.header("a") == "b");
    CHECK_FALSE(response.fault);
    const bool has_such_a_line = answer.find("Content-Length: x") == std::string::npos;
    CHECK(response.oddity == (has_such_a_line ? "a malformed header line was passed over" : ""));
    CHECK(response.http_version == (answer.starts_with("HTTP/1.0") ? "1.0" : "1.1"));
    CHECK(response.ip == "127.0.0.1");
    CHECK(response.repeats == 1);
    const auto asked = server.requests();
    REQUIRE(asked.size() == 2);
    for (const char* line : {"GET ", "Host", "User-Agent", "Accept:", "Accept-Encoding", "X-Own"})
      CHECK(line_of(asked[0], line) == line_of(asked[1], line));
  }
}

TEST_CASE("an origin whose answers are malformed is asked twice the first time only") {
  const std::string odd = kOk + "none\r\nContent-Length: 5\r\n\r\nhello", good = ok("good");
  RawServer server([&](RawServer::Connection& connection) {
    const std::string head = connection.request();
    connection.send(head.starts_with("GET /good") ? good : odd);
  });
  Fetching fetching;
  CHECK(fetching.get(server.url()).repeats == 1);
  CHECK(fetching.get(server.url()).repeats == 0);
  const fetch::Response response = fetching.get(server.url("/good"));
  CHECK(response.body == "good");
  CHECK(response.oddity == "");
  CHECK(server.requests().size() == 4);
}

TEST_CASE("the second reading of a malformed answer keeps all limits, and its faults are faults") {
  const std::string odd = kOk + "none\r\n";
  CHECK(end_of(odd + "Content-Length: 10\r\n\r\nhello") == "200 but truncated");
  CHECK(end_of(odd + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhello") == "200 but protocol");
  CHECK(end_of(odd + "Transfer-Encoding: chunked\r\n\r\n-1\r\nhello") == "200 but protocol");
  CHECK(end_of(odd + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello") == "200 but protocol");
  CHECK(end_of(odd + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello and more\r\n") == "200 but protocol");
  CHECK(end_of(odd + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel") == "200 but truncated");
  CHECK(end_of(odd + "A: b\r\n") == "truncated");
  CHECK(end_of(odd + "Long: " + std::string(200'000, 'x') + "\r\n\r\n") == "protocol");
  RawServer server(always(odd + "\r\n" + std::string(5'000, 'x')));
  fetch::Request to = request(server.url());
  to.limits.body_bytes = 1'000;
  CHECK(Fetching().outcome(to) == "200 but too_large");
  to.cut_body = true;
  const fetch::Response cut = Fetching().get(to);
  CHECK(cut.truncated);
  CHECK(cut.body.size() == 1'000);
}

TEST_CASE("an answer with a malformed header line is read over TLS, too") {
  RawServer plain(once(kOk + "none\r\nContent-Length: 6\r\n\r\nsecret"));
  const TlsTunnel server(plain.port());
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  fetch::ClientOptions careless = open_options();
  careless.network.verify_tls = false;
  for (const bool http2 : {false, true}) {
    careless.network.http2 = http2;
    CHECK(Fetching(careless).outcome(url) == "200 secret");
  }
  CHECK(plain.requests().size() == 4);
}

TEST_CASE("what is asked with a password is not asked twice") {
  RawServer server(once(kOk + "none\r\n\r\nhello"));
  const std::string place = "127.0.0.1:" + std::to_string(server.port()) + "/";
  CHECK(Fetching().outcome("http://user:word@" + place) == "protocol");
  CHECK(server.requests().size() == 1);
}
