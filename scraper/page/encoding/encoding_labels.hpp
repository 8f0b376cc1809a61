#pragma once
#include <string_view>

namespace trawl::page {

/// The name of the encoding that a label stands for (https://encoding.spec.whatwg.org/#names-and-labels), ""
/// for none. Case and blanks around the label do not matter. The result points to static text.
std::string_view encoding_of_label(std::string_view label);

}  // namespace trawl::page
