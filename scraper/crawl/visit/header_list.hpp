#pragma once
#include <string>
#include <vector>

#include "fetch/http/request.hpp"

namespace trawl::crawl {

/// The headers as `pages.headers` holds them: a JSON array of [name, value], without spaces between tokens,
/// and without secrets. Nothing needs those again: cookies have a table of their own.
std::string headers_json(const std::vector<fetch::Header>& headers);

/// Reads what headers_json() wrote. Empty for anything else.
std::vector<fetch::Header> headers_from_json(const std::string& json);

/// The headers of a stored response after a 304 with `fresh` headers: these replace the ones of the same
/// names, except those that describe the message and not the page (RFC 9111 section 3.2).
std::vector<fetch::Header> updated_headers(std::vector<fetch::Header> stored,
                                           const std::vector<fetch::Header>& fresh);

}  // namespace trawl::crawl
