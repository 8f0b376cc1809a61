#pragma once
#include <string>
#include <string_view>

// Which headers carry secrets, and what of them may be kept or shown.

namespace trawl::fetch {

/// Whether a header of that name, of a request or a response, carries credentials or a session:
/// Authorization, Cookie, Set-Cookie, and names that contain words such as "token", "session" or "api-key".
/// Names are compared without case.
bool is_secret_header(std::string_view name);

/// The value with "***" in place of what is secret. A Set-Cookie keeps the cookie's name and those attributes
/// that are spelt as in RFC 6265; of other secret headers nothing stays. In any other header, user and
/// password in front of a URL's host are replaced. Replacing twice changes nothing more.
std::string without_secrets(std::string_view name, std::string_view value);

}  // namespace trawl::fetch
