#include "fetch/address/ip_address.hpp"

#include <bit>
#include <cstdio>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace trawl::fetch {

namespace {

constexpr std::size_t kLongestText = INET6_ADDRSTRLEN - 1;

std::string v6_text(std::span<const std::uint8_t> bytes) {
  const auto piece = [&](int i) { return bytes[2 * i] << 8 | bytes[2 * i + 1]; };
  int gap = 8, gap_size = 1;
  for (int start = 0; start < 8;) {
    int end = start;
    while (end < 8 && piece(end) == 0) ++end;
    if (end - start > gap_size) {
      gap = start;
      gap_size = end - start;
    }
    start = end + 1;
  }
  std::string text;
  for (int i = 0; i < 8; ++i) {
    if (i == gap) {
      text += i == 0 ? "::" : ":";
      i += gap_size - 1;
      continue;
    }
    char digits[8];
    text.append(digits, std::snprintf(digits, sizeof digits, i < 7 ? "%x:" : "%x", piece(i)));
  }
  return text;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() > kLongestText || text.find('\0') != text.npos) return std::nullopt;
  const std::string name(text);
  if (std::array<std::uint8_t, 4> v4; inet_pton(AF_INET, name.c_str(), v4.data()) == 1) return IpAddress(v4);
  if (std::array<std::uint8_t, 16> v6; inet_pton(AF_INET6, name.c_str(), v6.data()) == 1)
    return IpAddress(v6);
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const in_addr& bytes = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    return IpAddress(std::bit_cast<std::array<std::uint8_t, 4>>(bytes));
  }
  if (address.sa_family == AF_INET6) {
    const in6_addr& bytes = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    return IpAddress(std::bit_cast<std::array<std::uint8_t, 16>>(bytes));
  }
  return std::nullopt;
}

std::string IpAddress::text() const {
  if (is_v6_) return v6_text(bytes());
  char dotted[16];
  return {dotted, static_cast<std::size_t>(std::snprintf(dotted, sizeof dotted, "%d.%d.%d.%d", bytes_[0],
                                                         bytes_[1], bytes_[2], bytes_[3]))};
}

}  // namespace trawl::fetch
