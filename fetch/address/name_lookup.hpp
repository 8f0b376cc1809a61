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
  no_answer,   ///< the name servers did not answer
  refused,     ///< the name servers are unreachable, refused or failed
  bad_name,    ///< not a name that DNS can hold
};

/// The addresses of a host, or why there are none.
struct NameAnswer {
  NameAnswer() {}
  NameAnswer(NameFailure why, std::string_view host);

  std::vector<std::string> addresses;  ///< as text, in the order to try
  std::chrono::seconds ttl{0};         ///< how long the addresses are valid
  std::string failure;                 ///< for people: what failed and what to do; "" with addresses
  bool lacks_descriptors = false;      ///< it failed, and this machine had perhaps none to ask with
  bool is_final = false;               ///< asking again gives the same: no such name, or none that DNS knows
};

/// Looks up the addresses of host names. Thread: the loop's.
class NameLookup {
 public:
  virtual ~NameLookup() = default;
  /// Cancel: ends at once. The coroutines must have ended or been destroyed before the NameLookup dies.
  virtual aio::Coroutine<NameAnswer> look_up(std::string host) = 0;
};

}  // namespace trawl::fetch
