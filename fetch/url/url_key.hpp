#pragma once
#include <optional>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// The rewrites of url_key() that some servers may see as another URL.
struct KeyPolicy {
  bool drop_tracking = true;  ///< removes utm_*, gclid, fbclid and the like
  /// Treats the query as a form in which order does not matter: sorts the parameters by name, then value,
  /// writes "b" for "b=", and drops parameters without a name.
  bool sort_query = false;
  bool fold_slashes = false;  ///< writes "/" for "//" in the path
};

/// Two URLs with the same key are the same page; the key is never asked for, unless it is the URL. The key has no fragment, no credentials, no "." at the end
/// of the host, no empty query, no empty parameters and, by default, no tracking parameters. Escapes are in
/// upper case and only where RFC 3986 needs them; a lone "%" becomes "%25", but "%uXXXX" stays. The key is
/// itself a URL that can be requested, and url_key(url_key(u)) == url_key(u). It keeps what servers may
/// distinguish: "//" in paths (by default), "/index.html", the case of the path, "+" and "%20", "www.", http
/// and https.
Url url_key(Url url, KeyPolicy policy = {});

/// A URL as it is asked for: without fragment, without credentials, and without "." at the end of the host;
/// and its key.
struct KeyedUrl {
  explicit KeyedUrl(Url asked) : url(std::move(asked)) {}
  const Url& key() const { return own_key ? *own_key : url; }

  Url url;
  std::optional<Url> own_key;  ///< none if the URL is its own key, as most are
};
KeyedUrl keyed(Url url, KeyPolicy policy = {});

}  // namespace trawl::fetch
