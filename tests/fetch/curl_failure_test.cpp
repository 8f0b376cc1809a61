#include "fetch/curl_failure.hpp"

#include <curl/curl.h>
#include <doctest/doctest.h>

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

}  // namespace

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
