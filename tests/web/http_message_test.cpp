#include "web/http_message.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using web::accepts_gzip;
using web::HttpRequest;

namespace {

HttpRequest with_headers(web::HttpHeaders headers) {
  return {"GET", "/", "/", std::move(headers), 80};
}

}  // namespace

TEST_CASE("a header is found in upper or lower case, and the first of several counts") {
  const HttpRequest request = with_headers({{"hOST", "a"}, {"Host", "b"}});
  CHECK(request.header("Host") == "a");
  CHECK(request.header_count("HOST") == 2);
  CHECK_FALSE(request.header("Origin"));
}

TEST_CASE("gzip is sent to clients that accept it (RFC 9110, 12.5.3)") {
  struct Row {
    const char* value;
    bool accepted;
  };
  for (const Row& row : {Row{"gzip", true}, Row{"GZIP", true}, Row{"br, gzip;q=0.5", true}, Row{"*", true},
                         Row{"deflate, gzip , br", true}, Row{"gzip;q=0", false}, Row{"gzip;q=0.000", false},
                         Row{"*;q=0", false}, Row{"*, gzip;q=0", false}, Row{"identity", false},
                         Row{"br", false}, Row{"x-gzipped", false}, Row{"", false}, Row{",,;", false}}) {
    CAPTURE(row.value);
    CHECK(accepts_gzip(with_headers({{"Accept-Encoding", row.value}})) == row.accepted);
  }
  CHECK_FALSE(accepts_gzip(with_headers({})));
}
