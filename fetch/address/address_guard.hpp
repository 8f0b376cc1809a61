#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/address/ip_range.hpp"

namespace trawl::fetch {

/// Which addresses the user allows besides the public internet.
struct AddressPolicy {
  AddressPolicy() {}
  bool allow_private = false;
  std::vector<IpRange> allowed_ranges;
  std::set<std::string, std::less<>> allowed_hosts;  ///< typed as seeds; as Url::host() writes them
};

/// Decides which addresses the crawler may connect to, so that a page on the web cannot send it to services
/// of the machine or network that it runs on. Pure: it looks at no network interface and asks no resolver.
class AddressGuard {
 public:
  explicit AddressGuard(AddressPolicy policy) : policy_(std::move(policy)) {}

  /// None if the crawler may connect to `ip` (text, with or without a zone) for the URL host `host`, else why
  /// not: "loopback", "private", "link-local", "carrier-grade NAT", "unspecified", "documentation",
  /// "benchmarking", "reserved", "multicast", "broadcast" or "not an IP address". An IPv6 address that
  /// contains an IPv4 address is judged by the IPv4 address. The policy can allow all but multicast,
  /// broadcast and malformed addresses.
  std::optional<std::string> refuses(std::string_view host, std::string_view ip) const;

 private:
  bool is_allowed(std::string_view host, const IpAddress& address) const;

  AddressPolicy policy_;
};

}  // namespace trawl::fetch
