#pragma once
#include <string_view>

namespace trawl::page {

/// The name of the encoding with that label (https://encoding.spec.whatwg.org/#names-and-labels); "" if there
/// is none. Case and whitespace around the label do not matter. The result points to static text.
std::string_view encoding_of_label(std::string_view label);

}  // namespace trawl::page
