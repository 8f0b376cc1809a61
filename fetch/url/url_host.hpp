#pragma once
#include <string>
#include <string_view>

namespace trawl::fetch {

/// The host parser and serialiser of the URL standard (§3.5) for http and https. Appends the host to `out` as
/// an ASCII domain, dotted IPv4 address or bracketed IPv6 address, and returns "". If `host` is invalid,
/// leaves `out` unchanged and returns a reason for people. Requires: `host` is well-formed UTF-8.
std::string_view append_host(std::string& out, std::string_view host);

}  // namespace trawl::fetch
