#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// Whether a response with this status redirects its client if it has a Location header.
bool is_redirect(int status);

/// The target of a Location header in a response from `url`: resolved against `url`, and with the fragment of
/// `url` if the header has none (RFC 9110 section 10.2.2). Bytes beyond ASCII become escapes, UTF-8 or not.
/// None if it is no http or https URL; `why` then says why.
std::optional<Url> redirect_target(const Url& url, std::string_view location, std::string* why = nullptr);

/// What to send to the target of a redirect (https://fetch.spec.whatwg.org/#http-redirect-fetch).
struct RedirectedRequest {
  std::string method;
  bool keeps_body = false;
  /// Authorization and the like stay within one origin. Cookies have their own rules.
  bool keeps_credentials = false;
};

/// Requires: is_redirect(status).
RedirectedRequest redirected_request(int status, std::string_view method, const Url& source,
                                     const Url& target);

}  // namespace trawl::fetch
