#pragma once
#include <memory>

#include "fetch/address/name_lookup.hpp"

namespace trawl::fetch {

/// Asks the C library, as other programs on the machine do (/etc/nsswitch.conf), on its own threads. The C
/// library tells no TTLs, so answers are valid for a minute. The destructor waits for calls in progress.
std::unique_ptr<NameLookup> system_lookup();

}  // namespace trawl::fetch
