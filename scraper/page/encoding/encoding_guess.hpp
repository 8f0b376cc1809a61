#pragma once
#include <string_view>

namespace trawl::page {

/// The likely encoding of text that declares none, as a WHATWG name; "" if there are too few bytes to tell.
/// Requires: the bytes are not valid UTF-8.
std::string_view guessed_encoding(std::string_view bytes);

}  // namespace trawl::page
