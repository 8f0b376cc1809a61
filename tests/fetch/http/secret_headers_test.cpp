#include "fetch/http/secret_headers.hpp"

#include <doctest/doctest.h>

using namespace trawl::fetch;

TEST_CASE("headers that carry credentials or a session are known by their names") {
  for (const char* name : {"Set-Cookie", "set-cookie2", "COOKIE", "Authorization", "Proxy-Authorization",
                           "Authentication-Info", "X-Api-Key", "apikey", "X-CSRF-Token", "X-Auth-Key",
                           "X-Amz-Security-Token", "X-Session-Id", "Client-Secret"})
    CHECK_MESSAGE(is_secret_header(name), name);
  for (const char* name : {"WWW-Authenticate", "Proxy-Authenticate", "X-Author", "ETag", "Server", "Link",
                           "Last-Modified", "Location", "Content-Type", ""})
    CHECK_MESSAGE(!is_secret_header(name), name);
}

TEST_CASE("of a cookie its name and its attributes stay") {
  const std::pair<const char*, const char*> cases[] = {
      {"id=sesame", "id=***"},
      {"id=a=b; Path=/; HttpOnly", "id=***; Path=/; HttpOnly"},
      {"id=s;secure;SameSite=Lax; Max-Age=60 ;", "id=***; secure; SameSite=Lax; Max-Age=60"},
      {"id=s; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Domain=a.example",
       "id=***; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Domain=a.example"},
      {"id=s; Path=/, other=sesame; Secure", "id=***; ***; Secure"},
      {"id=s; note=sesame", "id=***; ***"},
      {"sesame; Path=/", "***; Path=/"},
      {"", "***"},
      {"id=***; Path=/", "id=***; Path=/"},
  };
  for (const auto& [value, shown] : cases) CHECK(without_secrets("Set-Cookie", value) == shown);
}

TEST_CASE("of other secret headers nothing stays") {
  CHECK(without_secrets("authorization", "Basic c2VzYW1l") == "***");
  CHECK(without_secrets("X-Api-Key", "sesame") == "***");
  CHECK(without_secrets("X-Api-Key", "") == "");
}

TEST_CASE("in other headers only the user and password of URLs are replaced") {
  const std::pair<const char*, const char*> cases[] = {
      {"https://a.example/x//y@z", "https://a.example/x//y@z"},
      {"https://user:p@ss@a.example/?q=b@c", "https://***@a.example/?q=b@c"},
      {"//user@a.example", "//***@a.example"},
      {"<http://u:p@a.example/>; rel=next, <http://b.example/@c>",
       "<http://***@a.example/>; rel=next, <http://b.example/@c>"},
      {"0; url=http://u:p@a.example/", "0; url=http://***@a.example/"},
      {"//", "//"},
      {"a@b", "a@b"},
      {"", ""},
  };
  for (const auto& [value, shown] : cases) {
    CHECK(without_secrets("Location", value) == shown);
    CHECK(without_secrets("Location", shown) == shown);
  }
}
