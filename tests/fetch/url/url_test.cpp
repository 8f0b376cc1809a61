#include "fetch/url/url.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using fetch::Url;

TEST_CASE("a URL has the parts that the standard names") {
  const Url url = *Url::parse("https://user:secret@Example.org:8443/a/b?c=d#e");
  CHECK(url.href() == "https://user:secret@example.org:8443/a/b?c=d#e");
  CHECK(url.scheme() == "https");
  CHECK(url.username() == "user");
  CHECK(url.password() == "secret");
  CHECK(url.host() == "example.org");
  CHECK(url.port() == "8443");
  CHECK(url.effective_port() == 8443);
  CHECK(url.path() == "/a/b");
  CHECK(url.query() == "c=d");
  CHECK(url.fragment() == "e");
  CHECK(url.origin() == "https://example.org:8443");
  CHECK(url.has_credentials());
}

TEST_CASE("missing parts are empty, and an empty query or fragment is distinguished from a missing one") {
  const Url bare = *Url::parse("http://h");
  CHECK(bare.path() == "/");
  CHECK(bare.username() == "");
  CHECK(bare.password() == "");
  CHECK(bare.port() == "");
  CHECK_FALSE(bare.has_query());
  CHECK_FALSE(bare.has_fragment());
  CHECK_FALSE(bare.has_credentials());
  const Url marked = *Url::parse("http://h?#");
  CHECK(marked.has_query());
  CHECK(marked.query() == "");
  CHECK(marked.has_fragment());
  CHECK(marked.fragment() == "");
  CHECK(marked.href() == "http://h/?#");
}

TEST_CASE("a default port is not written, but is the effective port") {
  CHECK(Url::parse("http://h:80/")->href() == "http://h/");
  CHECK(Url::parse("http://h/")->effective_port() == 80);
  CHECK(Url::parse("https://h:443/")->port() == "");
  CHECK(Url::parse("https://h/")->effective_port() == 443);
  CHECK(Url::parse("https://h:80/")->effective_port() == 80);
  CHECK(Url::parse("https://[::1]:8080/")->effective_port() == 8080);
}

TEST_CASE("a URL may have a password without a username, or a username without a password") {
  const Url secret = *Url::parse("http://:secret@h/");
  CHECK(secret.username() == "");
  CHECK(secret.password() == "secret");
  CHECK(secret.has_credentials());
  const Url user = *Url::parse("http://user:@h/");
  CHECK(user.href() == "http://user@h/");
  CHECK(user.username() == "user");
  CHECK(user.password() == "");
}

TEST_CASE("without_fragment and without_credentials keep everything else") {
  const Url url = *Url::parse("http://user:secret@h:81/p?q#f");
  CHECK(url.without_fragment().href() == "http://user:secret@h:81/p?q");
  CHECK_FALSE(url.without_fragment().has_fragment());
  const Url bare = url.without_credentials();
  CHECK(bare.href() == "http://h:81/p?q#f");
  CHECK_FALSE(bare.has_credentials());
  CHECK(bare.host() == "h");
  CHECK(bare.port() == "81");
  CHECK(bare.path() == "/p");
  CHECK(bare.query() == "q");
  CHECK(bare.fragment() == "f");
  CHECK(bare.without_credentials() == bare);
  CHECK(bare.without_fragment().without_fragment().href() == "http://h:81/p?q");
}

TEST_CASE("a relative URL can be resolved against a copy without fragment or credentials") {
  const Url base = Url::parse("http://u:p@h:81/a/b?q#f")->without_credentials();
  CHECK(Url::parse("c", &base)->href() == "http://h:81/a/c");
  CHECK(Url::parse("", &base)->href() == "http://h:81/a/b?q");
}

TEST_CASE("a path that is called plain holds nothing that a key would write in another way") {
  const auto odd_base = Url::parse("http://a.example/(b)/c");
  REQUIRE(odd_base);
  CHECK(Url::parse("http://a.example/b/c-d_e.html?q#f")->has_plain_path());
  CHECK(Url::parse("/d", &*odd_base)->has_plain_path());
  for (const char* reference : {"d", "", "?q", "#f", "./", ".."})
    CHECK_FALSE(Url::parse(reference, &*odd_base)->has_plain_path());
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string text = std::string("x") + static_cast<char>(byte) + "y";
    const auto base = Url::parse("http://a.example/" + text + "/z");
    for (const auto& url : {base, base ? Url::parse("w", &*base) : base, Url::parse(text, &*odd_base)})
      if (url && url->has_plain_path())
        CHECK(url->path().find_first_of("%;( \"<>[\\]^`{|}") == std::string_view::npos);
  }
}
