#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fetch/http/request.hpp"

namespace trawl::crawl {

/// The headers as `pages.headers` holds them: a JSON array of [name, value], without spaces between tokens,
/// and without secrets. Nothing needs those again: cookies have a table of their own. A value that is no
/// UTF-8 is read as ISO-8859-1, and a third element says so: so its bytes can be had again.
std::string headers_json(const std::vector<fetch::Header>& headers);

/// Reads what headers_json() wrote, each value with its own bytes. Empty for anything else.
std::vector<fetch::Header> headers_from_json(std::string_view json);

/// The bytes of the first header with this name in what headers_json() wrote; "" if there is none.
std::string stored_header(std::string_view json, std::string_view name);

/// The headers of a stored response after a 304 with `fresh` headers: these replace the ones of the same
/// names, except those that describe the message and not the page (RFC 9111 section 3.2).
std::vector<fetch::Header> updated_headers(std::vector<fetch::Header> stored,
                                           const std::vector<fetch::Header>& fresh);

}  // namespace trawl::crawl
