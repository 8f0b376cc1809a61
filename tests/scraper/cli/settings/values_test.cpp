#include "scraper/cli/settings/values.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

using namespace trawl::cli;

namespace {

std::string place_of(std::string_view text) {
  const auto listen = parse_listen_address(text);
  return listen ? listen->address + " " + std::to_string(listen->port) : "off";
}

}  // namespace

TEST_CASE("counts are whole numbers within their bounds") {
  CHECK(parse_count("0", 0) == 0);
  CHECK(parse_count("100000", 0) == 100'000);
  for (const auto* text : {"", "-1", "1.5", "x", "1x", " 1", "99999999999999999999"})
    CHECK_THROWS_AS(parse_count(text, 0), std::invalid_argument);
  CHECK_THROWS_WITH(parse_count("0", 1, 10), "'0' is not a whole number from 1 to 10");
}

TEST_CASE("switches take the common words") {
  CHECK(parse_switch("true"));
  CHECK(parse_switch("1"));
  CHECK_FALSE(parse_switch("off"));
  CHECK_THROWS_AS(parse_switch("maybe"), std::invalid_argument);
}

TEST_CASE("a header is a token, a colon and a value") {
  CHECK(parse_header("Accept: text/html") == fetch::Header("Accept", "text/html"));
  CHECK(parse_header("X-A:b:c") == fetch::Header("X-A", "b:c"));
  CHECK(parse_header("X-A:") == fetch::Header("X-A", ""));
  for (const auto* text : {"", "Accept", ": x", "A b: c", "X: a\r\nY: b"})
    CHECK_THROWS_AS(parse_header(text), std::invalid_argument);
}

TEST_CASE("a cookie is one name and its value; more of them, or attributes, are refused") {
  using Pair = std::pair<std::string, std::string>;
  CHECK(parse_cookie("a=b") == Pair("a", "b"));
  CHECK(parse_cookie("a=b=c") == Pair("a", "b=c"));
  CHECK(parse_cookie("a=") == Pair("a", ""));
  for (const auto* text : {"", "a", "=b", "a=b; c=d", "a=b;Path=/", "a=b\tc", "a=b\r\nX: y"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_cookie(text), std::invalid_argument);
  }
}

TEST_CASE("a proxy without a scheme is http") {
  CHECK(parse_proxy("127.0.0.1:8080") == "http://127.0.0.1:8080");
  CHECK(parse_proxy("socks5h://u:p@h:1") == "socks5h://u:p@h:1");
  for (const auto* text : {"", "ftp://h", "http://"})
    CHECK_THROWS_AS(parse_proxy(text), std::invalid_argument);
}

TEST_CASE("an IPv6 address may have brackets") {
  CHECK(parse_ip("[::1]"));
  CHECK(parse_ip("::1"));
  CHECK(parse_ip("127.0.0.1"));
  CHECK_FALSE(parse_ip("example.org"));
}

TEST_CASE("the UI listens on a port, on an address and port, or not at all") {
  CHECK(place_of("8080") == "127.0.0.1 8080");
  CHECK(place_of("0") == "127.0.0.1 0");
  CHECK(place_of("0.0.0.0:80") == "0.0.0.0 80");
  CHECK(place_of("[::1]:80") == "::1 80");
  CHECK(place_of("localhost:80") == "127.0.0.1 80");
  CHECK(place_of("off") == "off");
}

TEST_CASE("other addresses to listen on are refused") {
  for (const auto* text : {"", "on", "65536", "-1", ":80", "example.org:80", "127.0.0.1:", "127.0.0.1"})
    CHECK_THROWS_AS(parse_listen_address(text), std::invalid_argument);
}
