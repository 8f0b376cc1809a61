#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// Converts bytes to UTF-8 by the decoders of https://encoding.spec.whatwg.org/. Bytes that cannot be decoded
/// become U+FFFD; decoding never stops early and never fails. Keeps a byte order mark. `encoding` is a WHATWG
/// name; bytes under any other name are read as UTF-8.
std::string decoded(std::string_view bytes, std::string_view encoding);

/// Whether `decoded` would return the bytes unchanged, as it does for most pages.
bool is_decoded(std::string_view bytes, std::string_view encoding);

}  // namespace trawl::page
