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

/// What the user allowed beyond the public internet.
struct AddressPolicy {
  AddressPolicy() {}
  bool allow_private = false;
  std::vector<IpRange> allowed_ranges;
  std::set<std::string, std::less<>> allowed_hosts;  ///< typed as a seed; written as Url::host() gives them
};

/// Decides which addresses may be connected to, so that a page on the web cannot send the crawler to services
/// of the machine or the network it runs on. Pure: it looks at no interface and asks no resolver.
class AddressGuard {
 public:
  explicit AddressGuard(AddressPolicy policy) : policy_(std::move(policy)) {}

  /// None when the URL host `host` may be reached at `ip` (text, with or without a zone), otherwise why not:
  /// "loopback", "private", "link-local", "carrier-grade NAT", "unspecified", "documentation",
  /// "benchmarking", "reserved", "multicast", "broadcast" or "not an IP address". An IPv6 address that
  /// carries an IPv4 address is judged by that one. What the policy allows is allowed, except multicast,
  /// broadcast and what is no address.
  std::optional<std::string> refuses(std::string_view host, std::string_view ip) const;

 private:
  bool is_allowed(std::string_view host, const IpAddress& address) const;

  AddressPolicy policy_;
};

}  // namespace trawl::fetch
