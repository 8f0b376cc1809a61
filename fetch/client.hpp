#pragma once
#include <set>
#include <string>
#include <vector>

#include "fetch/address/address_guard.hpp"
#include "fetch/address/resolver.hpp"
#include "fetch/aio/event_loop.hpp"
#include "fetch/connection_room.hpp"
#include "fetch/curl_multi.hpp"
#include "fetch/http/cookie_jar.hpp"
#include "fetch/http/request.hpp"
#include "fetch/http/response.hpp"
#include "fetch/kept_connections.hpp"
#include "fetch/network_options.hpp"

namespace trawl::fetch {

struct ClientOptions {
  ClientOptions() {}
  NetworkOptions network;
  AddressPolicy addresses;
  ResolverOptions resolver;
  long connections = 64;      ///< how many may be kept open
  long host_connections = 0;  ///< how many to one host, other fetches wait; 0: no limit
  /// Whether responses may come with a Doubt (http/doubt.hpp), for those who can ask again. If not, a
  /// connection is used again only after it has been silent for a while.
  bool may_doubt = false;
};

/// Fetches URLs: resolver → address guard → curl. Any number of fetches may run at once. It follows no
/// redirects: a 3xx is a response like any other. Certificates are checked against the file named by
/// CURL_CA_BUNDLE or SSL_CERT_FILE, or else against the system's.
/// Thread: the loop's. Must outlive its fetches and die before the loop.
class Client {
 public:
  Client(aio::EventLoop& loop, const ClientOptions& options);

  /// Returns the response, whatever its status. A failure after its head is its `fault`; one before is thrown
  /// as an Error. Request::limits bound each wait; their total bounds the whole fetch. If a reused connection
  /// turns out to be dead, or libcurl refuses the answer for one malformed header line, tries once more on a
  /// fresh one, and reads later answers of such an origin without libcurl's help; `repeats` of the response
  /// or error tells. Cancel: ends at once and closes the connection. Where this machine lacks descriptors,
  /// waits until one is free, with fewer fetches at once from then on; Error(resources) when this is the only
  /// fetch and none gets free for half a minute.
  aio::Coroutine<Response> fetch(Request request);

  /// The first of the addresses that a fetch of the URL would connect to. "" when there is none, or when a
  /// proxy looks names up: a fetch says why. Cancel: ends at once.
  aio::Coroutine<std::string> address_of(Url url);

  /// Requests without a Cookie header of their own carry these cookies; responses add to them.
  CookieJar& cookies() { return cookies_; }
  /// What is known of the connections, and of the doubts in responses.
  KeptConnections& connections() { return connections_; }
  /// Which hosts may be at private addresses; lookups add to it.
  TypedHosts& typed_hosts() { return guard_.typed_hosts(); }

 private:
  void add_cookies(Request& request);
  void take_cookies(const Response& response);
  aio::Coroutine<Response> exchange(const Request& asked);
  aio::Coroutine<std::vector<std::string>> addresses_of(const Request& request);
  aio::Coroutine<std::vector<std::string>> look_up(const Request& request);

  aio::EventLoop& loop_;
  AddressGuard guard_;
  ConnectionPolicy policy_;
  Resolver resolver_;
  KeptConnections connections_;
  CurlMulti multi_;
  ConnectionRoom room_;
  CookieJar cookies_;
  std::set<std::string> raw_origins_;  // whose answers libcurl has refused for a malformed header line
};

}  // namespace trawl::fetch
