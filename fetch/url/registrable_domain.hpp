#pragma once
#include <string>
#include <string_view>

namespace trawl::fetch {

/// The name that somebody registered, one label above the public suffix (https://publicsuffix.org/):
/// "example.co.uk" for "www.example.co.uk". IP addresses, public suffixes themselves and names longer than
/// DNS allows come back as they are. The system's list is used when it is newer than the built-in one.
/// Requires: `host` as Url::host() gives it.
std::string registrable_domain(std::string_view host);

/// Whether anybody may register names below it, as "co.uk", or an unknown top-level name. False for IP
/// addresses. Requires: as above.
bool is_public_suffix(std::string_view host);

}  // namespace trawl::fetch
