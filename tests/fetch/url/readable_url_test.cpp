#include "fetch/url/readable_url.hpp"

#include <doctest/doctest.h>

#include "fetch/url/url.hpp"

using namespace trawl;

namespace {

/// As it is read; "" when that is as it is written.
std::string read(std::string_view url) {
  return fetch::readable_url(fetch::Url::parse(url).value().href()).value_or("");
}

}  // namespace

TEST_CASE("escapes, blanks and IDN hosts are read as the characters that they stand for") {
  const std::pair<const char*, const char*> cases[] = {
      {"http://a.org/größe/1", "http://a.org/größe/1"},
      {"http://a.org/gr%c3%b6%C3%9Fe", "http://a.org/größe"},
      {"http://a.org/two words", "http://a.org/two words"},
      {"http://a.org/?q=two+words&x=%E6%97%A5", "http://a.org/?q=two words&x=日"},
      {"http://a.org/a+b", ""},
      {"http://bücher.example:8080/", "http://bücher.example:8080/"},
      {"http://u:p%20w@bücher.example/x", "http://u:p%20w@bücher.example/x"},
      {"http://a.org/?u=%2Flogin", "http://a.org/?u=/login"},
      {"http://a.org/%2520", "http://a.org/%20"},
      {"http://[::1]:80/%41", "http://[::1]/A"},
      {"http://a.org/plain?x=1", ""}};
  for (const auto& [url, expected] : cases) CHECK(read(url) == expected);
}

TEST_CASE("escapes of control characters and of other encodings stay") {
  CHECK(read("http://a.org/%0A%1B%7F%C2%9B") == "");
  CHECK(read("http://a.org/%F6%20%C3") == "http://a.org/%F6 %C3");
  CHECK(read("http://a.org/%") == "");
  CHECK(read("http://a.org/%zz%20") == "http://a.org/%zz ");
}
