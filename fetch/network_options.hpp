#pragma once
#include <optional>
#include <string>

namespace trawl::fetch {

/// How a client presents itself and connects; the same for each of its requests. The options of everything that owns a
/// client contain it.
struct NetworkOptions {
  NetworkOptions() {}
  std::string user_agent;
  /// A URL of scheme http, https, socks4, socks4a, socks5 or socks5h; credentials in it go to the proxy alone. None: no
  /// proxy, whatever the environment says. Only names for a socks4 or socks5 proxy are looked up here; of others the
  /// guard sees what is an address already, and localhost.
  std::optional<std::string> proxy;
  bool verify_tls = true;
  bool http2 = false;  ///< over TLS, where the server speaks it
};

}  // namespace trawl::fetch
