#pragma once
#include <string>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// The rewrites of url_key() that some servers may see as another URL.
struct KeyPolicy {
  bool drop_tracking = true;  ///< removes utm_*, gclid, fbclid and the like
  bool drop_sessions = true;  ///< removes session ids, as session_ids.hpp knows them
  std::vector<std::string>
      ignored{};  ///< removes the parameters of these names, in the query and in the path
  /// Treats the query as a form in which order does not matter: sorts the parameters by name, then value,
  /// writes "b" for "b=", and drops parameters without a name.
  bool sort_query = false;
  bool fold_slashes = false;  ///< writes "/" for "//" in the path
};

/// Two URLs with the same key are the same page. The key has no fragment, no credentials, no "." at the end
/// of the host, no empty query, no empty parameters and, by default, no tracking parameters and session ids.
/// Escapes are in upper case and only where RFC 3986 needs them; a lone "%" becomes "%25", but "%uXXXX"
/// stays. The key is itself a URL that can be requested, and url_key(url_key(u)) == url_key(u). It keeps what
/// servers may distinguish: "//" in paths (by default), "/index.html", the case of the path, "+" and "%20",
/// "www.", http and https.
Url url_key(Url url, const KeyPolicy& policy = {});

}  // namespace trawl::fetch
