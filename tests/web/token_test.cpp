#include "web/token.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("a token is 32 bytes in hex and differs from run to run") {
  const std::string token = web::random_token();
  CHECK(token.size() == 64);
  CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(token != web::random_token());
}

TEST_CASE("the constant-time comparison agrees with the plain one") {
  CHECK(web::equal_in_constant_time("", ""));
  CHECK(web::equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(web::equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(web::equal_in_constant_time("abc", "xbc"));
  CHECK_FALSE(web::equal_in_constant_time("abc", "abcd"));
  CHECK_FALSE(web::equal_in_constant_time("", "a"));
}
