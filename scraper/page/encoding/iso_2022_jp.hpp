#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// Bytes of ISO-2022-JP as UTF-8, errors as U+FFFD (https://encoding.spec.whatwg.org/#iso-2022-jp-decoder).
std::string decode_iso_2022_jp(std::string_view bytes);

}  // namespace trawl::page
