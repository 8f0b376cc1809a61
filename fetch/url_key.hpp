#pragma once
#include "fetch/url.hpp"

namespace fetch {

/// Which rewrites `url_key` makes beyond what the URL standard already normalises.
struct KeyPolicy {
  bool drop_tracking = true;  ///< utm_*, gclid, fbclid and their like leave the query
  bool sort_query = false;    ///< parameters in the order of their names
};

/// The form under which two URLs are the same page: no fragment, no credentials, escapes in one case and only where they
/// are needed, no tracking parameters. It is itself a URL that can be requested, and url_key(url_key(u)) == url_key(u).
Url url_key(const Url& url, KeyPolicy policy = {});

}  // namespace fetch
