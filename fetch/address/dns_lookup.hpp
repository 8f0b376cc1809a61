#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "fetch/address/name_lookup.hpp"
#include "fetch/aio/event_loop.hpp"

namespace trawl::fetch {

struct DnsOptions {
  DnsOptions() {}
  std::string servers;                       ///< "ADDRESS[:PORT],…" in place of those in /etc/resolv.conf
  std::chrono::milliseconds timeout{1'200};  ///< of the first try; each round over the servers doubles it
  int tries = 3;                             ///< rounds
};

/// Asks /etc/hosts, then the name servers, on the loop, without a thread. Names are taken as they stand,
/// without search domains. The loop must outlive it. Throws Error(ErrorKind::dns) when it cannot be set up.
std::unique_ptr<NameLookup> dns_lookup(aio::EventLoop& loop, const DnsOptions& options);

}  // namespace trawl::fetch
