#pragma once
#include <string>
#include <string_view>

namespace trawl::fetch {

/// The public suffix of a host (https://publicsuffix.org/) and one label before it: "example.co.uk" for
/// "www.example.co.uk". Returns IP addresses, public suffixes and names that are too long for DNS unchanged.
/// The system's list is used if it is newer than the built-in one.
/// Requires: `host` as from Url::host().
std::string registrable_domain(std::string_view host);

/// Whether anyone may register names under `host`, as under "co.uk" or an unknown top-level domain. False for
/// IP addresses. Requires: `host` as from Url::host().
bool is_public_suffix(std::string_view host);

}  // namespace trawl::fetch
