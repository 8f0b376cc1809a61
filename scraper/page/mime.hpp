#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// The media type of a resource, in lower case and without parameters: what its Content-Type header says, unless that is
/// missing or known to lie, then what its first bytes look like (https://mimesniff.spec.whatwg.org/ section 7).
/// `content_type`: the header's value, "" for none. `is_final`: what it names is the type, as X-Content-Type-Options: nosniff
/// asks for.
std::string sniffed_type(std::string_view content_type, std::string_view bytes, bool is_final = false);

/// The media type that a Content-Type header names, in lower case and without parameters; "" for none.
std::string media_type(std::string_view content_type);

/// text/xml, application/xml, and what ends in +xml (https://mimesniff.spec.whatwg.org/#xml-mime-type).
bool is_xml(std::string_view media_type);

}  // namespace trawl::page
