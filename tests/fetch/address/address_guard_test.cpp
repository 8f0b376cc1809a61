#include "fetch/address/address_guard.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using fetch::AddressGuard;
using fetch::AddressPolicy;
using fetch::IpRange;
using fetch::TypedHost;
using fetch::Url;

namespace {

std::string verdict(const AddressGuard& guard, std::string_view ip,
                    std::string_view url = "http://example.org/") {
  return guard.refuses(*Url::parse(url), ip).value_or("allowed");
}

const AddressGuard kStrict{AddressPolicy()};

}  // namespace

TEST_CASE("public addresses are allowed right up to the special blocks") {
  for (const char* ip : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                         "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
                         "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
                         "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2001:4860::8888"}) {
    CHECK_MESSAGE(verdict(kStrict, ip) == "allowed", ip);
  }
}

TEST_CASE("the special blocks of RFC 6890 are refused, and the reason is their use") {
  const std::pair<const char*, const char*> cases[] = {
      {"0.0.0.0", "unspecified"},  // RFC 1122 section 3.2.1.3
      {"0.1.2.3", "unspecified"},
      {"10.0.0.0", "private"},  // RFC 1918
      {"10.255.255.255", "private"},
      {"100.64.0.0", "carrier-grade NAT"},  // RFC 6598
      {"100.127.255.255", "carrier-grade NAT"},
      {"127.0.0.1", "loopback"},  // RFC 1122 section 3.2.1.3
      {"127.255.255.255", "loopback"},
      {"169.254.1.1", "link-local"},  // RFC 3927
      {"172.16.0.0", "private"},      // RFC 1918
      {"172.31.255.255", "private"},
      {"192.0.0.8", "reserved"},           // RFC 6890
      {"192.0.2.1", "documentation"},      // RFC 5737
      {"192.88.99.1", "reserved"},         // RFC 7526
      {"192.168.1.1", "private"},          // RFC 1918
      {"198.19.255.255", "benchmarking"},  // RFC 2544
      {"198.51.100.1", "documentation"},   // RFC 5737
      {"203.0.113.1", "documentation"},    // RFC 5737
      {"239.255.255.255", "multicast"},    // RFC 5771
      {"240.0.0.1", "reserved"},           // RFC 1112 section 4
      {"255.255.255.255", "broadcast"},    // RFC 919
  };
  for (const auto& item : cases) CHECK_MESSAGE(verdict(kStrict, item.first) == item.second, item.first);
}

TEST_CASE("the special blocks of IPv6 are refused, and the reason is their use") {
  const std::pair<const char*, const char*> cases[] = {
      {"::", "unspecified"},   // RFC 4291 section 2.5.2
      {"::1", "loopback"},     // RFC 4291 section 2.5.3
      {"fc00::1", "private"},  // RFC 4193
      {"fdff::1", "private"},
      {"fe80::1", "link-local"},         // RFC 4291 section 2.5.6
      {"fe80::1%eth0", "link-local"},    // RFC 4007 section 11
      {"fec0::1", "private"},            // RFC 3879
      {"ff02::1", "multicast"},          // RFC 4291 section 2.7
      {"2001:db8::1", "documentation"},  // RFC 3849
      {"3fff:fff::1", "documentation"},  // RFC 9637
      {"2001:2::1", "benchmarking"},     // RFC 5180
      {"2001:10::1", "reserved"},        // RFC 4843
      {"100::1", "reserved"},            // RFC 6666
      {"64:ff9b:1::1", "reserved"},      // RFC 8215
      {"5f00::1", "reserved"},           // RFC 9602
      {"4000::1", "reserved"},           // RFC 4291 section 2.4: only 2000::/3 is assigned
  };
  for (const auto& item : cases) CHECK_MESSAGE(verdict(kStrict, item.first) == item.second, item.first);
}

