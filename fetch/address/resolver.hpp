#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
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
  DnsOptions dns;                      ///< for the name servers
  std::size_t in_flight = 50;          ///< how many lookups at a time; with many more, answers get lost
  /// A lookup that takes longer does not count any more: names that nobody answers for hold up no others.
  std::chrono::milliseconds patience{250};
};

/// Finds the addresses of hosts: from the user's overrides, then for literals and localhost without asking,
/// then from the cache, then by a lookup. A host that many ask for at the same time is looked up once.
/// Thread: the loop's. Must die before the loop. Coroutines that still wait when it dies get an Error.
class Resolver {
 public:
  /// Throws std::invalid_argument for a malformed override, and Error(ErrorKind::dns) if the list of name
  /// servers, in the options or on the machine, cannot be read.
  Resolver(aio::EventLoop& loop, const ResolverOptions& options);
  /// Uses `lookup` in place of the name servers.
  Resolver(aio::EventLoop& loop, const ResolverOptions& options, std::unique_ptr<NameLookup> lookup);
  ~Resolver();

  /// The IPv4 and IPv6 addresses of a host as text, in the order to try; never empty. `host` is as from
  /// Url::host(). An IP literal is its own address, without brackets; "localhost" and names that end in
  /// ".localhost" (RFC 6761) are the loopback addresses. Throws Error(ErrorKind::dns), or
  /// Error(ErrorKind::resources) when it fails while this machine lacks descriptors. Cancel: ends at once;
  /// other callers that wait for the same host go on waiting.
  aio::Coroutine<std::vector<std::string>> resolve(std::string host, std::uint16_t port);

  /// Whether the user gave the addresses of this host.
  bool is_overridden(std::string_view host, std::uint16_t port) const {
    return overrides_.find(host, port).has_value();
  }

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
  const std::chrono::milliseconds patience_;
  // Each is shared by the lookup and the coroutines that wait for it, as any of them may be the last.
  std::map<std::string, std::shared_ptr<Pending>> pending_;
  aio::TaskGroup lookups_;  // last, because its tasks use all of the above
};

}  // namespace trawl::fetch
