#include "fetch/curl_failure.hpp"

#include <curl/curl.h>
#include <doctest/doctest.h>

#include "tests/support/fetching.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/tls_tunnel.hpp"

using namespace trawl;

namespace {

using fetch::ErrorKind;

fetch::CurlFailure failure(int code, const char* explanation = "", bool is_connected = true) {
  fetch::CurlFailure made;
  made.code = code;
  made.explanation = explanation;
  made.is_connected = is_connected;
  return made;
}

std::string kind_of(const fetch::CurlFailure& of) {
  return std::string(name_of(fetch::error_of(of).kind()));
}

/// RFC 9113 section 4.1.
std::string frame(int type, int flags, int stream, const std::string& payload) {
  std::string text(9, '\0');
  text[2] = static_cast<char>(payload.size());
  text[3] = static_cast<char>(type);
  text[4] = static_cast<char>(flags);
  text[8] = static_cast<char>(stream);
  return text + payload;
}
/// RFC 7541 section 6.2.2.
std::string header(const std::string& name, const std::string& value) {
  std::string text(1, '\0');
  text += static_cast<char>(name.size());
  text += name;
  text += static_cast<char>(value.size());
  return text + value;
}
std::string head(const std::string& more = "") {
  return frame(1, 4, 1, "\x88" + more);  // :status 200
}

/// How a fetch over HTTP/2 ends whose server sends these frames; the last word.
std::string end_over_http2(const std::string& frames) {
  support::RawServer server([frames](support::RawServer::Connection& connection) {
    connection.read(24 + 9);  // the client's preface
    connection.send(frame(4, 0, 0, "") + frames);
    connection.hang();
  });
  const support::TlsTunnel tls(server.port(), true);
  fetch::ClientOptions options = support::open_options();
  options.network.verify_tls = false;
  options.network.http2 = true;
  fetch::Request to = support::request("https://127.0.0.1:" + std::to_string(tls.port()) + "/");
  to.limits.idle = std::chrono::seconds(5);
  const std::string end = support::Fetching(options).outcome(to);
  return end.substr(end.rfind(' ') + 1);
}

}  // namespace

TEST_CASE("malformed HTTP/2 is the server's fault") {
  const std::string body = frame(0, 1, 1, "hello");
  CHECK(end_over_http2(head() + body) == "hello");
  const std::string rows[] = {
      head(header("X-Upper-Case", "1")) + body,
      head(header("connection", "close")) + body,
      head(header("content-length", "10")) + body,
      frame(1, 4, 1, header("a", "no status")) + body,
      frame(1, 4, 1, "\xff\xff\xff\xff\xff") + body,  // no HPACK
      frame(3, 0, 1, std::string("\0\0\0\2", 4)),     // RST_STREAM: INTERNAL_ERROR
      frame(3, 0, 1, std::string("\0\0\0\7", 4)),     // REFUSED_STREAM
      head() + frame(0, 0, 1, "hel") + frame(3, 0, 1, std::string("\0\0\0\10", 4)),
      frame(7, 0, 0, std::string("\0\0\0\0\0\0\0\2", 8)),  // GOAWAY
      std::string(60, 'x'),
  };
  for (const std::string& frames : rows) {
    const std::string end = end_over_http2(frames);
    CHECK_MESSAGE((end == "protocol" || end == "reset"), end);
  }
}

TEST_CASE("once a connection is made, what libcurl does not like is the server's fault") {
  const struct {
    int code;
    const char *explanation, *kind;
  } rows[] = {
      {CURLE_HTTP2_STREAM, "HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)", "reset"},
      {CURLE_HTTP2_STREAM, "HTTP/2 stream 1 was not closed cleanly: REFUSED_STREAM (err 7)", "reset"},
      {CURLE_HTTP2_STREAM, "HTTP/2 stream 1 was not closed cleanly: PROTOCOL_ERROR (err 1)", "protocol"},
      {CURLE_HTTP2, "Error in the HTTP2 framing layer", "reset"},
      {CURLE_BAD_FUNCTION_ARGUMENT, "", "protocol"},
      {CURLE_WEIRD_SERVER_REPLY, "Header without colon", "protocol"},
      {CURLE_RECV_ERROR, "Illegal or missing hexadecimal sequence in chunked-encoding", "protocol"},
      {CURLE_TOO_MANY_REDIRECTS, "", "protocol"},
      {CURLE_OUT_OF_MEMORY, "", "too_large"},
      {CURLE_WRITE_ERROR, "", "internal"},
      {CURLE_PARTIAL_FILE, "", "truncated"},
      {CURLE_OPERATION_TIMEDOUT, "", "timeout"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.explanation);
    CAPTURE(row.code);
    CHECK(kind_of(failure(row.code, row.explanation)) == row.kind);
  }
}

TEST_CASE(
    "before that, what nobody knows is internal, and what is lost is lost at the proxy if there is one") {
  CHECK(kind_of(failure(CURLE_BAD_FUNCTION_ARGUMENT, "", false)) == "internal");
  CHECK(kind_of(failure(CURLE_OUT_OF_MEMORY, "", false)) == "internal");
  CHECK(kind_of(failure(CURLE_COULDNT_CONNECT, "", false)) == "connect");
  auto lost = failure(CURLE_COULDNT_CONNECT, "", false);
  lost.has_proxy = true;
  CHECK(kind_of(lost) == "proxy");
}

TEST_CASE("a refused header line is one that could be passed over") {
  CHECK(is_refused_header_line(failure(CURLE_WEIRD_SERVER_REPLY, "Header without colon")));
  CHECK(is_refused_header_line(failure(CURLE_BAD_FUNCTION_ARGUMENT)));
  CHECK_FALSE(is_refused_header_line(failure(CURLE_WEIRD_SERVER_REPLY, "Nul byte in header")));
  CHECK_FALSE(is_refused_header_line(failure(CURLE_BAD_FUNCTION_ARGUMENT, "", false)));
}
