#pragma once
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace trawl::fetch {

/// Why a fetch gave no usable response. The database stores name_of() it in `pages.error`.
enum class ErrorKind {
  dns,                ///< the name could not be resolved
  connect,            ///< refused or unreachable
  tls,                ///< handshake or certificate
  timeout,            ///< one of our deadlines passed; `phase` says which
  too_large,          ///< the body or the headers exceed their limit
  truncated,          ///< the peer closed before the declared end
  reset,              ///< the connection broke during the exchange
  protocol,           ///< not HTTP, or HTTP that contradicts itself
  encoding,           ///< the body cannot be decoded by its Content-Encoding
  address_forbidden,  ///< the address guard refused the address
  proxy,              ///< the proxy refused or failed
  resources,          ///< this machine lacks descriptors or memory for it, which is no fault of the host
  internal,           ///< none of these: a bug
};

std::string_view name_of(ErrorKind kind);

/// A failed fetch: a message for people says what failed and where, a kind tells programs.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string message, std::string phase = {})
      : std::runtime_error(std::move(message)), kind_(kind), phase_(std::move(phase)) {}
  ErrorKind kind() const { return kind_; }
  /// "resolve", "connect", "idle" or "total" for a timeout, else "".
  const std::string& phase() const { return phase_; }

  bool is_final = false;               ///< another try would end the same way
  int repeats = 0;                     ///< how often the request had been sent again, as in Response
  std::chrono::nanoseconds waited{0};  ///< as in Response

 private:
  ErrorKind kind_;
  std::string phase_;
};

}  // namespace trawl::fetch
