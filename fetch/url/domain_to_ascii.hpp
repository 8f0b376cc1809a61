#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::fetch {

/// The URL standard's "domain to ASCII" (§3.3) for a domain with non-ASCII characters: UTS 46,
/// non-transitional, with CheckBidi and CheckJoiners, without STD3 rules and without checks of hyphens and
/// DNS lengths. None if the standard says failure or `domain` is longer than 4,096 bytes: ICU is not linear
/// there, and DNS allows 253.
/// Requires: `domain` is well-formed UTF-8.
std::optional<std::string> domain_to_ascii(std::string_view domain);

/// The way back (§3.3, "domain to Unicode"), for people: an ASCII domain in its own letters. The domain
/// itself if it has none or is not valid.
std::string domain_to_unicode(std::string_view domain);

}  // namespace trawl::fetch
