#pragma once
#include <string_view>

namespace trawl::page {

/// The first known charset among the parameters of a Content-Type header, "" for none. A parameter whose
/// quotes do not close, or that goes on behind them, is passed over.
std::string_view encoding_of_header(std::string_view content_type);

/// The encoding that an XML declaration at the very beginning names, "" for none
/// (https://html.spec.whatwg.org/#concept-get-xml-encoding-when-sniffing). UTF-16 counts as UTF-8, unless the
/// declaration itself is written in UTF-16.
std::string_view encoding_of_xml_declaration(std::string_view bytes);

}  // namespace trawl::page
