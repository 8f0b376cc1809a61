#pragma once
#include <string_view>

namespace trawl::page {

/// The encoding named by the first known charset parameter of a Content-Type header; "" if there is none. As
/// browsers do, ignores text behind a closing quote, and reads to the end where the quote is missing
/// (https://mimesniff.spec.whatwg.org/#parsing-a-mime-type).
std::string_view encoding_of_header(std::string_view content_type);

/// The encoding named by an XML declaration at the very beginning; "" if there is none
/// (https://html.spec.whatwg.org/#concept-get-xml-encoding-when-sniffing). UTF-16 counts as UTF-8, unless the
/// declaration itself is in UTF-16.
std::string_view encoding_of_xml_declaration(std::string_view bytes);

}  // namespace trawl::page
