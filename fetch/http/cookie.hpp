#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// A cookie as a server set it, by the storage model of RFC 6265 section 5.3. SameSite is ignored: a crawler has no other
/// site that its requests come from.
struct Cookie {
  Cookie() {}
  std::string name, value;
  std::string domain;      ///< as Url::host() gives hosts, without a leading dot
  bool host_only = true;   ///< not for the hosts below `domain`
  std::string path = "/";  ///< begins with "/"
  bool secure = false;     ///< only for https
  bool http_only = false;
  std::optional<double> expires;  ///< epoch seconds; none: at the end of the session, which is the crawl

  bool has_expired(double now) const { return expires && *expires <= now; }
  /// Whether a request for `url` carries it.
  bool is_for(const Url& url) const;
  /// Whether some request may carry both, and a server then take this one for the other: the same name, domains that meet,
  /// and a path within the other's.
  bool shadows(const Cookie& other) const;
};

/// The cookie that a Set-Cookie header in a response from `url` asks to keep; one that has expired asks to drop its like.
/// None where RFC 6265 or its revision (draft-ietf-httpbis-rfc6265bis) says to ignore it: no name, control characters,
/// over 4,096 bytes, another's domain or a public suffix, Secure over http, a broken promise of a "__Secure-" or "__Host-"
/// name.
std::optional<Cookie> parse_set_cookie(std::string_view header, const Url& url, double now);

}  // namespace trawl::fetch
