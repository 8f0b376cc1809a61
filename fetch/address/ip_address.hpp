#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sockaddr;

namespace trawl::fetch {

/// An IPv4 or IPv6 address, stored as bytes in network order.
class IpAddress {
 public:
  /// Reads "192.0.2.1" (four decimal parts) or "2001:db8::1" (RFC 4291 §2.2), without brackets or zone.
  static std::optional<IpAddress> parse(std::string_view text);
  /// The IP address of a socket address; none for other families than IPv4 and IPv6.
  static std::optional<IpAddress> of(const sockaddr& address);
  explicit IpAddress(std::array<std::uint8_t, 4> v4) : is_v6_(false), bytes_{v4[0], v4[1], v4[2], v4[3]} {}
  explicit IpAddress(std::array<std::uint8_t, 16> v6) : is_v6_(true), bytes_(v6) {}

  bool is_v6() const { return is_v6_; }
  /// 4 or 16 bytes.
  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), is_v6_ ? 16u : 4u}; }
  /// As the URL standard writes hosts (§3.5): IPv4 dotted, IPv6 as in RFC 5952 but never with a dotted part,
  /// without brackets.
  std::string text() const;

 private:
  bool is_v6_;
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace trawl::fetch
