#pragma once
#include <string>
#include <vector>

#include "fetch/http/request.hpp"

namespace trawl::fetch {

/// "Name: value" for each header of the request, after the defaults (Accept, Accept-Encoding) that it does not
/// replace. Throws Error(internal) for a header with a line end or NUL in it.
std::vector<std::string> header_lines(const Request& request);

}  // namespace trawl::fetch
