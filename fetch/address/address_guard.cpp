#include "fetch/address/address_guard.hpp"

#include <algorithm>

#include "fetch/address/special_use.hpp"

namespace trawl::fetch {

bool AddressGuard::is_allowed(const IpAddress& address, bool only_if_named) const {
  if (policy_.allow_private && !only_if_named) return true;
  const IpAddress reached = without_embedding(address);
  return std::any_of(policy_.allowed_ranges.begin(), policy_.allowed_ranges.end(), [&](const IpRange& range) {
    return (!only_if_named || range.is_single()) && (range.contains(address) || range.contains(reached));
  });
}

std::optional<std::string> AddressGuard::refuses(const Url& url, std::string_view ip,
                                                 bool heeds_typed_hosts) const {
  const auto address = IpAddress::parse(ip.substr(0, ip.find('%')));
  if (!address) return "not an IP address";
  const std::string_view use = special_use(*address);
  if (use.empty()) return std::nullopt;
  if (use == "multicast" || use == "broadcast") return std::string(use);  // never a server
  if (is_allowed(*address, use == kCloudMetadata)) return std::nullopt;
  if (heeds_typed_hosts && typed_hosts_.may_be_at(url, *address)) return std::nullopt;
  return std::string(use);
}

}  // namespace trawl::fetch
