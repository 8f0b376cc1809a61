#include "fetch/address/typed_hosts.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "fetch/address/special_use.hpp"

namespace trawl::fetch {

namespace {

/// The bytes that neighbours share: a /24, or a /64 of IPv6.
constexpr std::size_t kSharedOfV4 = 3, kSharedOfV6 = 8;

std::optional<IpAddress> literal_of(std::string_view host) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return IpAddress::parse(host);
}

bool is_localhost(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost");
}

bool is_same(const IpAddress& a, const IpAddress& b) {
  return std::ranges::equal(a.bytes(), b.bytes());
}

bool are_neighbours(const IpAddress& a, const IpAddress& b) {
  if (a.is_v6() != b.is_v6()) return false;
  const std::size_t shared = a.is_v6() ? kSharedOfV6 : kSharedOfV4;
  return std::ranges::equal(a.bytes().first(shared), b.bytes().first(shared));
}

}  // namespace

TypedHosts::TypedHosts(const std::vector<TypedHost>& typed) {
  for (const TypedHost& one : typed) {
    const auto [entry, is_new] = hosts_.try_emplace(one.host);
    Host& host = entry->second;
    host.ports.insert(one.port);
    if (host.first_addresses.empty()) host.first_addresses = one.first_addresses;
    if (is_new) changed_.push_back(one.host);
  }
}

void TypedHosts::looked_up(const Url& url, const std::vector<std::string>& addresses) {
  const auto found = hosts_.find(url.host());
  if (found == hosts_.end() || !found->second.first_addresses.empty()) return;
  if (literal_of(url.host()) || is_localhost(url.host())) return;
  found->second.first_addresses = addresses;
  changed_.push_back(found->first);
}

void TypedHosts::given(const Url& url, const std::vector<std::string>& addresses) {
  const auto found = hosts_.find(url.host());
  if (found != hosts_.end()) found->second.given[url.effective_port()] = addresses;
}

bool TypedHosts::may_be_at(const Url& url, const IpAddress& address) const {
  const auto found = hosts_.find(url.host());
  if (found == hosts_.end() || !found->second.ports.contains(url.effective_port())) return false;
  const Host& host = found->second;
  const IpAddress reached = without_embedding(address);
  const auto is_reached = [&](const std::string& text) {
    const auto one = IpAddress::parse(text);
    return one && is_same(without_embedding(*one), reached);
  };
  if (const auto given = host.given.find(url.effective_port()); given != host.given.end())
    return std::ranges::any_of(given->second, is_reached);
  if (const auto literal = literal_of(url.host())) return is_same(without_embedding(*literal), reached);
  if (is_localhost(url.host())) return special_use(reached) == "loopback";
  if (special_use(reached) == kCloudMetadata) return false;
  bool is_near = false;
  for (const std::string& text : host.first_addresses) {
    const auto first = IpAddress::parse(text);
    if (!first || special_use(*first).empty()) return false;
    is_near = is_near || are_neighbours(without_embedding(*first), reached);
  }
  return is_near;
}

std::vector<TypedHost> TypedHosts::take_changes() {
  std::vector<TypedHost> changes;
  for (const std::string& name : std::exchange(changed_, {})) {
    const Host& host = hosts_.at(name);
    for (const std::uint16_t port : host.ports) {
      TypedHost& change = changes.emplace_back();
      change.host = name;
      change.port = port;
      change.first_addresses = host.first_addresses;
    }
  }
  return changes;
}

}  // namespace trawl::fetch
