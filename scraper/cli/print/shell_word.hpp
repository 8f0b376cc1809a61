#pragma once
#include <string>
#include <string_view>

namespace trawl::cli {

/// The text as one word of a shell, quoted only where it must be, without anything that commands a terminal.
std::string shell_word(std::string_view text);

}  // namespace trawl::cli
