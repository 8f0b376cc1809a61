#include "fetch/address/special_use.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("the published metadata addresses of clouds are known, also inside IPv6 addresses") {
  for (const char* ip : {"169.254.169.254",
                         "169.254.169.252",
                         "169.254.170.2",
                         "169.254.170.23",
                         "169.254.42.42",
                         "169.254.0.23",
                         "100.100.100.200",
                         "168.63.129.16",
                         "192.0.0.192",
                         "fd00:ec2::254",
                         "fd00:ec2::23",
                         "fd20:ce::254",
                         "fd00:c1::a9fe:a9fe",
                         "fd00:42::42",
                         "fd00:a9fe:a9fe::1",
                         "fe80::a9fe:a9fe",
                         "::ffff:169.254.169.254",
                         "::168.63.129.16",
                         "64:ff9b::192.0.0.192",
                         "2002:a9fe:a9fe::1"}) {
    CHECK_MESSAGE(special_use(*fetch::IpAddress::parse(ip)) == fetch::kCloudMetadata, ip);
  }
}

TEST_CASE("the neighbours of a metadata service are what their block is") {
  CHECK(special_use(*fetch::IpAddress::parse("169.254.169.253")) == "link-local");
  CHECK(special_use(*fetch::IpAddress::parse("100.100.100.201")) == "carrier-grade NAT");
  CHECK(special_use(*fetch::IpAddress::parse("168.63.129.15")) == "");
  CHECK(special_use(*fetch::IpAddress::parse("fd00:ec2::253")) == "private");
}

TEST_CASE("an IPv4 address is taken out of the IPv6 addresses that lead to it, and out of no other") {
  const auto inner = [](const char* ip) { return without_embedding(*fetch::IpAddress::parse(ip)).text(); };
  CHECK(inner("::ffff:10.0.0.1") == "10.0.0.1");
  CHECK(inner("64:ff9b::a00:1") == "10.0.0.1");
  CHECK(inner("::1") == "::1");
  CHECK(inner("::") == "::");
  CHECK(inner("fd00::10.0.0.1") == "fd00::a00:1");
}
