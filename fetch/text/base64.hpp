#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::text {

/// The bytes of standard base64 (RFC 4648 section 4), with or without padding. None when anything else stands
/// in it, white space too.
std::optional<std::string> base64_decoded(std::string_view text);

/// The bytes in standard base64, with padding.
std::string base64(std::string_view bytes);

}  // namespace trawl::text