TEST_CASE("an IPv6 address that contains an IPv4 address is judged by the IPv4 address") {
  const std::pair<const char*, const char*> cases[] = {
      {"::ffff:127.0.0.1", "loopback"},  // IPv4-mapped, RFC 4291 section 2.5.5.2
      {"::ffff:8.8.8.8", "allowed"},
      {"::ffff:0:0", "unspecified"},
      {"::10.0.0.1", "private"},                       // IPv4-compatible, RFC 4291 section 2.5.5.1
      {"64:ff9b::169.254.169.254", "cloud metadata"},  // NAT64, RFC 6052
      {"64:ff9b::8.8.8.8", "allowed"},
      {"2002:c0a8:0101::1", "private"},  // 6to4 of 192.168.1.1, RFC 3056
      {"2002:0808:0808::1", "allowed"},
      {"2001:0:4136:e378:8000:63bf:80ff:fffe", "loopback"},  // Teredo of 127.0.0.1, RFC 4380 section 4
      {"2001:0:4136:e378:8000:63bf:f7f7:f7f7", "allowed"},   // Teredo of 8.8.8.8
  };
  for (const auto& item : cases) CHECK_MESSAGE(verdict(kStrict, item.first) == item.second, item.first);
}

TEST_CASE("a malformed address is refused") {
  for (const char* ip : {"", "localhost", "127.1", "0x7f000001", "%eth0", "1.2.3.4/8", "[::1]"}) {
    CHECK_MESSAGE(verdict(kStrict, ip) == "not an IP address", ip);
  }
}

TEST_CASE("allow_private allows every address that one can connect to") {
  AddressPolicy policy;
  policy.allow_private = true;
  const AddressGuard guard(policy);
  for (const char* ip :
       {"127.0.0.1", "10.0.0.1", "169.254.1.1", "0.0.0.0", "::1", "fd00::1", "::ffff:10.0.0.1"}) {
    CHECK_MESSAGE(verdict(guard, ip) == "allowed", ip);
  }
  CHECK(verdict(guard, "224.0.0.1") == "multicast");
  CHECK(verdict(guard, "::ffff:255.255.255.255") == "broadcast");
  CHECK(verdict(guard, "nonsense") == "not an IP address");
}

TEST_CASE("the addresses of an allowed range are allowed, also inside IPv6 addresses") {
  AddressPolicy policy;
  policy.allowed_ranges = {IpRange::parse("10.1.0.0/16"), IpRange::parse("fd12::/16")};
  const AddressGuard guard(policy);
  CHECK(verdict(guard, "10.1.2.3") == "allowed");
  CHECK(verdict(guard, "::ffff:10.1.2.3") == "allowed");
  CHECK(verdict(guard, "fd12::1") == "allowed");
  CHECK(verdict(guard, "10.2.0.1") == "private");
  CHECK(verdict(guard, "fd13::1") == "private");
}

TEST_CASE("the metadata service of a cloud is refused unless the user names exactly its address") {
  AddressPolicy policy;
  policy.allow_private = true;
  policy.allowed_ranges = {IpRange::parse("169.254.0.0/16"), IpRange::parse("100.100.100.200"),
                           IpRange::parse("fd00:ec2::254/128")};
  const AddressGuard guard(policy);
  CHECK(verdict(guard, "169.254.169.254") == "cloud metadata");
  CHECK(verdict(guard, "168.63.129.16") == "cloud metadata");
  CHECK(verdict(guard, "::ffff:168.63.129.16") == "cloud metadata");
  CHECK(verdict(guard, "fd00:ec2::23") == "cloud metadata");
  CHECK(verdict(guard, "100.100.100.200") == "allowed");
  CHECK(verdict(guard, "fd00:ec2::254") == "allowed");
  CHECK(verdict(guard, "169.254.169.253") == "allowed");
  CHECK(verdict(guard, "168.63.129.17") == "allowed");
}

TEST_CASE(
    "a host that the user typed may be private where it was typed, other hosts with its address may not") {
  AddressPolicy policy;
  for (const char* url : {"http://localhost/", "https://[::1]:8443/"})
    policy.typed_hosts.emplace_back(*Url::parse(url));
  const AddressGuard guard(policy);
  CHECK(verdict(guard, "127.0.0.1", "http://localhost/deep") == "allowed");
  CHECK(verdict(guard, "::1", "https://[::1]:8443/") == "allowed");
  CHECK(verdict(guard, "::1", "https://[::1]/") == "loopback");
  CHECK(verdict(guard, "127.0.0.1", "http://evil.example/") == "loopback");
  CHECK(verdict(guard, "127.0.0.1", "http://localhost.evil.example/") == "loopback");
  CHECK(guard.refuses(*Url::parse("http://localhost/"), "127.0.0.1", false) == "loopback");
}
