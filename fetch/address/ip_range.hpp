#pragma once
#include <string_view>

#include "fetch/address/ip_address.hpp"

namespace trawl::fetch {

/// A block of addresses with a common prefix.
class IpRange {
 public:
  /// Reads CIDR notation (RFC 4632 §3.1), as in "10.0.0.0/8" or "fd00::/8". A single address is a range of
  /// one. Throws std::invalid_argument with a message for people, also if bits beyond the prefix are set.
  static IpRange parse(std::string_view cidr);

  bool contains(const IpAddress& address) const;
  bool is_single() const { return prefix_ == first_.bytes().size() * 8; }

 private:
  IpRange(const IpAddress& first, unsigned prefix) : first_(first), prefix_(prefix) {}

  IpAddress first_;
  unsigned prefix_;  // bits, at most 32 or 128
};

}  // namespace trawl::fetch
