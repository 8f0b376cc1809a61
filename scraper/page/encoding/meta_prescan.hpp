#pragma once
#include <string_view>

namespace trawl::page {

/// The encoding that a `meta` element declares; "" if none does. Runs the standard's prescan
/// (https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding) over all of `bytes`. As
/// the standard says, UTF-16 counts as UTF-8 and x-user-defined as windows-1252.
std::string_view encoding_of_meta(std::string_view bytes);

/// The encoding named by the `charset=` of a meta element's content attribute; "" if there is none
/// (https://html.spec.whatwg.org/#algorithm-for-extracting-a-character-encoding-from-a-meta-element).
std::string_view encoding_of_content_attribute(std::string_view content);

}  // namespace trawl::page
