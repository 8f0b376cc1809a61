#include "fetch/address/ip_address.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>

using namespace trawl;

using fetch::IpAddress;

namespace {

std::string rewritten(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->text() : "none";
}

}  // namespace

TEST_CASE("an IPv4 address is four decimal parts and nothing else") {
  CHECK(rewritten("192.0.2.255") == "192.0.2.255");
  CHECK(IpAddress::parse("192.0.2.255")->bytes().size() == 4);
  for (const char* text : {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "01.2.3.4", "1.2.3.4 ", "0x1.2.3.4"}) {
    CHECK(rewritten(text) == "none");
  }
}

TEST_CASE("an IPv6 address is written without its first longest run of zeros (RFC 5952 section 4)") {
  const std::pair<const char*, const char*> cases[] = {
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
      {"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::ffff:192.0.2.1", "::ffff:c000:201"},
      {"0:0:1::", "0:0:1::"},
  };
  for (const auto& [text, wanted] : cases) CHECK(rewritten(text) == wanted);
}

TEST_CASE("malformed IPv6 addresses are refused") {
  for (const char* text : {":", ":::", "1::2::3", "1:2:3:4:5:6:7:8:9", "1::2:3:4:5:6:7:8", "12345::", "::g",
                           "[::1]", "::1%eth0", "::1.2.3", "::01.2.3.4", "1:2:3:4:5:6:7:1.2.3.4"}) {
    CHECK(rewritten(text) == "none");
  }
  CHECK(rewritten(std::string_view("::1\0", 4)) == "none");
  CHECK(rewritten(std::string(1'000'000, ':')) == "none");
}

TEST_CASE("the address in a socket's address is read in both families") {
  sockaddr_storage storage{};
  auto& address = reinterpret_cast<sockaddr&>(storage);
  address.sa_family = AF_INET;
  inet_pton(AF_INET, "192.0.2.1", &reinterpret_cast<sockaddr_in&>(storage).sin_addr);
  CHECK(IpAddress::of(address)->text() == "192.0.2.1");
  address.sa_family = AF_INET6;
  inet_pton(AF_INET6, "2001:db8::1", &reinterpret_cast<sockaddr_in6&>(storage).sin6_addr);
  CHECK(IpAddress::of(address)->text() == "2001:db8::1");
  address.sa_family = AF_UNIX;
  CHECK_FALSE(IpAddress::of(address));
}
