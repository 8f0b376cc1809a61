#pragma once
#include <string_view>

namespace trawl::page {

/// Whether browsers show a document as a page that is read by the rules of XML: application/xhtml+xml, and
/// any other XML whose root is the html element of XHTML. `media_type` is in lower case and without
/// parameters; the root is looked for in the first 64 KiB of `bytes`.
bool is_xhtml(std::string_view media_type, std::string_view bytes);

}  // namespace trawl::page
