#pragma once
#include <string>
#include <string_view>

namespace trawl::cli {

/// The text as one word for a shell, quoted only if necessary, without control sequences.
std::string shell_word(std::string_view text);

}  // namespace trawl::cli
