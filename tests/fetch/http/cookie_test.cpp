#include "fetch/http/cookie.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using fetch::Cookie;
using fetch::parse_set_cookie;

namespace {

constexpr double kNow = 1767225600;  // 2026-01-01T00:00:00Z

fetch::Url url(std::string_view text) {
  return fetch::Url::parse(text).value();
}

std::optional<Cookie> cookie_from(std::string_view page, std::string_view header) {
  return parse_set_cookie(header, url(page), kNow);
}

/// "NAME=VALUE", or "" for a header that is ignored.
std::string kept(std::string_view header, std::string_view page = "https://www.example.org/a/b") {
  const auto cookie = cookie_from(page, header);
  return cookie ? cookie->name + '=' + cookie->value : "";
}

}  // namespace

TEST_CASE("the first equals sign separates name and value, which are trimmed") {
  CHECK(kept("a=b") == "a=b");
  CHECK(kept("  a \t=  b=c \"d\" ; Path=/") == "a=b=c \"d\"");
  CHECK(kept("a=") == "a=");
  CHECK(kept("=b") == "");
  CHECK(kept("b") == "");
  CHECK(kept("") == "");
  CHECK(kept("; a=b") == "");
}

TEST_CASE("a cookie that is too long or contains control characters is ignored") {
  CHECK(kept("a=b\tc") == "a=b\tc");
  CHECK(kept("a=b\rc") == "");
  CHECK(kept(std::string("a=b\0c", 5)) == "");
  CHECK(kept("a=" + std::string(4'095, 'x')) != "");
  CHECK(kept("a=" + std::string(4'096, 'x')) == "");
}

TEST_CASE("a cookie is for its host only, or with a Domain also for subdomains") {
  const auto alone = cookie_from("http://www.example.org/", "a=b; Domain=").value();
  CHECK(alone.host_only);
  CHECK(alone.is_for(url("http://www.example.org:8080/x")));
  CHECK_FALSE(alone.is_for(url("http://sub.www.example.org/")));
  CHECK_FALSE(alone.is_for(url("http://example.org/")));
  CHECK(cookie_from("http://www.example.org/", "a=b; Domain=.").value().host_only);
  const auto shared = cookie_from("http://www.example.org/", "a=b; Domain=.EXAMPLE.org").value();
  CHECK(shared.is_for(url("http://example.org/")));
  CHECK(shared.is_for(url("http://sub.www.example.org/")));
  CHECK_FALSE(shared.is_for(url("http://badexample.org/")));
}

TEST_CASE("cookies for foreign domains, public suffixes and parts of addresses are ignored") {
  for (const auto* domain :
       {"other.org", "sub.www.example.org", "org", "ample.org", "\"example.org\"", "..example.org"}) {
    CAPTURE(domain);
    CHECK_FALSE(cookie_from("http://www.example.org/", std::string("a=b; Domain=") + domain));
  }
  CHECK_FALSE(cookie_from("http://evil.com./", "a=b; Domain=com."));
  CHECK_FALSE(cookie_from("http://me.co.uk/", "a=b; Domain=co.uk"));
  CHECK_FALSE(cookie_from("http://127.0.0.1/", "a=b; Domain=0.0.1"));
  CHECK(cookie_from("http://127.0.0.1/", "a=b; Domain=127.0.0.1").value().is_for(url("http://127.0.0.1/")));
  CHECK(cookie_from("http://github.io/", "a=b; Domain=github.io").value().host_only);
}

TEST_CASE("a Domain may be written in Unicode") {
  const auto cookie = cookie_from("http://www.bücher.example.org/", "a=b; Domain=bücher.example.org").value();
  CHECK(cookie.domain == "xn--bcher-kva.example.org");
  CHECK_FALSE(cookie_from("http://www.example.org/", "a=b; Domain=\xff.org"));
}

TEST_CASE("the default path is the folder of the page") {
  CHECK(cookie_from("http://e.org/a/b/c", "a=b").value().path == "/a/b");
  CHECK(cookie_from("http://e.org/a", "a=b").value().path == "/");
  CHECK(cookie_from("http://e.org/a/b", "a=b; Path=x").value().path == "/a");
  const auto cookie = cookie_from("http://e.org/", "a=b; Path=/x; Path=/docs").value();
  CHECK(cookie.is_for(url("http://e.org/docs")));
  CHECK(cookie.is_for(url("http://e.org/docs/x?y")));
  CHECK_FALSE(cookie.is_for(url("http://e.org/docs-old")));
  CHECK_FALSE(cookie.is_for(url("http://e.org/Docs/")));
}

TEST_CASE("a Secure cookie is accepted and sent only over https") {
  const auto cookie = cookie_from("https://e.org/", "a=b; SECURE").value();
  CHECK(cookie.is_for(url("https://e.org/")));
  CHECK_FALSE(cookie.is_for(url("http://e.org/")));
  CHECK_FALSE(cookie_from("http://e.org/", "a=b; Secure"));
}

TEST_CASE("a name with a security prefix needs the attributes that it promises") {
  CHECK(kept("__Secure-a=b; Secure") != "");
  CHECK(kept("__secure-a=b") == "");
  CHECK(kept("__Host-a=b; Secure; Path=/") != "");
  CHECK(kept("__Host-a=b; Secure") == "");
  CHECK(kept("__Host-a=b; Path=/") == "");
  CHECK(kept("__HOST-a=b; Secure; Path=/; Domain=www.example.org") == "");
}

TEST_CASE("Max-Age takes precedence over Expires, and malformed attributes are ignored") {
  const auto expires = [](std::string_view attributes) {
    return cookie_from("http://e.org/", "a=b; " + std::string(attributes)).value().expires;
  };
  CHECK(expires("HttpOnly; SameSite=Strict") == std::nullopt);
  CHECK(expires("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT") == kNow + 60);
  CHECK(expires("Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=6x") == 0);
  CHECK(expires("Expires=soon") == std::nullopt);
  CHECK(expires("Max-Age=-") == std::nullopt);
  CHECK(cookie_from("http://e.org/", "a=b; Max-Age=0").value().has_expired(kNow));
  CHECK(cookie_from("http://e.org/", "a=b; Max-Age=-1").value().has_expired(kNow));
  CHECK_FALSE(
      cookie_from("http://e.org/", "a=b; Max-Age=" + std::string(900, '9')).value().has_expired(kNow));
}

TEST_CASE("an attribute that is too long is ignored") {
  CHECK(cookie_from("http://e.org/a/b", "a=b; Path=/" + std::string(1'024, 'x')).value().path == "/a");
}
