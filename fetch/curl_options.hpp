#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/http/request.hpp"
#include "fetch/network_options.hpp"

namespace trawl::fetch {

class CurlEasy;

/// How to connect: the same for every transfer of a client.
struct ConnectionPolicy {
  ConnectionPolicy() {}
  NetworkOptions network;
  std::string ca_file = "/etc/ssl/certs/ca-certificates.crt";
  /// Why a request may not connect to `ip`, for people; none when it may. Not called for a proxy's own
  /// address.
  std::function<std::optional<std::string>(const Request& request, std::string_view ip)> refuses;
};

/// How a request is sent.
enum class Sending {
  kept,   ///< over a kept connection, if there is one
  fresh,  ///< over a new connection
  /// Over a new connection, and the answer arrives as the bytes that the server sends, head included.
  /// Requires: a plain GET, no proxy and no credentials.
  raw
};

/// Whether the request can be sent as Sending::raw.
bool may_send_raw(const Request& request, const ConnectionPolicy& policy);

/// Sets what says where and how to connect, and what to ask. `addresses` are those of the host, in the order
/// to try; none where libcurl needs none. Throws Error(internal) for a request that cannot be sent.
void set_options(CurlEasy& easy, const Request& request, const ConnectionPolicy& policy,
                 const std::vector<std::string>& addresses, Sending sending);

}  // namespace trawl::fetch
