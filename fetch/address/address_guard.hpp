#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/address/ip_range.hpp"
#include "fetch/address/typed_hosts.hpp"
#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// Which addresses the user allows besides the public internet.
struct AddressPolicy {
  AddressPolicy() {}
  bool allow_private = false;           ///< all but the metadata services of clouds
  std::vector<IpRange> allowed_ranges;  ///< a metadata service only by a range of one address
  std::vector<TypedHost> typed_hosts;
};

/// Decides which addresses the crawler may connect to, so that a page on the web cannot send it to services
/// of the machine or network that it runs on. It looks at no network interface and asks no resolver: it is
/// told what lookups found. Thread: the loop's.
class AddressGuard {
 public:
  explicit AddressGuard(AddressPolicy policy)
      : policy_(std::move(policy)), typed_hosts_(policy_.typed_hosts) {}

  /// None if the crawler may connect to `ip` (text, with or without a zone) for `url`, else why not: one of
  /// the words of special_use(), or "not an IP address". The policy can allow all but multicast, broadcast
  /// and malformed addresses. `heeds_typed_hosts`: whether typed hosts have their permission here.
  std::optional<std::string> refuses(const Url& url, std::string_view ip,
                                     bool heeds_typed_hosts = true) const;

  /// To be told what lookups found, before it judges.
  TypedHosts& typed_hosts() { return typed_hosts_; }

 private:
  bool is_allowed(const IpAddress& address, bool only_if_named) const;

  const AddressPolicy policy_;
  TypedHosts typed_hosts_;
};

}  // namespace trawl::fetch
