#include "fetch/address/ip_range.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

using fetch::IpAddress;
using fetch::IpRange;

namespace {

bool contains(std::string_view cidr, std::string_view ip) {
  return IpRange::parse(cidr).contains(*IpAddress::parse(ip));
}

std::string refusal(std::string_view cidr) {
  try {
    IpRange::parse(cidr);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("a range contains the addresses with its prefix") {
  CHECK(contains("10.0.0.0/8", "10.255.255.255"));
  CHECK_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  CHECK(contains("172.16.0.0/12", "172.31.255.255"));
  CHECK_FALSE(contains("172.16.0.0/12", "172.32.0.0"));
  CHECK(contains("fe80::/10", "febf:ffff::1"));
  CHECK_FALSE(contains("fe80::/10", "fec0::"));
  CHECK(contains("0.0.0.0/0", "255.255.255.255"));
  CHECK(contains("192.0.2.7", "192.0.2.7"));
  CHECK_FALSE(contains("192.0.2.7/32", "192.0.2.6"));
}

TEST_CASE("a range contains only addresses of its own family") {
  CHECK_FALSE(contains("0.0.0.0/0", "::"));
  CHECK_FALSE(contains("::/0", "0.0.0.0"));
}

TEST_CASE("the refusal of a malformed range quotes it and says what is wrong") {
  CHECK(refusal("10.0.0.1/8") ==
        "\"10.0.0.1/8\" is not an address range: bits beyond the prefix are set; write it like 10.0.0.0/8 or "
        "fd00::/8");
  CHECK(refusal("10.0.0.0/33").find("not a number from 0 to 32") != std::string::npos);
  CHECK(refusal("::/129").find("not a number from 0 to 128") != std::string::npos);
  for (const char* cidr : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8 ", "10.0.0.0/-1",
                           "10.0.0.0/+8", "10/8", "localhost"}) {
    CHECK_MESSAGE(refusal(cidr) != "", cidr);
  }
}
