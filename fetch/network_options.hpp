#pragma once
#include <optional>
#include <string>

namespace trawl::fetch {

/// How a client presents itself and connects, the same for all its requests. The options of everything that
/// owns a client contain it.
struct NetworkOptions {
  NetworkOptions() {}
  std::string user_agent;
  /// A URL with scheme http, https, socks4, socks4a, socks5 or socks5h; credentials in it go only to the
  /// proxy. None: no proxy, whatever the environment says. For socks4 and socks5 the client looks names up;
  /// other proxies do that themselves, and the address guard then judges only IP addresses in URLs and
  /// localhost.
  std::optional<std::string> proxy;
  bool verify_tls = true;
  bool http2 = false;  ///< over TLS, where the server speaks it
};

}  // namespace trawl::fetch
