#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/event_loop.hpp"

namespace fetch {

enum class NameFailure {
  no_such_name,
  no_address,  ///< the name exists, but has neither A nor AAAA records
  no_answer,   ///< the name servers were silent
  refused,     ///< the name servers cannot be reached, or refuse or fail to answer
  bad_name,    ///< DNS cannot hold such a name
};

/// What a name service says of a host: its addresses, or why there are none.
struct NameAnswer {
  NameAnswer() {}
  NameAnswer(NameFailure why, std::string_view host);

  std::vector<std::string> addresses;  ///< as text, in the order to try
  std::chrono::seconds ttl{0};         ///< how long they may be kept
  std::string failure;                 ///< for people: what failed, on what, what to do; "" with addresses
};

/// A way to turn names into addresses. Thread: the loop's.
class NameLookup {
 public:
  virtual ~NameLookup() = default;
  /// Cancel: ends at once. Its coroutines must have ended, or been destroyed, before it dies.
  virtual aio::Coroutine<NameAnswer> look_up(std::string host) = 0;
};

struct DnsOptions {
  DnsOptions() {}
  std::string servers;                       ///< "ADDRESS[:PORT],…" in place of those in /etc/resolv.conf
  std::chrono::milliseconds timeout{1'200};  ///< of the first try; each round over the servers doubles it
  int tries = 3;                             ///< rounds
};

/// Asks /etc/hosts, then the name servers, on the loop, without a thread. Names are taken as they stand,
/// without search domains. The loop must outlive it. Throws Error(ErrorKind::dns) when it cannot be set up.
std::unique_ptr<NameLookup> dns_lookup(aio::EventLoop& loop, const DnsOptions& options);

/// Asks the C library, as other programs of the machine do (/etc/nsswitch.conf), on threads of its own. It
/// knows no TTLs: its answers are good for a minute. Its destructor waits for the calls in progress.
std::unique_ptr<NameLookup> system_lookup();

}  // namespace fetch
