#pragma once
#include <string_view>

#include "fetch/address/ip_address.hpp"

namespace trawl::fetch {

/// The special_use() of the services that give a machine in a cloud its settings and credentials. Most are at
/// private addresses, some at public ones.
inline constexpr std::string_view kCloudMetadata = "cloud metadata";

/// What an address that is not of the public internet is for: kCloudMetadata, "loopback", "private",
/// "link-local", "carrier-grade NAT", "unspecified", "documentation", "benchmarking", "reserved", "multicast"
/// or "broadcast" (RFC 6890 and its registries); "" for a public one. An IPv6 address that contains an IPv4
/// address is judged by the IPv4 address.
std::string_view special_use(const IpAddress& address);

/// The IPv4 address inside an IPv6 address (mapped, compatible, NAT64, 6to4, Teredo); any other address as it
/// is.
IpAddress without_embedding(const IpAddress& address);

}  // namespace trawl::fetch
