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

/// Where a response redirects to if that is another spelling of its own page, or the same spelling; `key`
/// says which URLs are one page. None for a redirect to another page, and for what is no redirect.
std::optional<fetch::Url> redirect_to_itself(const fetch::Response& response, const fetch::KeyPolicy& key);

}  // namespace trawl::crawl
