#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/aio/coroutine.hpp"

namespace trawl::fetch {

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

}  // namespace trawl::fetch
