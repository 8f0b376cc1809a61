#include "fetch/aio/net/socket_address.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("IPv4 and IPv6 addresses and localhost are accepted, with the port") {
  const aio::SocketAddress v4("127.0.0.1", 80), v6("::1", 65535), local("localhost", 0);
  CHECK(v4.family() == AF_INET);
  CHECK(v4.port() == 80);
  CHECK(v6.family() == AF_INET6);
  CHECK(v6.port() == 65535);
  CHECK(local.family() == AF_INET);
  CHECK(local.port() == 0);
}

TEST_CASE("a name, a scope or nothing at all is not an address") {
  for (const char* host : {"example.org", "", "127.0.0.1.", "[::1]", "127.1", "0x7f.0.0.1"}) {
    CAPTURE(host);
    CHECK_THROWS_AS(aio::SocketAddress(host, 80), std::invalid_argument);
  }
}
