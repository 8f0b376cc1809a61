#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// The rewrites of url_key() that some servers may see as another URL.
struct KeyPolicy {
  bool drop_tracking = true;  ///< removes utm_*, gclid, fbclid and the like
  bool drop_sessions = true;  ///< removes session ids, as session_ids.hpp knows them
  /// Removes the parameters of these names, in the query and in the path.
  std::vector<std::string> ignored{};
  /// Treats the query as a form in which order does not matter: sorts the parameters by name, then value,
  /// writes "b" for "b=", and drops parameters without a name.
  bool sort_query = false;
  bool fold_slashes = false;  ///< writes "/" for "//" in the path
};

/// Two URLs with the same key are the same page; the key is never asked for, unless it is the URL. The key
/// has no fragment, no credentials, no "." at the end of the host, no empty query, no empty parameters and,
/// by default, no tracking parameters and no session ids. Escapes are in upper case and only where the
/// character would mean something else; a lone "%" becomes "%25", but "%uXXXX" stays. A blank in a query is
/// "+". The key is itself a URL, and url_key(url_key(u)) == url_key(u). It keeps what servers may
/// distinguish: "//" in paths (by default), "/index.html", the case of the path, "+" and "%20" in paths,
/// "%2B" and "+", "%2F" and "/", "%3B" and ";", "%26" and "&", "%3D" and "=" in queries, "www.", http and
/// https.
Url url_key(Url url, const KeyPolicy& policy = {});

/// A URL as it is asked for: without fragment, without credentials, and without "." at the end of the host;
/// and its key.
struct KeyedUrl {
  explicit KeyedUrl(Url asked) : url(std::move(asked)) {}
  const Url& key() const { return own_key ? *own_key : url; }

  Url url;
  std::optional<Url> own_key;  ///< none if the URL is its own key, as most are
};
KeyedUrl keyed(Url url, const KeyPolicy& policy = {});

}  // namespace trawl::fetch
