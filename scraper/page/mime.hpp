#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// The media type of a resource, in lower case and without parameters. Trusts the Content-Type header unless
/// it is missing or known to be wrong often; then looks at the first bytes
/// (https://mimesniff.spec.whatwg.org/ section 7). `content_type` is the header's value, "" if there is none.
/// `is_final` trusts any type that the header names, as X-Content-Type-Options: nosniff asks.
std::string sniffed_type(std::string_view content_type, std::string_view bytes, bool is_final = false);

/// The media type that a Content-Type header names, in lower case and without parameters; "" if it names
/// none.
std::string media_type(std::string_view content_type);

/// True for text/xml, application/xml and types that end in +xml
/// (https://mimesniff.spec.whatwg.org/#xml-mime-type).
bool is_xml(std::string_view media_type);

}  // namespace trawl::page
