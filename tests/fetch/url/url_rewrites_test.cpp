#include "fetch/url/url_rewrites.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace trawl;

using fetch::Url;

namespace {

std::string why(std::string_view input, std::string_view base = "") {
  const auto from = Url::parse(base);
  const auto url = Url::parse(input, from ? &*from : nullptr);
  REQUIRE(url);
  return fmt::format("{}", fmt::join(fetch::url_rewrites(input, *url), "; "));
}

std::string why_key(std::string_view input, fetch::KeyPolicy policy = {}) {
  return fmt::format("{}", fmt::join(fetch::key_rewrites(*Url::parse(input), policy), "; "));
}

}  // namespace

TEST_CASE("a URL that was not rewritten has no reasons") {
  CHECK(why("https://user:pw@example.org:8443/a%20b?c=%C3%BC#d") == "");
  CHECK(why_key("https://example.org/a?b") == "");
}

TEST_CASE("each rule of the URL standard that changes something is named") {
  const std::pair<const char*, const char*> cases[] = {
      {" http://h/", "blanks and controls around it are dropped"},
      {"http://h/a\nb", "tabs and line ends are dropped"},
      {"HTTP://h/", "the scheme is written in lower case"},
      {"http:\\\\h/", "backslashes become slashes"},
      {"http:/h/", "the host is preceded by two slashes"},
      {"http://///h/", "the host is preceded by two slashes"},
      {"http://H.Example/", "the host is written in lower case"},
      {"http://b\xc3\xbc"
       "cher.example/",
       "the host is decoded, mapped by UTS 46 and written in ASCII"},
      {"http://%65xample.org/", "the host is decoded, mapped by UTS 46 and written in ASCII"},
      {"http://0x7f.1/", "the address is written in its usual form"},
      {"http://[::0:1]/", "the address is written in its usual form"},
      {"http://h:80/", "the default port is dropped"},
      {"http://h:/", "the default port is dropped"},
      {"http://h:0081/", "leading zeros of the port are dropped"},
      {"http://u:@h/", "user and password are escaped, or dropped if empty"},
      {"http://h", "an empty path becomes /"},
      {"http://h/a/../b", "the segments . and .. are resolved"},
      {"http://h/%2e/b", "the segments . and .. are resolved"},
      {"http://h/a b", "characters that a URL may not contain are escaped"},
      {"http://h/?a b", "characters that a URL may not contain are escaped"},
      {"http://h/#\xc3\xbc", "characters that a URL may not contain are escaped"},
      {"http://h/\xff",
       "bytes that are not UTF-8 become U+FFFD; characters that a URL may not contain are escaped"},
  };
  for (const auto& row : cases) CHECK_MESSAGE(why(row.first) == row.second, row.first);
}

TEST_CASE("a relative URL is resolved against its base") {
  CHECK(why("../b", "http://h/a/") == "it is resolved against the base; the segments . and .. are resolved");
  CHECK(why("c d", "http://h/a%20/") ==
        "it is resolved against the base; characters that a URL may not contain are escaped");
  CHECK(why("//H/", "http://a/") == "it is resolved against the base");
}

TEST_CASE("each rewrite of the key is named") {
  const std::pair<const char*, const char*> cases[] = {
      {"http://u:p@h/", "user and password are dropped"},
      {"http://h./", "the dot at the end of the host is dropped"},
      {"http://h/%7ea%c3", "the path is escaped where needed, in upper case"},
      {"http://h/?", "an empty query is dropped"},
      {"http://h/?a&&b", "the query is escaped where needed, in upper case, without empty parameters"},
      {"http://h/?a=1&utm_source=x&gclid=y", "tracking parameters are dropped"},
      {"http://h/a;jsessionid=1?PHPSESSID=2", "the session id is dropped"},
      {"http://h/#f", "the fragment is dropped"},
  };
  for (const auto& row : cases) CHECK_MESSAGE(why_key(row.first) == row.second, row.first);
}

TEST_CASE("each policy adds its reasons only when it is switched on") {
  fetch::KeyPolicy policy;
  policy.drop_tracking = false;
  policy.sort_query = policy.fold_slashes = true;
  policy.ignored = {"ref"};
  CHECK(why_key("http://h//a?utm_source=x&ref=1&b", policy) ==
        "repeated slashes become one; ignored parameters are dropped; the parameters are sorted");
}
