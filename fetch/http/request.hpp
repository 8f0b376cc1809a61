#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

using Header = std::pair<std::string, std::string>;

/// The limits of one fetch. A fetch that exceeds one ends with an Error that names it.
struct Limits {
  Limits() {}
  std::int64_t body_bytes = 8 << 20;  ///< decoded
  std::int64_t header_bytes = 256 << 10;
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds idle{15'000};  ///< without a byte in either direction
  std::chrono::milliseconds total{60'000};
};

/// One request for one URL.
struct Request {
  explicit Request(Url target) : url(std::move(target)) {}
  bool is_plain_get() const { return method == "GET" && body.empty(); }
  Url url;
  std::string method = "GET";  ///< a token (RFC 9110 section 9.1), spelt as it is sent
  std::string body;
  std::vector<Header> headers;
  /// Names and values. If the jar has a cookie with the same name for this URL, that one is sent instead.
  std::vector<Header> cookies;
  std::string user;  ///< "NAME:PASSWORD" for Basic authentication; "": the URL's, if it has any
  Limits limits;
  /// Cuts a body that is over its limit, and sets Response::truncated, instead of failing.
  bool cut_body = false;
  /// Keeps what a server has compressed as it came, too: Response::sent_body.
  bool keep_sent_body = false;
  /// Opens a connection for it, so that nothing but its answer can come over it.
  bool needs_new_connection = false;
  /// Whether the hosts that the user typed may be at private addresses (AddressPolicy::typed_hosts).
  bool heeds_typed_hosts = true;
};

}  // namespace trawl::fetch
