#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fetch/http/request.hpp"

namespace trawl::fetch {

/// "Name: value" for each header of the request, after the default headers that it does not replace: Accept,
/// Accept-Encoding and, for a body, Content-Type: JSON if it begins like JSON, or else that of a form. Throws
/// Error(internal) for a header that contains a line end or NUL.
std::vector<std::string> header_lines(const Request& request);

/// The whole request as HTTP/1.1 writes it, for a connection that is closed after it, up to the line end
/// before the blank line. Host and User-Agent may be replaced by headers of the request. Throws as
/// header_lines(). Requires: a plain GET.
std::string request_text(const Request& request, std::string_view user_agent);

}  // namespace trawl::fetch
