#include "fetch/address/special_use.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "fetch/address/ip_range.hpp"

namespace trawl::fetch {

namespace {

struct SpecialRange {
  IpRange range;
  std::string_view reason;
};

// The metadata services of clouds, then the registries of RFC 6890 without the blocks that are globally
// reachable. The first match counts.
const std::vector<SpecialRange>& special_ranges() {
  static const std::vector<SpecialRange> ranges = [] {
    constexpr std::pair<std::string_view, std::string_view> kTable[] = {
        // These hand credentials of the machine to whoever asks from it. Their clouds publish the addresses.
        {"169.254.169.254", kCloudMetadata},     // AWS, Azure, Google, OpenStack and most others
        {"169.254.169.252", kCloudMetadata},     // Google Kubernetes Engine
        {"169.254.170.2", kCloudMetadata},       // AWS: credentials of ECS tasks
        {"169.254.170.23", kCloudMetadata},      // AWS: credentials of EKS pods
        {"169.254.42.42", kCloudMetadata},       // Scaleway
        {"169.254.0.23", kCloudMetadata},        // Tencent
        {"100.100.100.200", kCloudMetadata},     // Alibaba
        {"168.63.129.16", kCloudMetadata},       // Azure: the wire server, among public addresses
        {"192.0.0.192", kCloudMetadata},         // Oracle, classic
        {"fd00:ec2::254", kCloudMetadata},       // AWS
        {"fd00:ec2::23", kCloudMetadata},        // AWS: credentials of EKS pods
        {"fd20:ce::254", kCloudMetadata},        // Google
        {"fd00:c1::a9fe:a9fe", kCloudMetadata},  // Oracle
        {"fd00:42::42", kCloudMetadata},         // Scaleway
        {"fd00:a9fe:a9fe::1", kCloudMetadata},   // Akamai
        {"fe80::a9fe:a9fe", kCloudMetadata},     // OpenStack
        {"0.0.0.0/8", "unspecified"},            // RFC 1122
        {"10.0.0.0/8", "private"},               // RFC 1918
        {"100.64.0.0/10", "carrier-grade NAT"},  // RFC 6598
        {"127.0.0.0/8", "loopback"},             // RFC 1122
        {"169.254.0.0/16", "link-local"},        // RFC 3927
        {"172.16.0.0/12", "private"},            // RFC 1918
        {"192.0.0.0/24", "reserved"},            // RFC 6890
        {"192.0.2.0/24", "documentation"},       // RFC 5737
        {"192.88.99.0/24", "reserved"},          // RFC 7526
        {"192.168.0.0/16", "private"},           // RFC 1918
        {"198.18.0.0/15", "benchmarking"},       // RFC 2544
        {"198.51.100.0/24", "documentation"},    // RFC 5737
        {"203.0.113.0/24", "documentation"},     // RFC 5737
        {"224.0.0.0/4", "multicast"},            // RFC 5771
        {"255.255.255.255", "broadcast"},        // RFC 919
        {"240.0.0.0/4", "reserved"},             // RFC 1112
        {"::", "unspecified"},                   // RFC 4291
        {"::1", "loopback"},                     // RFC 4291
        {"2001:2::/48", "benchmarking"},         // RFC 5180
        {"2001:10::/28", "reserved"},            // RFC 4843
        {"2001:db8::/32", "documentation"},      // RFC 3849
        {"3fff::/20", "documentation"},          // RFC 9637
        {"fc00::/7", "private"},                 // RFC 4193
        {"fe80::/10", "link-local"},             // RFC 4291
        {"fec0::/10", "private"},                // RFC 3879
        {"ff00::/8", "multicast"},               // RFC 4291
    };
    std::vector<SpecialRange> parsed;
    for (const auto& [cidr, reason] : kTable) parsed.push_back({IpRange::parse(cidr), reason});
    return parsed;
  }();
  return ranges;
}

// Where the IPv6 addresses of a range contain an IPv4 address.
struct Embedding {
  IpRange range;
  std::size_t offset;
  std::uint8_t mask;  // XORed with each of its bytes
};

const std::vector<Embedding>& embeddings() {
  static const std::vector<Embedding> all = {
      {IpRange::parse("::ffff:0:0/96"), 12, 0},  // IPv4-mapped, RFC 4291
      {IpRange::parse("::/96"), 12, 0},          // IPv4-compatible, RFC 4291
      {IpRange::parse("64:ff9b::/96"), 12, 0},   // NAT64, RFC 6052
      {IpRange::parse("2002::/16"), 2, 0},       // 6to4, RFC 3056
      {IpRange::parse("2001::/32"), 12, 0xff},   // Teredo, the client's address, RFC 4380
  };
  return all;
}

std::optional<IpAddress> embedded_v4(const IpAddress& address) {
  static const IpRange unspecified_or_loopback = IpRange::parse("::/127");
  if (unspecified_or_loopback.contains(address)) return std::nullopt;
  for (const Embedding& embedding : embeddings()) {
    if (!embedding.range.contains(address)) continue;
    std::array<std::uint8_t, 4> v4;
    for (std::size_t i = 0; i < 4; ++i) v4[i] = address.bytes()[embedding.offset + i] ^ embedding.mask;
    return IpAddress(v4);
  }
  return std::nullopt;
}

}  // namespace

IpAddress without_embedding(const IpAddress& address) {
  return embedded_v4(address).value_or(address);
}

std::string_view special_use(const IpAddress& address) {
  static const IpRange global_unicast = IpRange::parse("2000::/3");
  const IpAddress reached = without_embedding(address);
  for (const SpecialRange& special : special_ranges()) {
    if (special.range.contains(reached)) return special.reason;
  }
  return reached.is_v6() && !global_unicast.contains(reached) ? "reserved" : "";
}

}  // namespace trawl::fetch
