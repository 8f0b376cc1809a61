#pragma once
#include <string_view>

namespace trawl::extract {

/// Whether a heading says what the title of its page says: by its words, whatever their order and their case.
bool repeats_title(std::string_view title, std::string_view heading);

}  // namespace trawl::extract
