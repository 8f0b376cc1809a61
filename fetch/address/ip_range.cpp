#include "fetch/address/ip_range.hpp"

#include <charconv>
#include <stdexcept>
#include <string>

namespace trawl::fetch {

namespace {

[[noreturn]] void refuse(std::string_view cidr, std::string_view reason) {
  throw std::invalid_argument("\"" + std::string(cidr) + "\" is not an address range: " +
                              std::string(reason) + "; write it like 10.0.0.0/8 or fd00::/8");
}

unsigned bit(const IpAddress& address, unsigned index) {
  return address.bytes()[index / 8] >> (7 - index % 8) & 1u;
}

}  // namespace

IpRange IpRange::parse(std::string_view cidr) {
  const std::size_t slash = cidr.find('/');
  const auto first = IpAddress::parse(cidr.substr(0, slash));
  if (!first) refuse(cidr, "the part before \"/\" is not an IP address");
  const auto bits = static_cast<unsigned>(first->bytes().size() * 8);
  if (slash == cidr.npos) return {*first, bits};
  const std::string_view digits = cidr.substr(slash + 1);
  unsigned prefix = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (error != std::errc() || end != digits.data() + digits.size() || prefix > bits) {
    refuse(cidr, "the prefix length is not a number from 0 to " + std::to_string(bits));
  }
  for (unsigned i = prefix; i < bits; ++i) {
    if (bit(*first, i) != 0) refuse(cidr, "bits beyond the prefix are set");
  }
  return {*first, prefix};
}

bool IpRange::contains(const IpAddress& address) const {
  if (address.is_v6() != first_.is_v6()) return false;
  for (unsigned i = 0; i < prefix_; ++i) {
    if (bit(address, i) != bit(first_, i)) return false;
  }
  return true;
}

}  // namespace trawl::fetch
