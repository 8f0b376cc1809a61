#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::cli {

/// The bytes of standard base64 (RFC 4648 section 4), with or without padding; none when it is malformed.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace trawl::cli
