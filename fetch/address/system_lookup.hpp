#pragma once
#include <memory>

#include "fetch/address/name_lookup.hpp"

namespace trawl::fetch {

/// Asks the C library, as other programs of the machine do (/etc/nsswitch.conf), on threads of its own. It
/// knows no TTLs: its answers are good for a minute. Its destructor waits for the calls in progress.
std::unique_ptr<NameLookup> system_lookup();

}  // namespace trawl::fetch
