#pragma once
#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// Which rewrites `url_key` makes beyond what every server understands identically.
struct KeyPolicy {
  bool drop_tracking = true;  ///< utm_*, gclid, fbclid and their like leave the query
  /// The query is a form whose order does not matter: parameters sorted by name, then value; "b=" is "b", and
  /// a parameter without a name is dropped.
  bool sort_query = false;
  bool fold_slashes = false;  ///< "//" in the path is "/"
};

/// The form under which two URLs are the same page: no fragment, no credentials, no "." at the end of the
/// host, escapes in one case and only where RFC 3986 needs them, a lone "%" as "%25" (but "%uXXXX" as it is),
/// no empty query and no empty parameters, no tracking parameters. It is itself a URL that can be requested,
/// and url_key(url_key(u)) == url_key(u). Not folded, because servers may tell them apart: "//" in paths
/// unless told, "/index.html", the case of the path, "+" and "%20", "www.", http and https.
Url url_key(Url url, KeyPolicy policy = {});

}  // namespace trawl::fetch
