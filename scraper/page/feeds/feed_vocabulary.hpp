#pragma once
#include <string_view>

namespace trawl::page {

// What the namespace of an element tells. Case does not matter, as many feeds write namespaces in the wrong case.

/// Whether elements of this namespace belong to feeds: RSS, Atom and their usual extensions.
bool is_feed_namespace(std::string_view space);

/// Whether elements of this namespace repeat what the feed's own elements say: Dublin Core, Media RSS, iTunes.
bool repeats_feed(std::string_view space);

}  // namespace trawl::page
