#pragma once
#include <string>
#include <string_view>

namespace trawl::fetch {

/// The host parser and serialiser of the URL standard (§3.5) for http and https. Appends the ASCII domain,
/// dotted IPv4 or bracketed IPv6 that `host` stands for and returns ""; or returns a reason for people and
/// leaves `out` as it was. Requires: `host` is well-formed UTF-8.
std::string_view append_host(std::string& out, std::string_view host);

}  // namespace trawl::fetch
