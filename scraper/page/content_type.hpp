#pragma once
#include <string>

#include "fetch/http/response.hpp"

namespace trawl::page {

/// What the Content-Type headers of a response say together, as the value of one
/// (https://fetch.spec.whatwg.org/#concept-header-extract-mime-type): of several headers, and of lists in
/// them, the last that names a media type counts, with the charset of an earlier one of the same type if it
/// has none. A single value is given as it is; "" if there is none.
std::string content_type_of(const fetch::Response& response);

}  // namespace trawl::page
