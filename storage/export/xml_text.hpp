#pragma once
#include <string>
#include <string_view>

namespace trawl::storage {

/// Appends `text` as the text of an XML element or attribute. What XML 1.0 (section 2.2) cannot hold becomes
/// U+FFFD, and so does ill-formed UTF-8; characters that command a terminal or change the direction of
/// writing become references.
void append_xml(std::string& out, std::string_view text);

}  // namespace trawl::storage
