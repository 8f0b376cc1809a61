#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// Whether the response with that status, if it has a Location, sends its client elsewhere.
bool is_redirect(int status);

/// The URL that a Location header in a response from `url` means: resolved against it, with its fragment where the header
/// has none (RFC 9110 section 10.2.2). None, and the reason in `why`, for what is no http or https URL.
std::optional<Url> redirect_target(const Url& url, std::string_view location, std::string* why = nullptr);

/// How a request goes on at the target of a redirect (https://fetch.spec.whatwg.org/#http-redirect-fetch).
struct RedirectedRequest {
  std::string method;
  bool keeps_body = false;
  bool keeps_credentials =
      false;  ///< Authorization and the like: only within one origin. Cookies have their own rules
};

/// Requires: is_redirect(status).
RedirectedRequest redirected_request(int status, std::string_view method, const Url& from, const Url& to);

}  // namespace trawl::fetch
