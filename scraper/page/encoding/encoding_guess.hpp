#pragma once
#include <string_view>

namespace trawl::page {

/// The encoding that text without any declaration is likely written in, as a WHATWG name; "" when there is
/// too little to tell by. Requires: bytes that are not UTF-8.
std::string_view guessed_encoding(std::string_view bytes);

}  // namespace trawl::page
