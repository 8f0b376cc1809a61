#pragma once
#include <optional>

#include "fetch/http/response.hpp"
#include "fetch/url/url.hpp"
#include "fetch/url/url_key.hpp"

namespace trawl::crawl {

/// The target of a redirect: the first Location that is not empty, of a 301, 302, 303, 307 or 308, resolved
/// against the response's URL (RFC 9110 section 15.4). None for other statuses, and for a Location that is no
/// http or https URL.
std::optional<fetch::Url> redirect_target(const fetch::Response& response);

/// Whether the response sets a cookie and redirects to its own page; `key` says which URLs are one page.
bool is_cookie_gate(const fetch::Response& response, const fetch::KeyPolicy& key);

}  // namespace trawl::crawl
