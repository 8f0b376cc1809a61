#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// Converts ISO-2022-JP to UTF-8; errors become U+FFFD
/// (https://encoding.spec.whatwg.org/#iso-2022-jp-decoder).
std::string decode_iso_2022_jp(std::string_view bytes);

}  // namespace trawl::page
