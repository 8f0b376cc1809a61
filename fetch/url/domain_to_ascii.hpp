#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::fetch {

/// The URL standard's "domain to ASCII" (§3.3) for a domain with non-ASCII characters: UTS 46,
/// non-transitional, with CheckBidi and CheckJoiners, without STD3 rules, hyphen or DNS length checks. None
/// when the standard says failure, or when `domain` is longer than 4,096 bytes (ICU is not linear there, and
/// DNS ends at 253). Requires: `domain` is well-formed UTF-8.
std::optional<std::string> domain_to_ascii(std::string_view domain);

}  // namespace trawl::fetch
