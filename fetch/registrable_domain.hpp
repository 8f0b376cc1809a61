#pragma once
#include <string>
#include <string_view>

namespace fetch {

/// The name that somebody registered, one label above the public suffix (https://publicsuffix.org/):
/// "example.co.uk" for "www.example.co.uk". IP addresses, public suffixes themselves and names longer than
/// DNS allows come back as they are. The system's list is used when it is newer than the built-in one.
/// Requires: `host` as Url::host() gives it.
std::string registrable_domain(std::string_view host);

}  // namespace fetch
