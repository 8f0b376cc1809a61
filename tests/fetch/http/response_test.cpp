#include "fetch/http/response.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("a header is found by its name in any case, and the first of several counts") {
  fetch::Response response(*fetch::Url::parse("http://h/"));
  response.headers = {
      {"Content-Type", "text/html"}, {"Set-Cookie", "a=1"}, {"set-cookie", "b=2"}, {"X-Empty", ""}};
  CHECK(response.header("content-type") == "text/html");
  CHECK(response.header("SET-COOKIE") == "a=1");
  CHECK(response.header("x-empty") == "");
  CHECK_FALSE(response.header("Content"));
  CHECK_FALSE(response.header(""));
}
