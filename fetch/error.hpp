#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace trawl::fetch {

/// Why a fetch ended without a usable response. The names are what stands in `pages.error`.
enum class ErrorKind {
  dns,                ///< the name could not be resolved
  connect,            ///< refused or unreachable
  tls,                ///< handshake or certificate
  timeout,            ///< a deadline of ours passed; `phase` says which
  too_large,          ///< body or headers over their limit
  truncated,          ///< the peer closed before the declared end
  reset,              ///< the connection broke in the middle
  protocol,           ///< not HTTP, or HTTP that contradicts itself
  encoding,           ///< a content-encoding that cannot be decoded
  address_forbidden,  ///< the address guard refused the address
  proxy,              ///< the proxy refused or failed
  internal,           ///< none of these: a defect or a lack of resources on our side
};

std::string_view name_of(ErrorKind kind);

/// A failed fetch: what failed, on what, as text for people, and a kind for programs.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string message, std::string phase = {})
      : std::runtime_error(std::move(message)), kind_(kind), phase_(std::move(phase)) {}
  ErrorKind kind() const { return kind_; }
  /// For a timeout "resolve", "connect", "idle" or "total"; otherwise "".
  const std::string& phase() const { return phase_; }

 private:
  ErrorKind kind_;
  std::string phase_;
};

}  // namespace trawl::fetch
