#include "fetch/url/url_host.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "fetch/address/ip_address.hpp"
#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "fetch/url/domain_to_ascii.hpp"
#include "fetch/url/percent.hpp"

namespace trawl::fetch {

namespace {

// Each byte in lower case if a domain may contain it; 0 for forbidden domain code points and non-ASCII.
constexpr auto kDomainBytes = [] {
  std::array<char, 256> bytes{};
  for (unsigned byte = 0x21; byte < 0x7f; ++byte) {
    const char c = static_cast<char>(byte);
    if (std::string_view("#%/:<>?@[\\]^|").find(c) != std::string_view::npos) continue;
    bytes[byte] = text::lower(c);
  }
  return bytes;
}();

bool append_ascii_domain(std::string& out, std::string_view domain) {
  const std::size_t start = out.size();
  out.resize(start + domain.size());
  char* to = out.data() + start;
  for (const char c : domain) {
    const char lower = kDomainBytes[static_cast<unsigned char>(c)];
    if (lower == 0) {
      out.resize(start);
      return false;
    }
    *to++ = lower;
  }
  return true;
}

// One part of an IPv4 host: hexadecimal after "0x", octal after "0", else decimal. 2^32 if it does not fit 32
// bits.
std::optional<std::uint64_t> ipv4_part(std::string_view part) {
  if (part.empty()) return std::nullopt;
  int radix = 10;
  if (part.starts_with("0x")) {
    radix = 16;
    part.remove_prefix(2);
  } else if (part.size() > 1 && part[0] == '0') {
    radix = 8;
    part.remove_prefix(1);
  }
  std::uint64_t value = 0;
  for (const char c : part) {
    const int digit = text::hex_digit_value(c);
    if (digit < 0 || digit >= radix) return std::nullopt;
    value =
        std::min(value * static_cast<unsigned>(radix) + static_cast<unsigned>(digit), std::uint64_t{1} << 32);
  }
  return value;
}

std::string_view last_label(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  return domain.substr(domain.rfind('.') + 1);
}

bool ends_in_number(std::string_view domain) {
  const std::string_view label = last_label(domain);
  if (label.empty() || !text::is_digit(label[0])) return false;
  return text::is_number(label) || ipv4_part(label).has_value();
}

std::optional<IpAddress> ipv4_host(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  std::uint32_t address = 0;
  for (unsigned index = 0; index < 4; ++index) {
    const std::size_t dot = host.find('.');
    const auto part = ipv4_part(host.substr(0, dot));
    if (!part) return std::nullopt;
    if (dot == host.npos) {
      if (*part >= std::uint64_t{1} << 8 * (4 - index)) return std::nullopt;
      address |= static_cast<std::uint32_t>(*part);
      return IpAddress(std::array<std::uint8_t, 4>{
          static_cast<std::uint8_t>(address >> 24), static_cast<std::uint8_t>(address >> 16),
          static_cast<std::uint8_t>(address >> 8), static_cast<std::uint8_t>(address)});
    }
    if (*part > 255) return std::nullopt;
    address |= static_cast<std::uint32_t>(*part) << 8 * (3 - index);
    host.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

std::string_view append_ipv6(std::string& out, std::string_view host) {
  const auto address = host.ends_with(']') ? IpAddress::parse(host.substr(1, host.size() - 2)) : std::nullopt;
  if (!address || !address->is_v6()) return "the host is not an IPv6 address";
  out += '[' + address->text() + ']';
  return "";
}

bool append_encoded_domain(std::string& out, std::string_view host) {
  const std::string domain = text::clean_utf8(percent_decoded(host));
  if (text::is_ascii(domain)) return append_ascii_domain(out, domain);
  const auto ascii = domain_to_ascii(domain);
  return ascii && append_ascii_domain(out, *ascii);
}

}  // namespace

std::string_view append_host(std::string& out, std::string_view host) {
  if (host.empty()) return "the host is empty";
  if (host[0] == '[') return append_ipv6(out, host);
  const std::size_t start = out.size();
  if (!append_ascii_domain(out, host) && !append_encoded_domain(out, host))
    return "the host is not a domain name";
  const std::string_view domain = std::string_view(out).substr(start);
  if (domain.empty()) return "the host is empty";
  if (!ends_in_number(domain)) return "";
  const auto address = ipv4_host(domain);
  out.resize(start);
  if (!address) return "the host is not an IPv4 address";
  out += address->text();
  return "";
}

}  // namespace trawl::fetch
