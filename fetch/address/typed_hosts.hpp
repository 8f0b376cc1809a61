#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fetch/address/ip_address.hpp"
#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// A host that the user typed, with its port.
struct TypedHost {
  TypedHost() {}
  explicit TypedHost(const Url& url) : host(url.host()), port(url.effective_port()) {}
  std::string host;  ///< as Url::host() writes it
  std::uint16_t port = 0;
  std::vector<std::string> first_addresses;  ///< of the first lookup of the name; none: not looked up yet
};

/// Which private addresses the hosts that the user typed may have, each at its port only. An IP literal is at
/// that address, localhost at the loopback addresses, and a host whose addresses the user gave is at those. A
/// name is where its first lookup found it, or next to that (the same /24, or the same /64 of IPv6): but
/// nowhere private if any address of the first lookup was public, and never at a metadata service. So whoever
/// owns a name cannot turn a crawl that began outside to the inside.
/// Thread: the loop's.
class TypedHosts {
 public:
  explicit TypedHosts(const std::vector<TypedHost>& typed);

  /// Tells the addresses that a lookup found for the host of `url`. Only the first of a typed name counts.
  void looked_up(const Url& url, const std::vector<std::string>& addresses);
  /// Tells the addresses that the user gave for the host and port of `url`.
  void given(const Url& url, const std::vector<std::string>& addresses);

  /// Whether the host of `url` may be at `address`, which is not public.
  bool may_be_at(const Url& url, const IpAddress& address) const;

  /// What has come since the last call: at first all typed hosts, later the first lookups of names. A later
  /// run needs them to go on with the same permissions.
  std::vector<TypedHost> take_changes();

 private:
  struct Host {
    std::set<std::uint16_t> ports;
    std::vector<std::string> first_addresses;
    std::map<std::uint16_t, std::vector<std::string>> given;
  };

  std::map<std::string, Host, std::less<>> hosts_;
  std::vector<std::string> changed_;  // names of hosts_
};

}  // namespace trawl::fetch
