#pragma once
#include <string>
#include <vector>

#include "fetch/http/request.hpp"

namespace trawl::fetch {

/// "Name: value" for each header of the request, after the default headers (Accept, Accept-Encoding) that it
/// does not replace. Throws Error(internal) for a header that contains a line end or NUL.
std::vector<std::string> header_lines(const Request& request);

}  // namespace trawl::fetch
