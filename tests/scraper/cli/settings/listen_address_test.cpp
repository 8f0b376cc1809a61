#include "scraper/cli/settings/listen_address.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

using cli::parse_listen_address;

namespace {

std::string read(std::string_view text) {
  const auto listen = parse_listen_address(text);
  return listen ? listen->address + " " + std::to_string(listen->port) : "off";
}

}  // namespace

TEST_CASE("the UI listens on a port, an address and a port, or not at all") {
  CHECK(read("8080") == "127.0.0.1 8080");
  CHECK(read("0") == "127.0.0.1 0");
  CHECK(read("0.0.0.0:80") == "0.0.0.0 80");
  CHECK(read("[::1]:80") == "::1 80");
  CHECK(read("localhost:80") == "127.0.0.1 80");
  CHECK(read("off") == "off");
}

TEST_CASE("other places are refused") {
  for (const auto* text : {"", "on", "65536", "-1", ":80", "example.org:80", "127.0.0.1:", "127.0.0.1"})
    CHECK_THROWS_AS(parse_listen_address(text), std::invalid_argument);
}
