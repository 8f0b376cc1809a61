#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// The bytes as UTF-8, by the decoders of https://encoding.spec.whatwg.org/. What cannot be decoded becomes
/// U+FFFD; it never ends early and never fails. A byte order mark is kept. Requires: `encoding` is a WHATWG
/// name. For any other the bytes are read as UTF-8.
std::string decoded(std::string_view bytes, std::string_view encoding);

/// Whether `decoded` would give the bytes as they are, as it does for most pages.
bool is_decoded(std::string_view bytes, std::string_view encoding);

}  // namespace trawl::page
