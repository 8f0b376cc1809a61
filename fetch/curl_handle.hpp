#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/error.hpp"
#include "fetch/http/request.hpp"
#include "fetch/http/response.hpp"
#include "fetch/network_options.hpp"

namespace trawl::fetch {

/// The version of libcurl in use and of what it is built upon, as in "libcurl/7.88.1 OpenSSL/3.0.15 …".
std::string curl_version_text();

/// How connections are made, the same for every transfer of a client.
struct ConnectionPolicy {
  ConnectionPolicy() {}
  NetworkOptions network;
  std::string ca_file = "/etc/ssl/certs/ca-certificates.crt";
  /// Why a connection for that host may not go to that address, for people; none when it may. Proxies are
  /// not asked for.
  std::function<std::optional<std::string>(std::string_view host, std::string_view ip)> refuses;
};

/// One HTTP exchange as libcurl sees it: settings from a Request, callbacks that feed a ResponseReader.
/// Credentials in the URL go to its server as Basic authentication.
/// Owns: the easy handle. It must not move while a transfer runs.
/// Thread: the loop's. Nothing throws through its callbacks; what went wrong is kept and comes out of
/// finish().
class CurlHandle {
 public:
  /// `addresses`: what the host resolved to, in the order to try; empty to leave it to libcurl (IPv6
  /// literals, proxies). `fresh`: no connection that was used before. Throws Error(internal) for settings
  /// that cannot be sent.
  CurlHandle(const Request& request, const ConnectionPolicy& policy,
             const std::vector<std::string>& addresses, bool fresh);
  ~CurlHandle();
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  /// The CURL easy handle, for CurlMulti.
  void* easy() const;
  /// The request is on its way: name, connection and TLS are done.
  bool is_connected() const;
  /// Bytes that have come in so far, headers included.
  std::int64_t received() const;
  /// The response, or throws the Error that `curl_code` (a CURLcode) and the callbacks add up to.
  Response finish(int curl_code);
  /// The connection had served before, and turned out dead before a byte of the answer.
  bool deserves_fresh_connection(int curl_code) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::fetch
