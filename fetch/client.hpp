#pragma once
#include <string>
#include <vector>

#include "fetch/address/address_guard.hpp"
#include "fetch/address/resolver.hpp"
#include "fetch/aio/event_loop.hpp"
#include "fetch/curl_multi.hpp"
#include "fetch/http/cookie_jar.hpp"
#include "fetch/http/request.hpp"
#include "fetch/http/response.hpp"
#include "fetch/network_options.hpp"

namespace trawl::fetch {

struct ClientOptions {
  ClientOptions() {}
  NetworkOptions network;
  AddressPolicy addresses;
  ResolverOptions resolver;
  long connections = 64;      ///< kept open at most
  long host_connections = 0;  ///< to one host at most, further fetches wait; 0: no limit
};

/// Fetches one URL at a time for each caller, any number of callers at once: resolver → address guard → curl.
/// Follows no redirect: a 3xx is a response like any other. Certificates are checked against the file that
/// CURL_CA_BUNDLE or SSL_CERT_FILE names, else against the system's.
/// Thread: the loop's. Must outlive its fetches, and die before the loop.
class Client {
 public:
  Client(aio::EventLoop& loop, const ClientOptions& options);

  /// The response, whatever its status. Throws Error with the kind of failure; Request::limits bound every
  /// wait, the total all of them together. A connection that had served before and turns out dead is replaced
  /// by a fresh one, once. Cancel: ends at once, the connection is closed.
  aio::Coroutine<Response> fetch(Request request);

  /// The session: its cookies go with requests that bring no Cookie header, and it takes those that responses set.
  CookieJar& cookies() { return cookies_; }

 private:
  void add_cookies(Request& request);
  void take_cookies(const Response& response);
  aio::Coroutine<std::vector<std::string>> addresses_of(const Request& request);

  aio::EventLoop& loop_;
  AddressGuard guard_;
  ConnectionPolicy policy_;
  Resolver resolver_;
  CurlMulti multi_;
  CookieJar cookies_;
};

}  // namespace trawl::fetch
