#include "fetch/address/resolve_overrides.hpp"

#include <charconv>
#include <stdexcept>

#include "fetch/address/ip_address.hpp"
#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

namespace {
constexpr std::string_view kAnyHost = "*";

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::invalid_argument refusal(std::string_view text, const std::string& why) {
  return std::invalid_argument(quoted(text) + " is not HOST:PORT:ADDRESS[,ADDRESS]: " + why);
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

std::optional<IpAddress> address_of(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return IpAddress::parse(text);
  const auto address = IpAddress::parse(text.substr(1, text.size() - 2));
  return address && address->is_v6() ? address : std::nullopt;
}
}  // namespace

void ResolveOverrides::add(std::string_view text) {
  std::string_view rest = text;
  const std::string host = text::lowered(text::take_until(rest, ':'));
  if (host.empty()) throw refusal(text, "the host is missing");
  if (host.front() == '[') throw refusal(text, "the host must be a name");
  const std::string_view port_text = text::take_until(rest, ':');
  const auto port = port_of(port_text);
  if (!port) throw refusal(text, "the port " + quoted(port_text) + " is not a number from 1 to 65535");
  if (rest.empty()) throw refusal(text, "the address is missing");
  std::vector<std::string> addresses;
  while (!rest.empty()) {
    const std::string_view address_text = text::take_until(rest, ',');
    const auto address = address_of(address_text);
    if (!address) throw refusal(text, quoted(address_text) + " is not an IPv4 or IPv6 address");
    addresses.push_back(address->text());
  }
  addresses_.insert_or_assign({host, *port}, std::move(addresses));
}

std::optional<std::vector<std::string>> ResolveOverrides::find(std::string_view host,
                                                               std::uint16_t port) const {
  auto found = addresses_.find({std::string(host), port});
  if (found == addresses_.end()) found = addresses_.find({std::string(kAnyHost), port});
  if (found == addresses_.end()) return std::nullopt;
  return found->second;
}

}  // namespace trawl::fetch
