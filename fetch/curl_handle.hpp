#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fetch/curl_options.hpp"
#include "fetch/error.hpp"
#include "fetch/http/request.hpp"
#include "fetch/http/response.hpp"
#include "fetch/kept_connections.hpp"

namespace trawl::fetch {

/// The versions of libcurl and the libraries it uses, as in "libcurl/7.88.1 OpenSSL/3.0.15 …".
std::string curl_version_text();

/// One HTTP exchange for libcurl: options set from a Request, callbacks that feed a ResponseReader.
/// Credentials in the URL are sent to its server as Basic authentication.
/// Owns: the easy handle. It must not move while a transfer runs.
/// Thread: the loop's. Its callbacks never throw through libcurl; finish() throws what they caught.
class CurlHandle {
 public:
  /// `addresses` are those of the host, in the order to try. Leave them empty where libcurl needs none (IPv6
  /// literals, proxies). `connections` must outlive the multi handle. Throws Error(internal) for a request
  /// that cannot be sent.
  CurlHandle(const Request& request, const ConnectionPolicy& policy, KeptConnections& connections,
             const std::vector<std::string>& addresses, Sending sending);
  ~CurlHandle();
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  /// The CURL easy handle, for CurlMulti.
  void* easy() const;
  /// Whether the connection, with TLS, is established and the request can be sent.
  bool is_connected() const;
  /// How many bytes have arrived so far, headers included.
  std::int64_t received() const;
  /// Tells the kept connections how the transfer has left its connection. Call it before finish().
  void leave_connection(int curl_code);
  /// Returns the response. If `curl_code` (a CURLcode) or a callback reports a failure, that is the fault of
  /// the response if its head is complete, and thrown as an Error if not.
  Response finish(int curl_code);
  /// The same for a transfer that was given up because of `why`.
  Response finish(const Error& why);
  /// How often the request was sent: 2 if libcurl found a kept connection dead and used a new one.
  int sends() const;
  /// Whether a reused connection turned out to be dead before the first byte of the response, or was not
  /// silent before the request, and the request was not sent on a new one yet.
  bool deserves_fresh_connection(int curl_code) const;
  /// Whether libcurl has refused the answer for a malformed header line that can be passed over if the
  /// request is sent again as Sending::raw.
  bool deserves_raw_reading(int curl_code) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::fetch
