#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fetch/address/dns_cache.hpp"
#include "fetch/address/dns_lookup.hpp"
#include "fetch/address/name_lookup.hpp"
#include "fetch/address/resolve_overrides.hpp"
#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/semaphore.hpp"
#include "fetch/aio/task_group.hpp"

namespace trawl::fetch {

struct ResolverOptions {
  ResolverOptions() {}
  std::vector<std::string> overrides;  ///< as ResolveOverrides::add reads them
  bool system = false;                 ///< ask the C library instead of the name servers
  DnsOptions dns;                      ///< when the name servers are asked
  std::size_t in_flight = 50;          ///< lookups at a time; many more at once lose answers
};

/// Turns hosts into addresses: the user's overrides first, then what needs no asking, then answers that are
/// still good, then a lookup. A host that many ask for at the same time is looked up once. Thread: the
/// loop's. Must die before the loop. When it dies first, those who wait get an Error.
class Resolver {
 public:
  /// Throws std::invalid_argument for an override that cannot be read, Error(ErrorKind::dns) when the name
  /// servers in the options or on the machine cannot.
  Resolver(aio::EventLoop& loop, const ResolverOptions& options);
  /// With a name service of the caller's.
  Resolver(aio::EventLoop& loop, const ResolverOptions& options, std::unique_ptr<NameLookup> lookup);
  ~Resolver();

  /// Addresses as text, IPv4 and IPv6, in the order to try; never empty. `host` is as Url::host() gives it.
  /// IP literals come back as they are, without brackets; localhost, and what ends so (RFC 6761), is the
  /// loopback. Throws Error(ErrorKind::dns). Cancel: ends at once; others who wait for the same host are not
  /// disturbed.
  aio::Coroutine<std::vector<std::string>> resolve(std::string host, std::uint16_t port);

 private:
  struct Pending;
  class Lookup;

  std::shared_ptr<Pending> lookup_of(const std::string& host);
  aio::Coroutine<void> perform(std::unique_ptr<Lookup> lookup);

  aio::EventLoop& loop_;
  ResolveOverrides overrides_;
  DnsCache cache_;
  std::unique_ptr<NameLookup> name_lookup_;
  aio::Semaphore permits_;
  // Shared by the lookup and those who wait for it; any of them may be the last.
  std::map<std::string, std::shared_ptr<Pending>> pending_;
  aio::TaskGroup lookups_;  // last, as its tasks use all of the above
};

}  // namespace trawl::fetch
