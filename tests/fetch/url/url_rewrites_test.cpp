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

TEST_CASE("a URL that stays as it is was rewritten for no reason") {
  CHECK(why("https://user:pw@example.org:8443/a%20b?c=%C3%BC#d") == "");
  CHECK(why_key("https://example.org/a?b") == "");
}

TEST_CASE("each rule of the URL standard that changes something is named") {
  const std::pair<const char*, const char*> cases[] = {
      {" http://h/", "blanks and controls around it are dropped"},
      {"http://h/a\nb", "tabs and line ends are dropped"},
      {"HTTP://h/", "the scheme is in lower case"},
      {"http:\\\\h/", "backslashes are slashes"},
      {"http:/h/", "two slashes stand before the host"},
      {"http://///h/", "two slashes stand before the host"},
      {"http://H.Example/", "the host is in lower case"},
      {"http://b\xc3\xbc"
       "cher.example/",
       "the host is decoded, mapped by UTS 46 and in ASCII"},
      {"http://%65xample.org/", "the host is decoded, mapped by UTS 46 and in ASCII"},
      {"http://0x7f.1/", "the address is in its usual form"},
      {"http://[::0:1]/", "the address is in its usual form"},
      {"http://h:80/", "the port is the default one"},
      {"http://h:/", "the port is the default one"},
      {"http://h:0081/", "the port has no zeros in front"},
      {"http://u:@h/", "user and password are escaped or empty"},
      {"http://h", "an empty path is /"},
      {"http://h/a/../b", "the segments . and .. are resolved"},
      {"http://h/%2e/b", "the segments . and .. are resolved"},
      {"http://h/a b", "what may not stand in a URL is escaped"},
      {"http://h/?a b", "what may not stand in a URL is escaped"},
      {"http://h/#\xc3\xbc", "what may not stand in a URL is escaped"},
      {"http://h/\xff", "bytes that are no UTF-8 become U+FFFD; what may not stand in a URL is escaped"},
  };
  for (const auto& row : cases) CHECK_MESSAGE(why(row.first) == row.second, row.first);
}

TEST_CASE("what is relative is resolved against its base") {
  CHECK(why("../b", "http://h/a/") == "it is resolved against the base; the segments . and .. are resolved");
  CHECK(why("c d", "http://h/a%20/") ==
        "it is resolved against the base; what may not stand in a URL is escaped");
  CHECK(why("//H/", "http://a/") == "it is resolved against the base");
}

TEST_CASE("each rewrite of the key is named") {
  const std::pair<const char*, const char*> cases[] = {
      {"http://u:p@h/", "user and password are dropped"},
      {"http://h./", "the dot at the end of the host is dropped"},
      {"http://h/%7ea%c3", "the path is escaped where it must be, in upper case"},
      {"http://h/?", "an empty query is dropped"},
      {"http://h/?a&&b", "the query is escaped where it must be, in upper case, without empty parameters"},
      {"http://h/?a=1&utm_source=x&gclid=y", "tracking parameters are dropped"},
      {"http://h/#f", "the fragment is dropped"},
  };
  for (const auto& row : cases) CHECK_MESSAGE(why_key(row.first) == row.second, row.first);
}

TEST_CASE("a policy that is switched on or off has or lacks its reasons") {
  fetch::KeyPolicy policy;
  policy.drop_tracking = false;
  policy.sort_query = policy.fold_slashes = true;
  CHECK(why_key("http://h//a?utm_source=x&b", policy) ==
        "slashes in a row are one; the parameters are sorted");
}
