#pragma once
#include <string>
#include <vector>

#include "fetch/http/request.hpp"

namespace trawl::crawl {

/// Headers in the form of `pages.headers`: a JSON array of [name, value], without spaces between its tokens.
std::string headers_json(const std::vector<fetch::Header>& headers);

/// The other way. Empty for what is no such array.
std::vector<fetch::Header> headers_from_json(const std::string& json);

/// The headers of a stored response after a 304 came with `fresh` ones: these replace those of their names, but for the
/// ones that describe the message and not the page (RFC 9111 section 3.2).
std::vector<fetch::Header> updated_headers(std::vector<fetch::Header> stored,
                                           const std::vector<fetch::Header>& fresh);

}  // namespace trawl::crawl
