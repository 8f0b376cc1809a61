#pragma once
#include <string_view>

namespace trawl::page {

// What the namespaces of elements say about them. Both take a namespace as written, which often is so in the wrong case.

/// Whether the words of a vocabulary mean what they mean in a feed: RSS, Atom, and their usual extensions.
bool is_of_feeds(std::string_view space);

/// Whether it only says again what the feed says itself, in words of its own: Dublin Core, Media RSS, iTunes.
bool only_repeats(std::string_view space);

}  // namespace trawl::page
