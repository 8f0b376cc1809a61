#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "fetch/address/name_lookup.hpp"
#include "fetch/aio/event_loop.hpp"

namespace trawl::fetch {

struct DnsOptions {
  DnsOptions() {}
  std::string servers;                       ///< "ADDRESS[:PORT],…" instead of those in /etc/resolv.conf
  std::chrono::milliseconds timeout{1'200};  ///< of the first try; doubled with each round over the servers
  int tries = 3;                             ///< rounds
};

/// Looks names up in /etc/hosts, then at the name servers, on the loop and without a thread. It adds no
/// search domains to them. The loop must outlive it. Throws Error(ErrorKind::dns) if it cannot be set up.
std::unique_ptr<NameLookup> dns_lookup(aio::EventLoop& loop, const DnsOptions& options);

}  // namespace trawl::fetch
