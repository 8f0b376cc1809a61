#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// A cookie in the storage model of RFC 6265 section 5.3. SameSite is ignored, because a crawler's requests
/// come from no other site.
struct Cookie {
  Cookie() {}
  std::string name, value;
  std::string domain;      ///< as Url::host() writes it, without a leading dot
  bool host_only = true;   ///< not for subdomains of `domain`
  std::string path = "/";  ///< begins with "/"
  bool secure = false;     ///< only for https
  bool http_only = false;
  std::optional<double> expires;  ///< epoch seconds; none: when the crawl ends

  bool has_expired(double now) const { return expires && *expires <= now; }
  /// Whether a request for `url` carries this cookie.
  bool is_for(const Url& url) const;
  /// Whether a server could mistake this cookie for `other`: they have the same name, a request may carry
  /// both, and this one's path lies within the other's.
  bool shadows(const Cookie& other) const;
};

/// The cookie that a Set-Cookie header in a response from `url` sets. An expired one removes the cookie that
/// it would replace. None if RFC 6265 or its revision (draft-ietf-httpbis-rfc6265bis) says to ignore the
/// header: no name, control characters, more than 4,096 bytes, a foreign domain or a public suffix, Secure
/// over http, or a name that begins with "__Secure-" or "__Host-" without the attributes that this prefix
/// demands.
std::optional<Cookie> parse_set_cookie(std::string_view header, const Url& url, double now);

}  // namespace trawl::fetch
