#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sockaddr;

namespace trawl::fetch {

/// An IPv4 or IPv6 address as its bytes in network order.
class IpAddress {
 public:
  /// Reads "192.0.2.1" (four decimal parts) or "2001:db8::1" (RFC 4291 §2.2), without brackets or zone.
  static std::optional<IpAddress> parse(std::string_view text);
  /// The address in a socket's address; none when that is neither IPv4 nor IPv6.
  static std::optional<IpAddress> of(const sockaddr& address);
  explicit IpAddress(std::array<std::uint8_t, 4> v4) : is_v6_(false), bytes_{v4[0], v4[1], v4[2], v4[3]} {}
  explicit IpAddress(std::array<std::uint8_t, 16> v6) : is_v6_(true), bytes_(v6) {}

  bool is_v6() const { return is_v6_; }
  /// 4 or 16 of them.
  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), is_v6_ ? 16u : 4u}; }
  /// As the URL standard serialises hosts (§3.5): dotted, or RFC 5952 without its mixed form, no brackets.
  std::string text() const;

 private:
  bool is_v6_;
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace trawl::fetch
